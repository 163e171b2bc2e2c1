"""Who takes the steps of the import: people of the firm by their roles, else named stand-ins.

Nobody approves what he made, also here, so every desk is another person. People of a region are
left out: they may register orders of their own region alone.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from masterdata.models import User
from masterdata.roles import Role, holders
from ui.pinyin import initials

NAMES = {
    Role.ORDER_CLERK: "导入跟单员",
    Role.BILLING_CLERK: "导入打单员",
    Role.REGIONAL_MANAGER: "导入区域经理",
    Role.SALES_DIRECTOR: "导入销售总监",
    Role.ACCOUNTANT: "导入财务",
    Role.DEPUTY_GENERAL_MANAGER: "导入副总经理",
    Role.STOREKEEPER: "导入仓管员",
    Role.WAREHOUSE_SUPERVISOR: "导入仓库主管",
}


@dataclass(frozen=True)
class Desks:
    clerk: User
    billing: User
    manager: User
    director: User
    accountant: User
    deputy: User
    keeper: User
    supervisor: User


def desks() -> Desks:
    taken: set[int] = set()
    found = []
    for role in NAMES:
        person = _person(role, taken)
        taken.add(person.pk)
        found.append(person)
    return Desks(*found)


def _person(role: Role, taken: set[int]) -> User:
    """The first holder of the role whose hands are free; else a person who can never log in."""
    known = holders(role).filter(region=None).exclude(pk__in=taken).first()
    if known is not None:
        return known
    name = NAMES[role]
    person = _without_login(f"nw-{role.value}", name, str(role.label))
    person.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return person


def sellers(employee_ids: set[str]) -> dict[str, User]:
    """The data set's employees as salespeople: persons without a login."""
    return {
        pk: _without_login(f"nw-employee-{pk}", f"Employee {pk}", "Sales")
        for pk in sorted(employee_ids)
    }


def _without_login(username: str, name: str, position: str) -> User:
    person, is_new = User.objects.get_or_create(
        username=username,
        defaults={"full_name": name, "pinyin": initials(name), "position": position},
    )
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person
