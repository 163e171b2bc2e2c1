"""What happened to a paper: events that nobody can alter, comments, attachments."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.head import Document


class Event(models.Model):
    """One act on a paper; append-only, each hash seals the one before it (reliability V17)."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        CHANGED = "changed", _("Changed")
        STEP = "step", _("Step")
        PRINTED = "printed", _("Printed")
        NOTE = "note", _("Note")

    document = models.ForeignKey(Document, models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    by_system = models.BooleanField(default=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    step = models.CharField(max_length=32, blank=True)
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Event")
        verbose_name_plural = _("Events")
        indexes = [models.Index("document", "id", name="event_of_document")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.step}"


class Comment(models.Model):
    """A remark by a person on a paper; written once."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=2000)

    class Meta:
        verbose_name = _("Comment")
        verbose_name_plural = _("Comments")

    def __str__(self) -> str:
        return self.text


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A random name without the user's words: nothing of it is guessable or executable."""
    name = uuid.uuid4().hex
    return f"attachments/{name[:2]}/{name}"


class Attachment(models.Model):
    """A scan or file that belongs to a paper; kept for ever, marked when withdrawn."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(_("File name"), max_length=200)
    size = models.PositiveBigIntegerField(_("File size"))
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Attachment")
        verbose_name_plural = _("Attachments")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="attachment_once_per_document",
            )
        ]

    def __str__(self) -> str:
        return self.name
