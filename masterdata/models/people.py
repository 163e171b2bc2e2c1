"""People and regions; a person may be named in papers without being able to log in."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ui import prepared
from ui.values import KEY, Given


class Language(models.TextChoices):
    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class PriceSource(models.TextChoices):
    """Which purchase price a new line proposes first (R113)."""

    LAST = "last", _("Last purchase price")
    LIST = "list", _("List purchase price")


class Region(models.Model):
    """A sales region."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Region")
        verbose_name_plural = _("Regions")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region_detail", args=[self.pk])


class PeopleRecords(HistoricalRecords):
    """Logging in is no change of a person: it must not fill the history."""

    def post_save(
        self, instance: Any, created: bool, using: str | None = None, **kwargs: Any
    ) -> None:
        if set(kwargs.get("update_fields") or ()) != {"last_login"}:
            super().post_save(instance, created, using=using, **kwargs)


class User(AbstractUser):
    """A person of the firm; one without a usable password cannot log in but can be a handler."""

    full_name = models.CharField(_("Full name"), max_length=100, blank=True, db_index=True)
    pinyin = models.CharField(_("Pinyin initials"), max_length=100, blank=True, db_index=True)
    superior = models.ForeignKey(
        "self",
        verbose_name=_("Superior"),
        on_delete=models.PROTECT,
        related_name="reports",
        null=True,
        blank=True,
    )
    region = models.ForeignKey(
        Region, verbose_name=_("Region"), on_delete=models.PROTECT, null=True, blank=True
    )
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    position = models.CharField(_("Position"), max_length=100, blank=True)
    language = models.CharField(
        _("Language"), max_length=10, choices=Language.choices, default=Language.CHINESE
    )
    default_price_source = models.CharField(
        _("Default purchase price"),
        max_length=10,
        choices=PriceSource.choices,
        default=PriceSource.LAST,
    )
    to_complete = models.BooleanField(_("To be completed"), default=False)
    # Roles are groups: who gave and took them is part of the record (never the password).
    history = PeopleRecords(excluded_fields=["password", "last_login"], m2m_fields=["groups"])

    class Meta:
        verbose_name = _("User")
        verbose_name_plural = _("Users")
        constraints = [
            models.CheckConstraint(
                condition=Q(superior__isnull=True) | ~Q(superior=F("id")),
                name="user_is_not_own_superior",
                violation_error_message=_("Choose another person as superior."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("user_detail", args=[self.pk])

    @property
    def display_name(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    def preference(self, key: str, default: Any = None) -> Any:
        known = self._preferences()
        return known.get(key, default)

    def set_preference(self, key: str, value: Any) -> None:
        Preference.objects.update_or_create(user=self, key=key, defaults={"value": value})
        self._preferences()[key] = value

    def _preferences(self) -> dict[str, Any]:
        """All at once, because a page asks for several (columns, filter, rows per page)."""
        if not hasattr(self, "_known_preferences"):
            self._known_preferences = dict(prepared.rows("preferences", _preferred, user=self.pk))
        return self._known_preferences


def _preferred() -> models.QuerySet[Any, Any]:
    who = Given("user", KEY)
    return Preference.objects.filter(user=who).values_list("key", "value")


class Preference(models.Model):
    """What a person chose once and need not choose again: columns, filters, rows per page."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="preferences", db_index=False
    )
    key = models.CharField(max_length=100)
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_preference_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
