"""Two warehouses, their people, and transfers between them walked by the real steps."""

from typing import Any

from documents import drafts, engine
from documents.models import Document
from inventory.transfer.flow import TRANSFER
from inventory.transfer.models import TransferLine
from masterdata.models import User
from masterdata.roles import Role
from masterdata.units import Ratio, to_base
from tests import factories, notation
from tests.grounds import kept
from tests.inventory.opening_stock import walk as opening


def person(role: Role, number: int = 1) -> User:
    name = f"depot-{role.value}-{number}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def keeper(number: int = 1) -> User:
    return person(Role.STOREKEEPER, number)


def supervisor() -> User:
    return person(Role.WAREHOUSE_SUPERVISOR)


@kept
def opened(text: str = "螺丝 10 x 2.50", warehouse: str = "main") -> None:
    """Goods that lie in a warehouse, bought for so much."""
    opening.approve(opening.draft(text, warehouse))


def rows(text: str, *, ratio: Ratio | None = None) -> list[dict[str, Any]]:
    here, there = factories.warehouse("main"), factories.warehouse("branch")
    for part in text.split(","):
        factories.item(part.split()[0])
    pack = ratio or Ratio()
    return [
        row
        | {
            "ratio_numerator": pack.numerator,
            "ratio_denominator": pack.denominator,
            "base_quantity": to_base(row["quantity"], pack),
            "from_bin": here.bins.get(code="ZC"),
            "to_bin": there.bins.get(code="ZC"),
        }
        for row in notation.lines(text)
    ]


def draft(text: str = "螺丝 4", **given: Any) -> Document:
    """`item quantity[, …]` from main to branch; body columns may be given."""
    lines = given.pop("lines", None) or rows(text, ratio=given.pop("ratio", None))
    maker = given.pop("maker", None) or keeper()
    body = {
        "from_warehouse": factories.warehouse("main"),
        "to_warehouse": factories.warehouse("branch"),
        "reason": "分店缺货",
    }
    return drafts.create(TRANSFER, actor=maker, body=body | given, lines=lines)


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    taken = engine.perform(document.pk, code, actor=actor, **options).document
    taken.refresh_from_db()
    return taken


def approved(text: str = "螺丝 4", **given: Any) -> Document:
    document = step(draft(text, **given), "submit", keeper())
    return step(document, "approve", supervisor())


def shipped(text: str = "螺丝 4", **given: Any) -> Document:
    return step(approved(text, **given), "ship", keeper())


def count(
    document: Document, *counted: int, reason: str = "少件", by: User | None = None
) -> Document:
    """What was counted of each line, in base units; of lines not named all of it."""
    found = {
        line.pk: {"quantity": line.base_quantity * 0 + quantity, "reason": reason}
        for line, quantity in zip(lines_of(document), counted, strict=False)
    }
    return step(document, "receive", by or keeper(2), data={"counted": found})


def settle(document: Document, *late: int, reason: str = "已查明") -> Document:
    found = {
        line.pk: line.base_quantity * 0 + quantity
        for line, quantity in zip(lines_of(document), late, strict=False)
    }
    return step(document, "settle_difference", supervisor(), data={"late": found}, reason=reason)


def lines_of(document: Document) -> list[TransferLine]:
    return list(TransferLine.objects.filter(body_id=document.pk).order_by("line_no"))
