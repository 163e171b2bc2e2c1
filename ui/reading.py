"""Instances of models, out of rows of the database or new, all fields of one at once.

Django sets one field after the other and asks each how: two thirds of what reading many rows
takes. What comes of it is the same: the values in the instance's own dictionary, and a state
that says where they came from. A field that was not read is simply not there, and asked for when
somebody wants it. Models with an `__init__` or `from_db` of their own, and those whose making
somebody listens to, are made by Django. This leans on inner workings of Django 5.2, as
`ui/prepared.py` does.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db.models import NOT_PROVIDED, Model, signals
from django.db.models.base import ModelState


@cache
def maker_of(model: Any) -> Any:
    """What makes instances of this model: itself, or quicker than itself."""
    is_plain = model.__init__ is Model.__init__ and model.from_db.__func__ is _FROM_DB
    heard = (signals.pre_init.has_listeners(model), signals.post_init.has_listeners(model))
    return model if not is_plain or any(heard) else Maker(model)


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


class Unsaved:
    """`Unsaved(Model)(name=value)` is what `Model(name=value)` is, for the many rows of a paper."""

    def __init__(self, model: Any) -> None:
        self.make: Any = model
        self.constants: dict[str, Any] = {}
        self.factories: dict[str, Callable[[], Any]] = {}
        self.relations: dict[str, Any] = {}
        for each in model._meta.concrete_fields:
            if each.has_default() and callable(each.default):
                self.factories[each.attname] = each.get_default
            else:
                self.constants[each.attname] = each.get_default()
            if each.is_relation and not each.one_to_one:  # whose other side is told too
                self.relations[each.name] = each
        self.known = {*self.constants, *self.factories, *self.relations}

    def __call__(self, **values: Any) -> Any:
        if not self.known.issuperset(values):
            return self.make(**values)  # which says what is wrong
        made = object.__new__(self.make)
        own = made.__dict__
        own.update(self.constants)
        own["_state"] = state = ModelState()
        for name, value in values.items():
            relation = self.relations.get(name)
            if relation is None:
                own[name] = value
            else:
                key = relation.target_field.attname
                own[relation.attname] = None if value is None else getattr(value, key)
                state.fields_cache[name] = value
        for name, make in self.factories.items():
            if name not in values:
                own[name] = make()
        return made


@cache
def unsaved(model: Any) -> Any:
    """What makes new instances of this model: itself, or quicker than itself."""
    fields = model._meta.concrete_fields
    is_simple = all(each.db_default is NOT_PROVIDED for each in fields)
    return Unsaved(model) if is_simple and maker_of(model) is not model else model


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
