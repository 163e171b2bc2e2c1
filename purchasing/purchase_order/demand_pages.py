"""The button under the list of missing goods: ticked items become draft orders."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from documents.errors import Refused
from documents.pages.doors import person, require_maker, tell
from documents.pages.steps import posted_ids
from purchasing.purchase_order import from_demand
from purchasing.purchase_order.pages import ORDER_PAGES
from ui.punctuation import listed

MOST_AT_ONCE = 500


@require_POST
def order_from_demand(request: HttpRequest) -> HttpResponse:
    require_maker(request, ORDER_PAGES)
    ids = posted_ids(request)[:MOST_AT_ONCE]
    back = reverse("demand_list")
    if not ids:
        messages.error(request, gettext("Tick at least one item."))
        return redirect(back)
    try:
        made = from_demand.order_lacking(ids, actor=person(request), at=timezone.now())
    except Refused as refused:
        tell(request, refused)
        return redirect(back)
    for sentence in made.left_out:
        messages.warning(request, sentence)
    if not made.orders:
        return redirect(back)
    numbers = listed(document.number for document in made.orders)
    messages.success(request, gettext("Drafts were made: %(numbers)s.") % {"numbers": numbers})
    if len(made.orders) == 1:
        return redirect(ORDER_PAGES.url("detail", made.orders[0].pk))
    return redirect(ORDER_PAGES.url("list", view="drafts"))
