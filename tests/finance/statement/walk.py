"""Statements brought into each of their states by real steps."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import Document
from finance.parties.models import OpenItem
from finance.statement.flow import STATEMENT
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.finance.opening_balance import walk as opening


def person(role: Role = Role.ACCOUNTANT) -> User:
    name = f"statement-{role.value}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def draft(code: str = "甲厂", *, days: int = 30, **body: Any) -> Document:
    """Of the last days, today included."""
    today = timezone.localdate()
    given = {"side": "payable", "first": today - timedelta(days=days), "last": today, **body}
    party = factories.supplier(code)
    return drafts.create(STATEMENT, actor=person(), head={"party": party}, body=given, lines=[])


def take(document: Document, step: str, **options: Any) -> Document:
    actor = options.pop("actor", None) or person()
    return engine.perform(document.pk, step, actor=actor, **options).document


def issue(document: Document) -> Document:
    return take(document, "issue")


def agree(document: Document, *, reason: str = "") -> Document:
    data = {
        "answered_by": "李会计",
        "answered_on": timezone.localdate(),
        "no_scan_reason": "传真已归档",
    }
    return take(document, "agree", data=data, reason=reason)


def make(state: str) -> Document:
    if not OpenItem.objects.filter(party__code="甲厂").exists():
        opening.approve(opening.draft("应付 甲厂 100.00, 应付 甲厂 50.00"))
    document = draft()
    if state == "void":
        return take(document, "void", reason="录错")
    if state in ("issued", "agreed", "disputed"):
        document = issue(document)
    if state == "agreed":
        document = agree(document)
    if state == "disputed":
        document = take(document, "dispute", reason="少一张送货单")
    return document
