"""People and things for tests, named as the firm names them; papers walk their real steps."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from masterdata.models import Company, Item, Party, Unit, User
from masterdata.roles import Role
from ui.pinyin import initials

PASSWORD = "gendan-tests-only"
_running = count(1)


def user(*roles: Role, name: str | None = None, **fields: Any) -> User:
    """A person who can log in with PASSWORD and holds these roles."""
    name = name or f"员工{next(_running)}"
    username = fields.pop("username", f"user{next(_running)}")
    person = User(username=username, full_name=name, pinyin=initials(name), **fields)
    person.set_password(PASSWORD)
    # Who is there when a test begins has no history of how he came.
    person.skip_history_when_saving = True  # type: ignore[attr-defined]
    person.save()
    known = {group.name: group for group in Group.objects.filter(name__in=roles)}
    person.groups.add(
        *(known.get(role.value) or Group.objects.create(name=role.value) for role in roles)
    )
    del person.skip_history_when_saving  # type: ignore[attr-defined]
    return person


def unit(code: str = "件", *, decimals: int = 0) -> Unit:
    return Unit.objects.get_or_create(code=code, defaults={"name": code, "decimals": decimals})[0]


def item(code: str = "螺丝", **fields: Any) -> Item:
    """The item of that code, made at the first call."""
    known = Item.objects.filter(code=code).first()
    if known is not None:
        return known
    name = fields.pop("name", code)
    defaults: dict[str, Any] = {"unit": None, "tax_rate": Decimal(13), "pinyin": initials(name)}
    values = {**defaults, **fields}
    values["unit"] = values["unit"] or unit()
    return Item.objects.create(code=code, name=name, **values)


def supplier(code: str = "甲厂", **fields: Any) -> Party:
    return _party(code, is_supplier=True, **fields)


def customer(code: str = "红星商场", **fields: Any) -> Party:
    return _party(code, is_customer=True, **fields)


def _party(code: str, **fields: Any) -> Party:
    known = Party.objects.filter(code=code).first()
    if known is not None:
        return known
    name = fields.pop("name", code)
    return Party.objects.create(code=code, name=name, pinyin=initials(name), **fields)


def warehouse(code: str = "main", **fields: Any) -> Any:
    """The warehouse of that code with its bins, made at the first call."""
    from inventory.places.models import Warehouse

    known = Warehouse.objects.filter(code=code).first()
    if known is not None:
        return known
    from inventory.places.actions import open_warehouse

    return open_warehouse(code, name=fields.pop("name", code), **fields)


def company_on_paper() -> None:
    """The firm as its prints name it."""
    Company.objects.update_or_create(
        pk=1, defaults={"name": "佛山市锦程家居五金有限公司", "address": "佛山市顺德区龙江镇"}
    )
