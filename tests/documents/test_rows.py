"""Many rows in one statement: what is written comes back as it was given, on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from documents import engine, rows
from documents.models import Document, Link
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def test_columns_of_many_rows_are_stored_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    screw, hinge = lines = firm.order_lines(firm.draft_order("螺丝 100 x 2.26, 铰链 5 x 1.13"))
    day = firm.today() + timedelta(days=3)
    screw.promised_on, screw.discount, screw.is_gift = day, Decimal("98.50"), True
    hinge.contract_on, hinge.line_remark = None, '"小心" – it\'s new\n下一行'

    with django_assert_num_queries(1):
        rows.write(lines, ("promised_on", "contract_on", "discount", "is_gift", "line_remark"))

    for line in lines:
        line.refresh_from_db()
    assert (screw.promised_on, screw.discount, screw.is_gift) == (day, Decimal("98.50"), True)
    assert (hinge.promised_on, hinge.contract_on, hinge.is_gift) == (None, None, False)
    assert hinge.line_remark == '"小心" – it\'s new\n下一行'


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "NULL",
        "null",
        "{1,2}",
        'a "quoted" word',
        "back\\slash\\\\two, a comma",
        "  blanks at both ends  ",
        "it's %s and %(x)s; -- DROP",
        "𠮷\u202e家\t制表",
    ],
)
def test_odd_words_come_back_as_they_were_given(odd: str) -> None:
    lines = firm.order_lines(firm.draft_order("螺丝 100 x 2.26, 铰链 5 x 1.13"))
    lines[0].line_remark = odd

    rows.write(lines, ["line_remark"])

    for line in lines:
        line.refresh_from_db()
    assert [line.line_remark for line in lines] == [odd, ""]


def test_a_word_that_is_too_long_is_refused_and_not_cut() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no longest text")
    (line,) = firm.order_lines(firm.draft_order("螺丝 100 x 2.26"))
    line.brand = "x" * 500

    with pytest.raises(DataError), transaction.atomic():
        rows.write([line], ["brand"])


def test_columns_that_are_not_named_stay_as_they_are_stored() -> None:
    (line,) = firm.order_lines(firm.draft_order("螺丝 100 x 2.26"))
    line.line_remark, line.brand = "changed", "changed"

    rows.write([line], ["brand"])

    line.refresh_from_db()
    assert (line.line_remark, line.brand) == ("", "changed")


def test_nothing_is_written_for_no_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        rows.write([], ["brand"])


@pytest.mark.usefixtures("books")
def test_an_order_that_only_the_lines_name_is_locked_with_its_receipt() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.draft_receipt([order], "100")
    Link.objects.filter(target=receipt).delete()
    _head, without = engine._lock(receipt.pk, frozenset())

    firm.step(receipt, "submit", firm.people().purchaser)
    firm.approve(Document.objects.get(pk=receipt.pk))

    assert without == {receipt.pk}
    assert firm.state_of(order) == "completed"
    assert Link.objects.filter(source=order, target=receipt).exists()
