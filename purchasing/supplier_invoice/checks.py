"""The invoice's guards: its number, its sums, its receipts, and whether it matches them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from purchasing.receipt.checks import plain
from purchasing.receipt.models import InvoiceKind
from purchasing.supplier_invoice import matching, numbers
from purchasing.supplier_invoice.progress import COUNTED, first_entry, matches_of
from ui import formats
from ui.punctuation import named


def number_is_sound(body: Any, actor: Any) -> Words:
    """The form of the number by kind (conventions 4.4), and the day that is printed on it."""
    if not body.invoice_number or not body.invoice_date:
        return _("Enter the invoice's number and date first.")
    digits = (body.invoice_kind, body.code, body.invoice_number)
    return numbers.fault_of_code(*digits) or numbers.fault_of_number(*digits)


def entered_once(body: Any, actor: Any) -> Words:
    key = numbers.key_of(body.head.party_id, body.code, body.invoice_number)
    first = first_entry(key, but=body.pk)
    return already_entered(first) if first else ""


def already_entered(first: Any) -> Words:
    return _(
        "Invoice %(invoice)s of this supplier was entered already: %(number)s (%(name)s,"
        " %(day)s). Use that entry, or void it first."
    ) % {
        "invoice": first.full_number,
        "number": first.head.number,
        "name": first.head.maker.display_name,
        "day": formats.day(first.head.date),
    }


def sums_agree(body: Any, actor: Any) -> Words:
    """What is printed at the foot of the paper is what its lines add up to."""
    lines = list(body.lines.all())
    net = sum((line.net for line in lines), Decimal(0))
    tax = sum((line.tax for line in lines), Decimal(0))
    if (net, tax) == (body.paper_net, body.paper_tax):
        return ""
    return _(
        "The lines add up to %(net)s net and %(tax)s tax, the paper says %(paper_net)s and"
        " %(paper_tax)s. Correct the lines or the sums."
    ) % {
        "net": formats.money(net),
        "tax": formats.money(tax),
        "paper_net": formats.money(body.paper_net),
        "paper_tax": formats.money(body.paper_tax),
    }


def scan_or_reason(body: Any, actor: Any) -> Words:
    """Whoever checks it must see the paper; so must finance."""
    if body.no_scan_reason or body.head.attachments.filter(withdrawn_at=None).exists():
        return ""
    return _("Attach the scan of the invoice, or say in the form why there is none.")


def receipts_fit(body: Any, actor: Any) -> Words:
    """Approved receipts of this supplier, for which he gives invoices at all."""
    found = [fault for fault in (_misfit(body, line) for line in body.lines.all()) if fault]
    if not found:
        return ""
    return _("These lines do not fit their receipts: %(lines)s.") % {"lines": named(found)}


def _misfit(body: Any, line: Any) -> Words:
    receipt = line.receipt_line.body
    values = {"line": line.line_no, "number": receipt.head.number}
    if receipt.head.party_id != body.head.party_id:
        return _("line %(line)s: %(number)s is a receipt from another supplier") % values
    if receipt.head.state != "approved":
        return _("line %(line)s: %(number)s is not approved (any more)") % values
    if receipt.invoice_kind == InvoiceKind.NONE:
        return _("line %(line)s: %(number)s was received without an invoice") % values
    return ""


def each_receipt_line_once(body: Any, actor: Any) -> Words:
    seen: set[int] = set()
    twice = []
    for line in body.lines.all():
        if line.receipt_line_id in seen:
            twice.append(line.line_no)
        seen.add(line.receipt_line_id)
    if not twice:
        return ""
    return _(
        "These lines bill a receipt line that another line bills too; merge them: %(lines)s."
    ) % {"lines": named(twice)}


def signs_fit(body: Any, actor: Any) -> Words:
    """A red invoice takes back, and says from which blue one; a blue one never does."""
    lines = list(body.lines.all())
    if body.is_red:
        return _red_fault(body, lines)
    below = [line.line_no for line in lines if line.gross < 0 or line.base_quantity <= 0]
    if not below:
        return ""
    return _("Only a red invoice takes back; check quantity and amount of lines %(lines)s.") % {
        "lines": named(below)
    }


def _red_fault(body: Any, lines: list[Any]) -> Words:
    above = [line.line_no for line in lines if line.gross >= 0 or line.base_quantity > 0]
    if above:
        return _("A red invoice is negative; check quantity and amount of lines %(lines)s.") % {
            "lines": named(above)
        }
    if body.blue is None:
        return _("Name the blue invoice that this red one corrects.")
    blue = body.blue.head
    if blue.party_id != body.head.party_id or blue.state not in COUNTED or body.blue.is_red:
        return _(
            "%(number)s cannot be corrected by this red invoice: it must be a blue one of the"
            " same supplier, and matched."
        ) % {"number": blue.number}
    known = {line.receipt_line_id for line in body.blue.lines.all()}
    strange = [line.line_no for line in lines if line.receipt_line_id not in known]
    if not strange:
        return ""
    return _("%(number)s does not bill what these lines take back: %(lines)s.") % {
        "number": body.blue.full_number,
        "lines": named(strange),
    }


def is_within(body: Any) -> bool:
    return matching.is_within(matches_of(body)) and not tax_misfits(body)


def tax_misfits(body: Any) -> list[int]:
    """Another kind of invoice or tax rate than was received makes the goods cost otherwise."""
    return [
        line.line_no
        for line in body.lines.all()
        if line.tax_rate != line.receipt_line.tax_rate
        or body.tax_is_deductible != line.receipt_line.body.tax_is_deductible
    ]


def within_tolerance(body: Any, actor: Any) -> Words:
    """Asked under the locks of the receipts: two invoices cannot both match the same goods."""
    if is_within(body):
        return ""
    return _(
        "The invoice differs from what was received beyond the tolerance (%(line)s per line,"
        " %(invoice)s in all): %(lines)s. Choose “Record the difference”; the purchasing manager"
        " settles it."
    ) % {
        "line": formats.money(matching.PER_LINE),
        "invoice": formats.money(matching.PER_INVOICE),
        "lines": named(_differences(body)),
    }


def _differences(body: Any) -> list[Words]:
    matches = matches_of(body)
    pairs = zip(body.lines.all(), matches, strict=True)
    faults = [_difference(line, each) for line, each in pairs if not each.is_near]
    faults += [
        _("line %(line)s: another tax rate or kind of invoice than received") % {"line": number}
        for number in tax_misfits(body)
    ]
    total = formats.money(matching.total_difference(matches))
    return faults or [_("in all %(amount)s") % {"amount": total}]


def _difference(line: Any, each: matching.Match) -> Words:
    return _("line %(line)s %(item)s: quantity %(quantity)s, amount %(amount)s") % {
        "line": line.line_no,
        "item": line.item.code,
        "quantity": plain(each.quantity_difference),
        "amount": formats.money(each.difference),
    }


def differs(body: Any, actor: Any) -> Words:
    if not is_within(body):
        return ""
    return _("The invoice agrees with what was received; match it.")
