"""The payment request's guards; a refusal names every source, what holds it, and who can help."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import approvals
from documents.flow import Words
from finance.bank_accounts import rules
from finance.parties.models import Side
from finance.payment_request import standing
from finance.payment_request.models import Method, Payment
from finance.payment_request.standing import Standing
from masterdata.roles import Role
from ui import formats
from ui.punctuation import listed, named

NONE = Decimal(0)
TO_AN_ACCOUNT = (Method.TRANSFER, Method.ACCEPTANCE)


def has_party(body: Any, _actor: Any) -> Words:
    if body.head.party_id:
        return ""
    return _("No supplier is named yet: edit the document and choose one.")


def has_lines(body: Any, _actor: Any) -> Words:
    if body.lines.all():
        return ""
    return _("There are no lines yet: edit the document and add at least one.")


def of_one_supplier(body: Any, _actor: Any) -> Words:
    """Debts of this supplier that still stand; a request is of one supplier alone."""
    strange = [
        line.source.number
        for line in body.lines.all()
        if (line.open_item or line.source).party_id != body.head.party_id
        or not _is_live_debt(line.open_item)
    ]
    if not strange:
        return ""
    return _("These are not debts to this supplier; take their lines out: %(numbers)s.") % {
        "numbers": named(strange)
    }


def _is_live_debt(item: Any) -> bool:
    if item is None:
        return True
    return bool(item.side == Side.PAYABLE and item.amount > 0 and item.reverses_id is None)


def debts_or_one_advance(body: Any, _actor: Any) -> Words:
    """A prepayment is booked for one order, so it is asked for by itself."""
    lines = body.lines.all()
    advances = {line.source_id for line in lines if line.open_item_id is None}
    if len(advances) + any(line.open_item_id for line in lines) < 2:
        return ""
    return _(
        "A prepayment is asked for by itself: one order, no debts. Make a request of its own for"
        " each."
    )


def within_due(body: Any, _actor: Any) -> Words:
    """Paid, applied for by others and this together are no more than due (I11, lesson 4.20).

    Asked when the heads of the sources are locked, so of two requests for one receipt the second
    finds the first.
    """
    asked: dict[tuple[int | None, int], Decimal] = defaultdict(Decimal)
    numbers: dict[tuple[int | None, int], str] = {}
    for line in body.lines.all():
        key = (line.open_item_id, line.source_id)
        asked[key] += line.rest
        numbers[key] = line.source.number
    items = standing.of_items([item for item, _paper in asked if item], but=body.pk)
    papers = standing.of_papers([paper for item, paper in asked if not item], but=body.pk)
    over = [
        _excess(numbers[key], amount, found)
        for key, amount in asked.items()
        if amount > (found := _standing(key, items, papers)).free
    ]
    if not over:
        return ""
    return _("More is asked for than is free. Lower the amounts: %(sources)s.") % {
        "sources": named(over)
    }


def _standing(
    key: tuple[int | None, int], items: Mapping[int, Standing], papers: Mapping[int, Standing]
) -> Standing:
    item, paper = key
    found = items.get(item) if item else papers.get(paper)
    return found or Standing()


def _excess(number: str, asked: Decimal, found: Standing) -> Words:
    values = {
        "number": number,
        "due": formats.money(found.due),
        "paid": formats.money(found.paid),
        "applied": formats.money(found.applied),
        "requests": listed(found.requests) or "—",
        "free": formats.money(found.free),
        "asked": formats.money(asked),
    }
    if not found.requests:
        return (
            _("%(number)s: due %(due)s, paid %(paid)s, so %(free)s is free and not %(asked)s")
            % values
        )
    return (
        _(
            "%(number)s: due %(due)s, paid %(paid)s, applied for by %(requests)s %(applied)s, so"
            " %(free)s is free and not %(asked)s"
        )
        % values
    )


def payee_is_verified(body: Any, _actor: Any) -> Words:
    """Money is sent only to an account that finance has verified; a draft may name any (F2)."""
    account = body.bank_account
    if body.method not in TO_AN_ACCOUNT:
        return ""
    if account is None:
        return _("Choose the supplier's bank account, or another payment method.")
    if account.party_id != body.head.party_id:
        return _("%(account)s is not an account of %(party)s. Choose one of theirs.") % {
            "account": account,
            "party": body.head.party,
        }
    return rules.refusal(account)


def payee_is_the_submitted_one(body: Any, _actor: Any) -> Words:
    """What was approved is a payment to these very details."""
    account = body.bank_account
    if account is None or rules.fingerprint(account) == body.account_fingerprint:
        return ""
    return _(
        "The bank account was changed after this request was submitted (it was %(old)s). Return"
        " the request; it can then be submitted with the account as it is now."
    ) % {"old": f"{body.payee_bank} {body.payee_account}"}


def never_paid(body: Any, _actor: Any) -> Words:
    """What was paid once stands in its lines, also when the payment was taken back."""
    if not Payment.objects.filter(line__body=body.pk).exists():
        return ""
    return _(
        "A payment was made on this request and taken back, so its lines cannot change any more."
        " The accountant can void it; copy it for a new one."
    )


def nothing_paid(body: Any, _actor: Any) -> Words:
    if not any(line.paid for line in body.lines.all()):
        return ""
    return _("This request is paid in part. First reverse the settlement that paid it.")


def paid_by_a_fourth(body: Any, actor: Any) -> Words:
    """Maker, both approvers and payer are four people, whatever roles they hold (D1)."""
    signers = approvals.signed_by(body.head)
    if actor.pk not in signers:
        return ""
    but = {*signers, body.head.maker_id}
    return _("%(name)s approved this request; it is paid by a fourth person: %(who)s.") % {
        "name": actor.display_name,
        "who": approvals.people_for((Role.CASHIER,), but=but),
    }


def something_left(body: Any, _actor: Any) -> Words:
    if any(line.rest for line in body.lines.all()):
        return ""
    return _("Nothing of this request is left to pay.")


def nothing_left(body: Any, _actor: Any) -> Words:
    rest = sum((line.rest for line in body.lines.all()), NONE)
    if not rest:
        return ""
    return _("%(rest)s of this request is still to be paid.") % {"rest": formats.money(rest)}
