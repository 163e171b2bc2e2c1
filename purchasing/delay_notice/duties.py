"""Every night: drafts of the notices that rule T8 asks for; missed nights are caught up."""

from datetime import datetime

from django.utils import timezone

from documents.models import Document
from documents.recurring import register_duty
from purchasing.delay_notice.actions import write_if_late
from purchasing.delay_notice.queries import orders_to_look_at


def write_notices(now: datetime) -> str:
    """Promised later than the contract says, or not confirmed ten days before it."""
    written = 0
    for order_id in orders_to_look_at(today=timezone.localdate(now)):
        # The order stands still while its notice is written, as in a step of its own.
        order = Document.objects.select_for_update().get(pk=order_id)
        written += write_if_late(order, at=now) is not None
    return f"{written} delay notices to be sent"


def register() -> None:
    register_duty("delay notices", write_notices)
