"""A day and an hour of the firm's clock as a moment; pure."""

from datetime import date, datetime, time

from django.utils import timezone


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
