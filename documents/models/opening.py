"""The opening of the books: begun once with opening papers, then closed for good (M6, V27)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OpeningLock(models.Model):
    """The only row has id 1; opening papers hold it while they are approved."""

    closed_at = models.DateTimeField(_("Closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Opening of the books")
        verbose_name_plural = _("Opening of the books")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="opening_lock_has_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_at}"
