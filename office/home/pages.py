"""首页: the user's own tasks first, late ones on top, then figures and one chart."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from documents import inbox, statements, tasks
from masterdata.roles import Role, may_see_purchase_prices, roles_of
from office.home.chart import purchases
from office.home.figures import figures
from ui import prepared
from ui.panels import panels_for

MOST_TASKS = 10


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if roles_of(user) == {Role.DRIVER}:
        # Before a customer's door, on a phone: what he needs is the list of his stops.
        return redirect("delivery_stops")
    now, today = timezone.now(), timezone.localdate()
    first = prepared.rows(
        ("first tasks", statements.who(user, on=today)),
        lambda: tasks.tasks_of(user, now=now)[:MOST_TASKS],
    )
    context: dict[str, Any] = {
        "tasks": inbox.shown_tasks(first, user=user, now=now),
        "inbox_url": reverse("inbox"),
        **inbox.counts(user, now=now),
        "figures": figures(user, today=today),
        "panels": panels_for(request),
    }
    if may_see_purchase_prices(user):
        context["chart"] = purchases(today)
    return render(request, "home.html", context)
