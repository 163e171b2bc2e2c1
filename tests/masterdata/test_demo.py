"""The demo firm: everyone can log in, everything fits its own rules, twice is once."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from masterdata import demo
from masterdata.forms.people import APPROVERS, APPROVERS_LENGTH
from masterdata.models import Company, Item, ItemBarcode, PackUnit, Party, User
from masterdata.roles import Role, roles_of

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    return [m.objects.count() for m in (Company, Item, ItemBarcode, PackUnit, Party, User)]


def test_every_role_has_somebody_who_can_log_in() -> None:
    demo.load()

    assert {user.role for user in demo.demo_users()} == set(Role)
    for user in demo.demo_users():
        assert Client().login(username=user.username, password=user.password)
        assert roles_of(User.objects.get(username=user.username)) == {user.role}


def test_demo_passwords_obey_the_rules_of_the_house() -> None:
    for user in demo.demo_users():
        validate_password(user.password, User(username=user.username))
        assert user.role not in APPROVERS or len(user.password) >= APPROVERS_LENGTH
    assert len({user.password for user in demo.demo_users()}) == len(demo.demo_users())


def test_loading_twice_changes_nothing_and_keeps_edits() -> None:
    demo.load()
    Item.objects.filter(code="JG0401").update(name="改过的名字")
    first = counts()

    demo.load()

    assert counts() == first
    assert Item.objects.get(code="JG0401").name == "改过的名字"


def test_the_goods_and_partners_of_the_demo_obey_every_rule() -> None:
    demo.load()

    for record in (*Item.objects.all(), *Party.objects.all(), *PackUnit.objects.all()):
        record.full_clean()
    assert Item.objects.count() >= 60
    assert Party.objects.filter(is_supplier=True).count() >= 12
    assert Party.objects.filter(is_customer=True).count() >= 8
    assert Party.objects.filter(is_customer=True, is_supplier=True).exists()


def test_barcodes_of_the_demo_have_right_check_digits() -> None:
    for number in (1, 19, 1019):
        digits = [int(digit) for digit in demo.barcode(number)]
        assert len(digits) == 13
        assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


@pytest.mark.parametrize("allowed", [{"DEMO": True}, {"DEBUG": True}])
def test_the_command_prints_each_login_with_its_password_in_the_demo(allowed: Any) -> None:
    out = StringIO()
    with override_settings(**{"DEMO": False, "DEBUG": False, **allowed}):
        call_command("demo_users", stdout=out)

    for user in demo.demo_users():
        assert user.username in out.getvalue()
        assert user.password in out.getvalue()


@override_settings(DEMO=False, DEBUG=False)
def test_outside_the_demo_no_password_is_printed() -> None:
    with pytest.raises(CommandError):
        call_command("demo_users")
