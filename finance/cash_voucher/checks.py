"""What must hold before a cash voucher goes on; each answer says what to do first."""

from django.utils.translation import gettext_lazy as _

from documents import opening
from documents.flow import Words
from finance.cash_voucher.models import CashVoucher, Kind
from masterdata.models import User


def has_lines(body: CashVoucher, _actor: User) -> Words:
    return "" if body.lines.all() else _("Enter at least one line with purpose and amount.")


def accounts_are_in_use(body: CashVoucher, _actor: User) -> Words:
    for account in (body.account, body.to_account):
        if account is not None and not account.is_active:
            return _("%(account)s is no longer in use; choose another account.") % {
                "account": account
            }
    return ""


def other_side_is_named(body: CashVoucher, _actor: User) -> Words:
    """A receipt says who paid, an expense who got the money."""
    if body.kind not in (Kind.INCOME, Kind.EXPENSE) or body.head.party_id or body.other_side:
        return ""
    return _("Enter the party, or who paid or got the money.")


def books_are_opening(body: CashVoucher, actor: User) -> Words:
    return opening.is_open(body, actor) if body.kind == Kind.OPENING else ""


def opened_once(body: CashVoucher, _actor: User) -> Words:
    """An account's opening balance is entered once; a second paper would double it."""
    if body.kind != Kind.OPENING:
        return ""
    same = CashVoucher.objects.filter(kind=Kind.OPENING, account=body.account)
    earlier = same.filter(head__state="approved").exclude(pk=body.pk).select_related("head")
    found = earlier.order_by("pk").first()
    if found is None:
        return ""
    return _("%(account)s was already opened with %(number)s. Reverse that first.") % {
        "account": body.account,
        "number": found.head.number,
    }
