"""What the steps around the goods write: sources, the sales rep's word, validity, messages."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import attachments, links
from documents.errors import Refused
from documents.flow import rewrites
from masterdata.money import AMOUNTS
from orders.sales_return import settling
from orders.sales_return.models import ReturnMessage

Data = Mapping[str, Any]
DECISION, REPLY = "decision", "reply"
VALID_DAYS = 30


def sources_of(body: Any, lines: Iterable[Any]) -> list[int]:
    """The deliveries that goods come back from, and the orders that may be open again by it.

    Their heads are locked with the return's own: of two returns of one line the second counts
    the first, and a delivery of the same order waits.
    """
    cited = [line for line in lines if line.delivery_line is not None]
    deliveries = {line.delivery_line.body_id for line in cited}
    orders = {line.order_line.body_id for line in cited if line.order_line is not None}
    return sorted(deliveries | orders)


def cite(body: Any, actor: Any, data: Data) -> None:
    """The chain shows what the lines draw on now, however they came into it."""
    links.set_sources(sources_of(body, list(body.lines.all())), body.head)


def vouch(body: Any, actor: Any, data: Data) -> None:
    """A sales representative says why goods without a delivery are taken back."""
    body.no_delivery_reason = str(data["reason"])[:200]
    body.vouched_by = actor
    body.save(update_fields=["no_delivery_reason", "vouched_by"])


def give_validity(body: Any, actor: Any, data: Data) -> None:
    """The customer sends the goods within so many days, or asks again."""
    body.valid_until = _after(timezone.localdate(data["at"]))
    body.save(update_fields=["valid_until"])


def _after(day: date) -> date:
    return day + timedelta(days=VALID_DAYS)


def forget_validity(body: Any, actor: Any, data: Data) -> None:
    body.valid_until = None
    body.save(update_fields=["valid_until"])


def tell_decision(body: Any, actor: Any, data: Data) -> None:
    _tell(body, actor, DECISION, data)


def reply(body: Any, actor: Any, data: Data) -> None:
    """回传: the posted return note went to the customer (R63)."""
    _tell(body, actor, REPLY, data)
    body.replied_at = data["at"]
    body.save(update_fields=["replied_at"])


def _tell(body: Any, actor: Any, kind: str, data: Data) -> None:
    receiver = str(data.get("receiver") or "").strip()
    if not receiver:
        raise Refused(_("Enter whom you told."))
    if not data.get("channel"):
        raise Refused(_("Say by what way the customer was told."))
    ReturnMessage.objects.create(
        sales_return=body,
        kind=kind,
        channel=data["channel"],
        receiver=receiver[:60],
        at=data["at"],
        actor=actor,
        note=str(data.get("note") or "")[:300],
    )


@rewrites(*AMOUNTS)
def draw_up(body: Any, actor: Any, data: Data) -> None:
    """开退货单: the amounts are struck as other returns of the deliveries leave them."""
    settling.strike(body)
    cite(body, actor, data)
    body.drawn_by = actor
    body.save(update_fields=["drawn_by"])


def undraw(body: Any, actor: Any, data: Data) -> None:
    body.drawn_by = None
    body.save(update_fields=["drawn_by"])


@rewrites(*AMOUNTS)
def audit(body: Any, actor: Any, data: Data) -> None:
    """Struck for the last time: another return may have been posted since it was drawn up."""
    settling.strike(body)


def confirm(body: Any, actor: Any, data: Data) -> None:
    """回传确认: who of the customer agreed; what he sent back is kept with the paper."""
    body.confirmed_by = str(data.get("confirmed_by") or "").strip()[:60]
    if not body.confirmed_by:
        raise Refused(_("Say who of the customer has confirmed the return."))
    body.confirmed_at = data["at"]
    body.save(update_fields=["confirmed_by", "confirmed_at"])
    if data.get("scan"):
        attachments.attach(body.head, data["scan"], by=actor, at=data["at"])


def reopen(body: Any, actor: Any, data: Data) -> None:
    body.confirmed_by, body.confirmed_at = "", None
    body.save(update_fields=["confirmed_by", "confirmed_at"])
