"""The law of the stock list: handed in by the store each morning, taken note of by each clerk."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, DocumentType, State, Step, Words, WorkingDays
from documents.models import Event
from documents.registry import register
from masterdata.roles import Role
from orders.daily_papers import freezing
from orders.stock_list import effects
from orders.stock_list.models import StockList, StockListLine

MAKERS = (Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR)
READERS = (Role.ORDER_CLERK, Role.BILLING_CLERK, Role.SALES_REP)


def is_of_today(body: Any, actor: Any) -> Words:
    """Its figures are those of the moment: for another day they would be wrong."""
    if body.day == timezone.localdate():
        return ""
    return _(
        "The figures are those of now, and this list is of another day. Void it and draw up"
        " the one of today."
    )


def is_free(body: Any, actor: Any) -> Words:
    number = number_of(body.day, besides=body.pk)
    if not number:
        return ""
    return _("%(number)s is the list of this day already; use that one, or void it first.") % {
        "number": number
    }


def number_of(day: Any, *, besides: int | None = None) -> str:
    others = StockList.objects.filter(held_on=day).exclude(pk=besides or 0)
    return others.values_list("head__number", flat=True).first() or ""


def not_noted_by_him(body: Any, actor: Any) -> Words:
    """Since it was handed in last: a list that was put right is read anew."""
    if actor.pk in readers_of(body):
        return _("You have taken note of this list already.")
    return ""


def readers_of(body: Any) -> dict[int, Any]:
    """Who took note of the list since it was handed in last, and when."""
    noted = Event.objects.filter(document=body.pk, step="note", kind=Event.Kind.STEP)
    if body.submitted_at:
        noted = noted.filter(at__gte=body.submitted_at)
    return {event.actor_id: event for event in noted.select_related("actor").order_by("id")}


STATES = (
    State(
        "draft",
        _("To be submitted"),
        initial=True,
        editable=True,
        waits_for=MAKERS,
        due=WorkingDays(0),
        rule="R38",
        task=_("Look through the stock list and hand it to the order clerks"),
    ),
    State(
        "returned",
        _("Sent back"),
        editable=True,
        tone="bad",
        waits_for=MAKERS,
        due=WorkingDays(0),
        rule="R38",
        task=_("Put the stock list right and hand it in again"),
    ),
    State(
        "submitted",
        _("Submitted"),
        tone="warning",
        waits_for=(Role.ORDER_CLERK,),
        due=WorkingDays(0),
        rule="R38",
        task=_("Take note of today's finished goods"),
    ),
    State("read", _("Read"), tone="good"),
    State("void", _("Void"), final=True, tone="void"),
)


def _note(source: str, target: str) -> Step:
    return Step(
        "note",
        _("Take note"),
        source,
        target,
        by=READERS,
        guards=(not_noted_by_him,),
        tone="good",
        help=_("Each clerk for himself; the page names who has read it"),
    )


STEPS = (
    Step(
        "submit",
        _("Submit"),
        ("draft", "returned"),
        "submitted",
        by=MAKERS,
        guards=(is_of_today, is_free),
        effect=effects.submit,
        help=_("The figures are frozen as they are now"),
    ),
    Step(
        "withdraw",
        _("Withdraw"),
        "submitted",
        "draft",
        by=MAKER,
        effect=freezing.withdraw,
        tone="secondary",
    ),
    _note("submitted", "read"),
    _note("read", ""),
    Step(
        "return",
        _("Send back"),
        ("submitted", "read"),
        "returned",
        by=(Role.ORDER_CLERK, Role.WAREHOUSE_SUPERVISOR),
        effect=freezing.send_back,
        needs_reason=True,
        tone="danger",
    ),
    Step(
        "void",
        _("Void"),
        ("draft", "returned"),
        "void",
        by=MAKERS,
        effect=freezing.let_go,
        needs_reason=True,
        tone="danger",
    ),
)
STOCK_LIST = register(
    DocumentType(
        code="stock_list",
        label=_("Finished-goods stock list"),
        prefix="KC",
        body=StockList,
        line=StockListLine,
        makers=MAKERS,
        readers=(
            *READERS,
            Role.REGIONAL_MANAGER,
            Role.SALES_DIRECTOR,
            Role.CUSTOMER_SERVICE,
            Role.PLANNER,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
        ),
        synonyms=("成品库存单", "库存日报", "成品库存表", "库存清单"),
        states=STATES,
        steps=STEPS,
    )
)
