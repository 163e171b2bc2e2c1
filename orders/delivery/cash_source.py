"""What drivers collected on deliveries, for finance's hand-over; it knows no deliveries."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finance.cash_handover.sources import HandoverSource, OpenCash, register_source
from orders.delivery.queries import cash_deliveries


def open_rows(driver_id: int | None) -> Iterable[OpenCash]:
    for delivery in cash_deliveries(driver_id).order_by("cod_collected_at", "pk"):
        at = delivery.cod_collected_at
        yield OpenCash(
            delivery.pk,
            delivery.cod_collected,
            delivery.cod_collected - delivery.cod_handed_over,
            delivery.driver_id,
            timezone.localdate(at) if at else None,
        )


def register() -> None:
    register_source(HandoverSource("delivery", _("Deliveries"), open_rows))
