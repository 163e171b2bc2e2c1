"""What `check_books` asks of closed months: their figures never change (V20)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check
from documents.models import Period
from finance.closing.recording import compared, kept_of, seal


def closed_months_keep_their_figures() -> Iterator[Breach]:
    """Recomputed from the entries by their dates; a difference means that a closed month moved."""
    for period in Period.objects.filter(closed_at__isnull=False).order_by("month"):
        kept = kept_of(period)
        if kept is None:
            yield Breach("closed_months", str(period), _("A closed month has no figures."))
            continue
        if seal(kept.event, kept.figures) != kept.hash:
            yield Breach("closed_months", str(period), _("The figures of a month were altered."))
        for each in compared(period.month, kept):
            if not each.holds:
                yield Breach(
                    "closed_months",
                    f"{period} {each.figure.code}",
                    _("A figure of a closed month is not the one of its closing."),
                    {"kept": each.kept, "now": each.figure.value},
                )


def months_are_closed_without_a_gap() -> Iterator[Breach]:
    """Figures rest on all months before: none of these may be open."""
    closed = Period.objects.filter(closed_at__isnull=False).order_by("-month").first()
    if closed is None:
        return
    for period in Period.objects.filter(closed_at=None, month__lt=closed.month).order_by("month"):
        yield Breach(
            "months_in_a_row", str(period), _("A month is open although a later one is closed.")
        )


def register() -> None:
    register_check("closed_months", closed_months_keep_their_figures)
    register_check("months_in_a_row", months_are_closed_without_a_gap)
