"""The law of the supplier's invoice: matched by somebody else, differences settled, handed over.

`hand_over`, `sign` and `take_back` are the program's: the hand-over list takes them.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, SYSTEM, DocumentType, State, Step, WorkingDays
from documents.registry import register
from masterdata.roles import Role
from purchasing.guards import has_lines, has_supplier
from purchasing.supplier_invoice import checks, effects
from purchasing.supplier_invoice.models import SupplierInvoice, SupplierInvoiceLine
from purchasing.supplier_invoice.postings import differences
from purchasing.supplier_invoice.step_forms import SettleForm

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
MAKERS = (*BUYERS, Role.ACCOUNTANT)
UNDOERS = (Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER)
SETTLERS = (Role.PURCHASING_MANAGER, Role.DEPUTY_GENERAL_MANAGER)
SOUND = (
    has_supplier,
    has_lines,
    checks.number_is_sound,
    checks.entered_once,
    checks.receipts_fit,
    checks.each_receipt_line_once,
    checks.signs_fit,
    checks.sums_agree,
    checks.scan_or_reason,
)


def papers_of(body: Any, lines: list[Any]) -> Iterable[int]:
    """Receipts, and the blue invoice of a red one: locked in the order of their ids."""
    blue = {body.blue_id} if body.blue_id else set()
    return sorted({line.receipt_line.body_id for line in lines} | blue)


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        task=_("Finish the invoice and submit it"),
    ),
    State(
        "received",
        _("Invoice received"),
        tone="warning",
        waits_for=MAKERS,
        due=WorkingDays(1),
        task=_("Check the invoice against the receipts"),
    ),
    State(
        "difference",
        _("Differs"),
        tone="bad",
        waits_for=SETTLERS,
        due=WorkingDays(2),
        task=_("Settle the difference of the invoice"),
    ),
    State(
        "matched",
        _("Matched"),
        tone="good",
        waits_for=BUYERS,
        due=WorkingDays(2),
        task=_("Hand the invoice over to finance"),
    ),
    State("handed_over", _("Handed to finance"), tone="primary"),
    State(
        "signed",
        _("Signed by finance"),
        tone="primary",
        waits_for=(Role.ACCOUNTANT,),
        due=WorkingDays(2),
        task=_("Book the invoice"),
    ),
    State("closed", _("Booked"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

ENTRY = (
    Step(
        "submit",
        _("Submit"),
        "draft",
        "received",
        by=MAKERS,
        guards=SOUND,
        effect=effects.enter,
    ),
    Step("withdraw", _("Withdraw"), "received", "draft", by=MAKER, tone="secondary"),
    Step("reject", _("Reject"), "received", "draft", by=MAKERS, needs_reason=True, tone="danger"),
)
MATCHING = (
    Step(
        "match",
        _("Match"),
        "received",
        "matched",
        by=MAKERS,
        guards=(*SOUND, checks.within_tolerance),
        effect=effects.cover,
        posts=differences,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "differ",
        _("Record the difference"),
        "received",
        "difference",
        by=MAKERS,
        guards=(*SOUND, checks.differs),
        tone="secondary",
    ),
    Step(
        "settle_difference",
        _("Settle the difference"),
        "difference",
        "matched",
        by=SETTLERS,
        guards=SOUND,
        effect=effects.settle,
        posts=differences,
        form=SettleForm,
        needs_reason=True,
        four_eyes=True,
        tone="good",
    ),
    Step(
        "ask_correction",
        _("The supplier corrects it"),
        "difference",
        "draft",
        by=SETTLERS,
        needs_reason=True,
        tone="secondary",
    ),
)
FINANCE = (
    Step("hand_over", _("Hand over"), "matched", "handed_over", by=SYSTEM),
    Step("sign", _("Sign"), "handed_over", "signed", by=SYSTEM),
    Step("take_back", _("Give back"), ("handed_over", "signed"), "matched", by=SYSTEM),
    Step(
        "book",
        _("Book"),
        "signed",
        "closed",
        by=(Role.ACCOUNTANT,),
        effect=effects.book,
        tone="good",
    ),
)
UNDOING = (
    Step(
        "reverse",
        _("Reverse"),
        ("matched", "handed_over", "signed", "closed"),
        "reversed",
        by=UNDOERS,
        effect=effects.leave,
        reverses=True,
        needs_reason=True,
        tone="danger",
    ),
    Step(
        "void",
        _("Void"),
        ("draft", "received", "difference"),
        "void",
        by=(*MAKERS, Role.DEPUTY_GENERAL_MANAGER),
        effect=effects.leave,
        needs_reason=True,
        tone="danger",
    ),
)

SUPPLIER_INVOICE = register(
    DocumentType(
        code="supplier_invoice",
        label=_("Supplier invoice"),
        prefix="FP",
        body=SupplierInvoice,
        line=SupplierInvoiceLine,
        makers=MAKERS,
        readers=(Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER, Role.CASHIER),
        sources=papers_of,
        party_label=_("Supplier"),
        synonyms=("进项发票", "采购发票", "收票", "JXFP"),
        states=STATES,
        steps=(*ENTRY, *MATCHING, *FINANCE, *UNDOING),
    )
)
