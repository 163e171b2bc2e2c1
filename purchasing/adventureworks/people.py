"""Who takes the steps of the import: people of the firm by their roles, else named stand-ins.

Nobody approves what he made, also here, so every desk is another person.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from masterdata.models import User
from masterdata.roles import Role, holders
from ui.pinyin import initials

NAMES = {
    Role.PURCHASER: "导入采购员",
    Role.PURCHASING_MANAGER: "导入采购经理",
    Role.GENERAL_MANAGER: "导入总经理",
    Role.ACCOUNTANT: "导入财务",
    Role.DEPUTY_GENERAL_MANAGER: "导入副总经理",
}


@dataclass(frozen=True)
class Desks:
    purchaser: User
    manager: User
    general_manager: User
    accountant: User
    deputy: User


def desks() -> Desks:
    found = [_person(role) for role in NAMES]
    return Desks(*found)


def _person(role: Role) -> User:
    """The first holder of the role; without one a person who can never log in."""
    known = holders(role).first()
    if known is not None:
        return known
    name = NAMES[role]
    person = User.objects.create(
        username=f"aw-{role.value}", full_name=name, pinyin=initials(name), position=str(role.label)
    )
    person.set_unusable_password()
    person.save(update_fields=["password"])
    person.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return person


def buyers(employee_ids: set[str]) -> dict[str, User]:
    """The data set's employees as handlers: persons without a login."""
    found = {}
    for employee_id in sorted(employee_ids):
        person, is_new = User.objects.get_or_create(
            username=f"aw-employee-{employee_id}",
            defaults={"full_name": f"Employee {employee_id}", "position": "Buyer"},
        )
        if is_new:
            person.set_unusable_password()
            person.save(update_fields=["password"])
        found[employee_id] = person
    return found
