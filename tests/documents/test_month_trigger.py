"""Past the door too: the database itself refuses an entry dated in a closed month (V19)."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from documents import append_only, engine, periods
from documents.errors import Refused
from masterdata.models import Company
from masterdata.roles import Role
from tests.finance.cash_voucher import walk as vouchers
from tests.finance.closing.test_figures import ago, close, reopen
from tests.finance.settlement import desk as settling
from tests.inventory.transfer import depot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


LEDGERS = (
    "inventory_stockentry",
    "finance_openitem",
    "finance_allocation",
    "finance_cashentry",
)


@pytest.fixture(autouse=True)
def _entries_in_every_ledger() -> None:
    Company.objects.update_or_create(pk=1, defaults={"backdate_days": 366})
    vouchers.approved("收 钱箱 10.00")
    depot.opened("螺丝 10 x 2.50")
    (debt,) = settling.owe("100.00")
    settling.settle((debt, "40.00"), money="40.00")


def again(table: str, column: str, day: Any) -> None:
    """The last row of a ledger once more, dated on that day; raw, and taken back."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
        names = [c.name for c in columns if c.name != "id"]
        values = ", ".join("%s" if n == column else f'"{n}"' for n in names)
        listed = ", ".join(f'"{n}"' for n in names)
        cursor.execute(
            f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM "{table}" '
            f'WHERE id = (SELECT MAX(id) FROM "{table}")',
            [day],
        )
        assert cursor.rowcount == 1, f"{table} has no row to copy"


def refused(table: str, column: str, day: Any) -> str:
    try:
        with transaction.atomic():
            again(table, column, day)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("table", LEDGERS)
def test_no_entry_is_dated_in_a_closed_month_or_before_it(table: str) -> None:
    column = append_only.dated()[table]
    close(ago(1))

    assert "closed month" in refused(table, column, ago(1))
    assert "closed month" in refused(table, column, ago(1).replace(day=1))
    assert "closed month" in refused(table, column, ago(4))
    assert refused(table, column, timezone.localdate()) == ""


def test_a_reopened_month_takes_entries_again() -> None:
    close(ago(1))
    reopen(ago(1))

    assert refused("finance_cashentry", "on_date", ago(1)) == ""


def test_past_the_door_it_is_refused_in_a_sentence_and_nothing_is_posted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voucher = vouchers.submitted("收 钱箱 20.00")
    close(ago(1))
    monkeypatch.setattr(periods, "require_open", lambda _day: None)
    approver = vouchers.person(Role.ACCOUNTANT)

    with pytest.raises(Refused) as refusal, transaction.atomic():
        engine.perform(voucher.pk, "approve", actor=approver, on=ago(1))

    assert "append-only" not in str(refusal.value)
    voucher.refresh_from_db()
    assert voucher.state == "submitted"


def test_every_ledger_is_kept_out_of_closed_months() -> None:
    assert set(append_only.dated()) == set(LEDGERS)
