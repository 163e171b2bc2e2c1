"""How tables are stored: room beside rows that change with every paper, and no idle index."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def options(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [table])
        return cursor.fetchone()[0] or []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes rows in place")
@pytest.mark.parametrize(
    "table",
    [
        "inventory_stockbalance",
        "inventory_stockcost",
        "finance_partybalance",
        "finance_cashbalance",
        "purchasing_lastprice",
        "orders_lastsale",
        "documents_numbercounter",
    ],
)
def test_a_balance_finds_room_for_its_next_version_beside_it(table: str) -> None:
    assert "fillfactor=50" in options(table)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("purchasing_receiptline", "body_id"),
        ("documents_event", "document_id"),
        ("documents_document", "maker_id"),
        ("orders_deliveryline", "body_id"),
    ],
)
def test_a_table_bears_no_index_that_another_one_begins_with(table: str, column: str) -> None:
    name = connection.schema_editor()._create_index_name(table, [column])
    sql = {
        "postgresql": "SELECT indexname FROM pg_indexes WHERE tablename = %s",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [table])
        found = {row[0] for row in cursor.fetchall()}

    assert found
    assert name not in found
