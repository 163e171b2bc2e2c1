"""The stock list's columns: a day, and the keeper's notes beside single goods as lines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import LineBase
from masterdata.models import Item
from orders.daily_papers.models import DailyPaper


class StockList(DailyPaper):
    """One a day; it tells quantities and no money, so whoever promises goods may read it."""

    DERIVED = DailyPaper.DERIVED
    NOT_COPIED = DailyPaper.NOT_COPIED

    day = models.DateField(_("Day"))

    class Meta:
        verbose_name = _("Finished-goods stock list")
        verbose_name_plural = _("Finished-goods stock lists")
        constraints = [
            models.UniqueConstraint(
                fields=["held_on"],
                name="stock_list_once_a_day",
                violation_error_message=_("This day has its stock list already; use that one."),
            ),
            models.CheckConstraint(
                name="stock_list_holds_its_own_day",
                condition=Q(held_on__isnull=True) | Q(held_on=F("day")),
            ),
        ]
        indexes = [models.Index("due_at", name="stock_list_by_due")]


class StockListLine(LineBase):
    """备注: what the keeper says of one item; it stands in that item's row."""

    body = models.ForeignKey(StockList, models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, verbose_name=_("Item"), related_name="+")
    note = models.CharField(_("Remark"), max_length=200)

    class Meta:
        verbose_name = _("Note to an item")
        verbose_name_plural = _("Notes to items")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="stock_list_line_no"),
            models.UniqueConstraint(
                fields=["body", "item"],
                name="stock_list_one_note_each",
                violation_error_message=_("An item has one note in a list."),
            ),
        ]
