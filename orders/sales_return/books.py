"""What `check_books` asks of sales returns: counters, goods and credits, in plain SQL.

Nothing here uses the code that keeps them: a check that shares it would prove little.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

POSTED = "('posted', 'replied', 'closed')"
HERE = "('received', 'graded', 'drawn')"
PAID = "('credit', 'replace')"

RETURNED = f"""
    SELECT d.number, l.line_no, l.returned, COALESCE(r.taken, 0),
           l.returned_gross, COALESCE(r.gross, 0)
    FROM orders_deliveryline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT x.delivery_line_id, SUM(x.taken) AS taken, SUM(x.gross) AS gross
        FROM orders_salesreturnline x JOIN documents_document h ON h.id = x.body_id
        WHERE h.state IN {POSTED} AND x.outcome IN {PAID} GROUP BY x.delivery_line_id
    ) r ON r.delivery_line_id = l.id
    WHERE l.returned <> COALESCE(r.taken, 0) OR l.returned_gross <> COALESCE(r.gross, 0)
    ORDER BY l.id
"""  # noqa: S608  The states are constants of this module.

GOODS = f"""
    SELECT d.number, l.line_no,
           CASE WHEN d.state IN {POSTED} THEN l.taken
                WHEN d.state IN {HERE} THEN l.counted ELSE 0 END,
           COALESCE(e.moved, 0)
    FROM orders_salesreturnline l
    JOIN documents_document d ON d.id = l.body_id
    JOIN masterdata_item t ON t.id = l.item_id
    LEFT JOIN (
        SELECT s.document_id, s.line_no, SUM(s.quantity) AS moved FROM inventory_stockentry s
        WHERE s.phase = 'on_hand' GROUP BY s.document_id, s.line_no
    ) e ON e.document_id = d.id AND e.line_no = l.line_no
    WHERE t.kind <> 'service' AND COALESCE(e.moved, 0) <>
           CASE WHEN d.state IN {POSTED} THEN l.taken
                WHEN d.state IN {HERE} THEN l.counted ELSE 0 END
    ORDER BY l.id
"""  # noqa: S608

CREDITS = f"""
    SELECT d.number, COALESCE(l.due, 0), COALESCE(i.credited, 0)
    FROM documents_document d
    LEFT JOIN (
        SELECT x.body_id, SUM(x.gross) AS due FROM orders_salesreturnline x
        WHERE x.outcome IN {PAID} GROUP BY x.body_id
    ) l ON l.body_id = d.id AND d.state IN {POSTED}
    LEFT JOIN (
        SELECT o.document_id, -SUM(o.amount) AS credited FROM finance_openitem o
        WHERE o.side = 'receivable' GROUP BY o.document_id
    ) i ON i.document_id = d.id
    WHERE d.type = 'sales_return' AND COALESCE(l.due, 0) <> COALESCE(i.credited, 0)
    ORDER BY d.id
"""  # noqa: S608


def _rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def deliveries_count_what_came_back() -> Iterator[Breach]:
    for number, line, counted, taken, money, gross in _rows(RETURNED):
        words = {
            "line": line, "counted": counted, "taken": taken, "money": money, "gross": gross
        }  # fmt: skip
        sentence = _(
            "Line %(line)s counts %(counted)s returned for %(money)s, the returns say %(taken)s"
            " for %(gross)s."
        )
        yield Breach("deliveries_count_returns", number, sentence % words, words)


def goods_are_what_was_counted() -> Iterator[Breach]:
    for number, line, kept, moved in _rows(GOODS):
        words = {"line": line, "kept": kept, "moved": moved}
        sentence = _("Line %(line)s: %(kept)s came back, the books say %(moved)s.") % words
        yield Breach("returned_goods_came", number, sentence, words)


def credits_are_what_was_taken() -> Iterator[Breach]:
    for number, due, credited in _rows(CREDITS):
        words = {"due": due, "credited": credited}
        sentence = _("It comes to %(due)s, the books say that %(credited)s was credited.") % words
        yield Breach("returns_are_credited", number, sentence, words)


def register() -> None:
    register_check("deliveries_count_returns", deliveries_count_what_came_back)
    register_check("returned_goods_came", goods_are_what_was_counted)
    register_check("returns_are_credited", credits_are_what_was_taken)
