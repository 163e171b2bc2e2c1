"""What a form was filled from, and whether the record is still that when the form is stored."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

BATCH = 500


def fingerprint(record: Any) -> str:
    """What a form was filled from: another value when it is sent means somebody was quicker."""
    if record is None:
        return ""
    values = [str(getattr(record, field.attname)) for field in record._meta.concrete_fields]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:20]


def still_as_seen(model: type[Model], seen: Mapping[Any, str]) -> bool:
    """Holds these records until the transaction ends; whether each is still what was seen of it.

    Between the check of a form and its storing somebody else may store the same record: who only
    compares beforehand overwrites him without a word.
    """
    keys = sorted(seen)
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        records = model._base_manager.select_for_update().filter(pk__in=part).order_by("pk")
        if {record.pk: fingerprint(record) for record in records} != {pk: seen[pk] for pk in part}:
            return False
    return True
