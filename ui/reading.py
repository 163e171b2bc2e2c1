"""Instances of models out of rows of the database, all fields of one at once.

`Model.from_db` sets one field after the other and asks each how: two thirds of what reading many
rows takes. What comes of it is the same: the values in the instance's own dictionary, and a state
that says where they came from. A field that was not read is simply not there, and asked for when
somebody wants it. Models with an `__init__` or `from_db` of their own, and those whose making
somebody listens to, are made by Django. This leans on inner workings of Django 5.2, as
`ui/prepared.py` does.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init


@cache
def maker_of(model: Any) -> Any:
    """What makes instances of this model: itself, or quicker than itself."""
    is_plain = model.__init__ is Model.__init__ and model.from_db.__func__ is _FROM_DB
    if not is_plain or pre_init.has_listeners(model) or post_init.has_listeners(model):
        return model
    return Maker(model)


_FROM_DB = Model.from_db.__func__  # type: ignore[attr-defined]


class Maker:
    """Stands for a plain model while rows are read."""

    def __init__(self, model: Any) -> None:
        self.model, self._meta = model, model._meta

    def from_db(self, db: str, names: Sequence[str], values: Sequence[Any]) -> Any:
        made = object.__new__(self.model)
        made.__dict__.update(zip(names, values, strict=True))
        made._state = state = ModelState()
        state.adding, state.db = False, db
        return made


class Shared:
    """Stands for the model of a relation while rows are read: what many rows name is made once."""

    def __init__(self, model: Any) -> None:
        self.maker, self._meta = maker_of(model), model._meta
        self.known: dict[Any, Any] = {}
        self.place = -1

    def from_db(self, db: str, names: list[str], values: Sequence[Any]) -> Any:
        if self.place < 0:
            self.place = names.index(self._meta.pk.attname)
        pk = values[self.place]
        found = self.known.get(pk)
        if found is None:
            found = self.known[pk] = self.maker.from_db(db, names, values)
        return found
