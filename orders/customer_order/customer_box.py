"""What the entry form is told of the customer that was chosen: his data, his money, his credit."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from documents.pages.doors import person
from finance.parties import funds
from masterdata.models import Party
from masterdata.roles import may_see_list_prices, roles_of
from orders.customer_order import credit, customers
from orders.customer_order.flow import CUSTOMER_ORDER
from ui import formats
from ui.ids import id_in

Row = dict[str, Any]


@require_GET
def customer_facts(request: HttpRequest) -> HttpResponse:
    """`?party=`: fields to fill and figures to show; for whoever makes or reads orders."""
    user = person(request)
    mine = {*CUSTOMER_ORDER.makers, *CUSTOMER_ORDER.readers}
    if not mine & roles_of(user):
        raise PermissionDenied(_("Your roles do not include customer orders."))
    pk = id_in(request.GET, "party")
    party = Party.objects.filter(pk=pk, is_customer=True).first()
    if party is None:
        raise Http404
    fields = customers.delivery_of(party) | customers.terms_of(party)
    shown = {
        name: formats.plain(v) if name == "deposit_percent" else v for name, v in fields.items()
    }
    figures = figures_of(party) if may_see_list_prices(user) else []
    return JsonResponse({"fields": shown, "figures": figures, "warnings": warnings_of(party)})


def figures_of(party: Party) -> list[Row]:
    """上欠, 多付余款, 信用额度 and what of it is taken; each with the words people use."""
    owed = funds.total(funds.open_debts_of(party.pk))
    own = funds.total(funds.free_credits(party.pk))
    stands = credit.exposure(party.pk)
    found = [
        {
            "label": _("Owes from before"),
            "value": formats.money(owed),
            "tone": "bad" if owed else "",
        },
        {
            "label": _("Own money with us"),
            "value": formats.money(own),
            "tone": "good" if own else "",
        },
        {"label": _("Credit limit"), "value": formats.money(stands.limit), "tone": ""},
        {"label": _("Orders under way"), "value": formats.money(stands.open_orders), "tone": ""},
    ]
    if stands.limit:
        tone = "bad" if stands.free < 0 else ""
        found.append({"label": _("Credit left"), "value": formats.money(stands.free), "tone": tone})
    for label, value in (
        (_("Customer level"), party.level),
        (_("Agreed terms"), party.payment_terms),
        (_("Region"), str(party.region or "")),
        (_("Salesperson"), party.owner.display_name if party.owner else ""),
    ):
        if value:
            found.append({"label": label, "value": value, "tone": ""})
    return found


def warnings_of(party: Party) -> list[str]:
    if party.blocked_for_orders:
        words = {"name": party.name, "reason": party.block_reason}
        return [_("%(name)s is blocked for new orders: %(reason)s") % words]
    return []
