"""The keeper who hands in the list of the morning, and the clerks who read it."""

from datetime import date
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.content import load_body
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from orders.daily_papers.tables import Block
from orders.stock_list import figures
from orders.stock_list.effects import columns_of
from orders.stock_list.flow import STOCK_LIST
from orders.stock_list.models import StockList
from tests import factories


def person(role: Role, number: int = 1) -> User:
    name = f"list-{role.value}-{number}"
    known = User.objects.filter(username=name).first()
    return known or factories.user(role, username=name, name=name)


def keeper() -> User:
    return person(Role.STOREKEEPER)


def clerk(number: int = 1) -> User:
    return person(Role.ORDER_CLERK, number)


def stock_list(day: date | None = None, **more: Any) -> Document:
    """A draft of today, unless another day is asked for."""
    lines = more.pop("lines", [])
    return drafts.create(
        STOCK_LIST,
        actor=keeper(),
        body=columns_of(day or timezone.localdate()) | more,
        lines=lines,
        history=True,
    )


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    taken = engine.perform(document.pk, code, actor=actor, **options).document
    taken.refresh_from_db()
    return taken


def submit(document: Document, **options: Any) -> Document:
    return step(document, "submit", keeper(), **options)


def note(document: Document, by: User | None = None) -> Document:
    return step(document, "note", by or clerk())


def body(document: Document) -> StockList:
    return StockList.objects.select_related("head").get(pk=document.pk)


def main(document: Document) -> Block:
    return figures.blocks_shown(load_body(document))[0]
