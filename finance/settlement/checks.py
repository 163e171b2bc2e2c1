"""The settlement's guards; each says what to do first, naming every item that is wrong."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from finance.bank_accounts.rules import refusal
from finance.parties.models import Side
from finance.settlement.figures import figures_of
from finance.settlement.models import Kind
from finance.settlement.prepayable import is_prepayable
from masterdata.roles import Role, roles_of
from ui import formats
from ui.punctuation import named

BUYERS = frozenset({Role.PURCHASER, Role.PURCHASING_MANAGER})
PAYERS = frozenset({Role.ACCOUNTANT, Role.CASHIER})
MAKERS_OF = {
    Kind.PAYMENT: PAYERS,
    Kind.PREPAYMENT: PAYERS,
    Kind.REFUND: PAYERS,
    Kind.OFFSET: BUYERS | PAYERS,
    Kind.SET_OFF: BUYERS | PAYERS,
}


def has_party(body: Any, _actor: Any) -> Words:
    if body.head.party_id:
        return ""
    return _("No supplier is named yet: edit the document and choose one.")


def made_by_the_right_desk(body: Any, _actor: Any) -> Words:
    """Who handles no money settles without money."""
    if body.request_id or MAKERS_OF[body.kind] & roles_of(body.head.maker):
        return ""
    return _(
        "Money is paid by the accountant or the cashier. Choose a kind without money, or let"
        " one of them enter this."
    )


def items_are_of_this_party(body: Any, _actor: Any) -> Words:
    """Open items of this party; of the receivable side only in a set-off."""
    sides = set(Side.values) if body.kind == Kind.SET_OFF else {Side.PAYABLE}
    strange = [
        line.open_item.document.number
        for line in body.lines.all()
        if line.open_item.party_id != body.head.party_id or line.open_item.side not in sides
    ]
    if not strange:
        return ""
    return _("These items are not debts or prepayments of this supplier: %(numbers)s.") % {
        "numbers": named(strange)
    }


def within_what_is_open(body: Any, _actor: Any) -> Words:
    """Asked again by the ledger under its lock, where two settlements meet."""
    beyond = [
        _("%(number)s: %(left)s left, not %(asked)s")
        % {
            "number": line.open_item.document.number,
            "left": formats.money(line.left),
            "asked": formats.money(line.amount),
        }
        for line in body.lines.all()
        if line.amount > line.left
    ]
    if not beyond:
        return ""
    return _("More is settled than is open. Lower the amounts: %(items)s.") % {
        "items": named(beyond)
    }


def does_something(body: Any, _actor: Any) -> Words:
    if body.money or body.lines.all():
        return ""
    return _("Nothing is settled or paid yet: enter the money, or what is to be settled.")


def account_is_given(body: Any, _actor: Any) -> Words:
    if body.money and body.account_id is None:
        return _("Choose the cash or bank account that the money goes through.")
    if body.account_id is not None and not body.account.is_active:
        return _("%(account)s is closed. Choose another account.") % {"account": body.account}
    return ""


def payee_is_verified(body: Any, _actor: Any) -> Words:
    """Money goes only to an account that finance has verified (F2)."""
    account = body.bank_account
    if account is None or body.money <= 0:
        return ""
    if account.party_id != body.head.party_id:
        words = {"account": account.account_number, "party": body.head.party}
        return _("%(account)s is not an account of %(party)s. Choose one of theirs.") % words
    return refusal(account)


def fits_its_kind(body: Any, _actor: Any) -> Words:
    """What each kind may hold; the sums of it follow in `adds_up`."""
    return _KIND_RULES[body.kind](body)


def prepaid_order_fits(body: Any, _actor: Any) -> Words:
    """An order of this supplier, not void and not filed away."""
    order = body.for_document
    if order is None:
        return ""
    words = {"number": order.number, "party": body.head.party}
    if order.party_id != body.head.party_id:
        return _("%(number)s is not an order to %(party)s. Choose one of theirs.") % words
    if not is_prepayable(order):
        return _("%(number)s cannot be prepaid in its present state. Choose another.") % words
    return ""


def prepaid_for_a_reason(body: Any, _actor: Any) -> Words:
    """An order is prepaid, or the purchasing manager says why there is none."""
    if body.kind != Kind.PREPAYMENT or body.for_document_id or body.request_id or body.reason_by_id:
        return ""
    return _(
        "Name the order that is prepaid, or ask the purchasing manager to give the reason why"
        " there is none."
    )


def _payment(body: Any) -> Words:
    if body.money <= 0:
        return _("A payment has money. Enter it, or choose the kind “Offset without money”.")
    if not any(line.is_debt for line in body.lines.all()):
        return _("A payment settles at least one debt. Choose the kind “Prepayment” otherwise.")
    return ""


def _prepayment(body: Any) -> Words:
    if body.lines.all() or body.discount or body.money <= 0:
        return _(
            "A prepayment is money alone: no lines, no discount. Choose “Payment to the supplier”"
            " otherwise."
        )
    return ""


def _offset(body: Any) -> Words:
    if body.money or not any(line.is_debt for line in body.lines.all()):
        return _("An offset has no money, and settles at least one debt from prepayments.")
    return ""


def _refund(body: Any) -> Words:
    if body.money >= 0 or body.discount or any(line.is_debt for line in body.lines.all()):
        return _("A refund is money below zero, taken from prepayments alone. Check the lines.")
    used = figures_of(body, body.lines.all()).used
    if used == -body.money:
        return ""
    return _(
        "The refund is %(money)s and the prepayments chosen for it are %(used)s; make them equal."
    ) % {"money": formats.money(-body.money), "used": formats.money(used)}


def _set_off(body: Any) -> Words:
    party = body.head.party
    if party is not None and not (party.is_customer and party.is_supplier):
        return _("Only who is both customer and supplier can be set off.")
    if body.money or body.discount or not all(line.is_debt for line in body.lines.all()):
        return _("A set-off has debts of both sides alone: no money, discount or prepayment.")
    found = figures_of(body, body.lines.all())
    if found.used == found.settled:
        return ""
    return _(
        "Payables of %(payable)s are set off against receivables of %(receivable)s; make them"
        " equal."
    ) % {"payable": formats.money(found.settled), "receivable": formats.money(found.used)}


_KIND_RULES = {
    Kind.PAYMENT: _payment,
    Kind.PREPAYMENT: _prepayment,
    Kind.OFFSET: _offset,
    Kind.REFUND: _refund,
    Kind.SET_OFF: _set_off,
}


def adds_up(body: Any, _actor: Any) -> Words:
    """What is left over is left of the money: prepayments and discount are wholly used (V6)."""
    found = figures_of(body, body.lines.all())
    most = max(found.money, Decimal(0))
    if 0 <= found.surplus <= most:
        return ""
    words = {
        "brought": formats.money(found.brought),
        "settled": formats.money(found.settled),
        "over": formats.money(found.surplus - most),
        "short": formats.money(-found.surplus),
    }
    if found.surplus < 0:
        return (
            _(
                "%(settled)s is to be settled and only %(brought)s is there. Lower the amounts or"
                " add %(short)s."
            )
            % words
        )
    return (
        _("%(over)s of the prepayments and the discount settle nothing. Lower them by that.")
        % words
    )


def is_a_refund(body: Any, _actor: Any) -> Words:
    if body.kind == Kind.REFUND:
        return ""
    return _("Only a refund is approved here; the accountant posts this settlement.")


def is_no_refund(body: Any, _actor: Any) -> Words:
    if body.kind != Kind.REFUND:
        return ""
    return _("A refund of a prepayment is approved by the deputy general manager.")


def both_sides_consent(body: Any, _actor: Any) -> Words:
    if body.kind != Kind.SET_OFF or body.our_consent_by_id:
        return ""
    return _(
        "The consent of both sides is not recorded yet; the deputy general manager or the"
        " general manager can do it."
    )


def is_a_set_off(body: Any, _actor: Any) -> Words:
    if body.kind == Kind.SET_OFF:
        return ""
    return _("Only a set-off of payable against receivable needs the consent of both sides.")


def is_a_bare_prepayment(body: Any, _actor: Any) -> Words:
    if body.kind == Kind.PREPAYMENT and not body.for_document_id:
        return ""
    return _("Only a prepayment without an order needs a reason.")


def comes_from_a_request(body: Any, _actor: Any) -> Words:
    if body.request_id:
        return ""
    return _("Only an approved payment request pays by itself.")
