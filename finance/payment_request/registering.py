"""What the payment request tells the rest of the program at its start."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from finance.bank_accounts import duties as account_duties
from finance.bank_accounts import rules
from finance.parties.figures import register_figure
from finance.parties.models import Side
from finance.payment_request import books, duties, flow, lookups, reactions, standing  # noqa: F401
from finance.settlement.open_rows import register_applied
from masterdata.verification import Way, register_way


def requests_of(party_id: int) -> str:
    return reverse("payment_request_list", query={"view": "all", "party": party_id})


def register() -> None:
    account_duties.register()
    books.register()
    duties.register()
    lookups.register()
    register_applied(standing.applied_for)
    register_figure(
        Side.PAYABLE, _("Applied for, not paid"), standing.applied_by_party, url=requests_of
    )
    register_way(Way(rules.verify_from_the_party, rules.progress, rules.may_verify_any))
