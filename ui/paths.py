"""What the database knows under a dotted or double-underscored path of a model."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet


def as_lookup(accessor: object) -> str:
    return str(accessor).replace(".", "__")


def known_path(queryset: "QuerySet[Any]", accessor: object) -> str:
    """The database name behind a column, or nothing where Python computes it."""
    path = as_lookup(accessor)
    if path in queryset.query.annotations or field_at(queryset.model, path) is not None:
        return path
    return ""


def field_at(model: type[Model], path: str) -> Any:
    """The model field that a path ends at, through single relations only."""
    here: Any = model
    found: Any = None
    for part in path.split("__"):
        if here is None:
            return None
        try:
            found = here._meta.pk if part == "pk" else here._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        if found.one_to_many or found.many_to_many:
            return None
        here = found.related_model
    return found


def crosses_to_many(model: type[Model], path: str) -> bool:
    """Whether a join along this path may give one record several times."""
    here: Any = model
    for part in path.split("__"):
        names = {field.name: field for field in here._meta.get_fields()} if here else {}
        field = names.get(part)
        if field is None:
            return False
        if field.one_to_many or field.many_to_many:
            return True
        here = field.related_model
    return False
