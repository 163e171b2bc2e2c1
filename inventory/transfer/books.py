"""What `check_books` asks of transfers, in plain SQL: what is on its way is what is missing.

Nothing here uses the models or the postings: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

# What each line still has in the transit bin and still promises to the other warehouse, against
# what its state and its counts say.
ON_THEIR_WAY = """
    SELECT number, line_no, missing, lying, announced, awaited FROM (
        SELECT d.number, l.line_no,
            CASE WHEN d.state IN ('out', 'in')
                THEN l.base_quantity - l.received_quantity - l.late_quantity - l.returned_quantity
                ELSE 0 END AS missing,
            CASE WHEN d.state IN ('approved', 'out', 'in')
                THEN l.base_quantity - l.received_quantity - l.late_quantity - l.returned_quantity
                ELSE 0 END AS announced,
            COALESCE((
                SELECT SUM(e.quantity) FROM inventory_stockentry e
                WHERE e.document_id = d.id AND e.line_no = l.line_no
                    AND e.phase = 'on_hand' AND e.bin_id = t.transit_bin_id
            ), 0) AS lying,
            COALESCE((
                SELECT SUM(e.quantity) FROM inventory_stockentry e
                WHERE e.claim_document_id = d.id AND e.claim_line = l.line_no
                    AND e.phase = 'expected'
            ), 0) AS awaited
        FROM inventory_transferline l
        JOIN inventory_transfer t ON t.head_id = l.body_id
        JOIN documents_document d ON d.id = l.body_id
    ) AS found
    WHERE missing <> lying OR announced <> awaited
    ORDER BY number, line_no
"""

# Who sent the goods did not count them in.
PEOPLE = """
    SELECT d.number FROM inventory_transfer t JOIN documents_document d ON d.id = t.head_id
    WHERE t.shipped_by_id = t.received_by_id
    ORDER BY d.number
"""


def what_is_missing_is_in_transit() -> Iterator[Breach]:
    for number, line, *figures in _rows(ON_THEIR_WAY):
        names = ("missing", "in_transit", "announced", "awaited")
        missing, lying, announced, awaited = (int(str(each)) for each in figures)
        yield Breach(
            "transfer_transit",
            f"{number}/{line}",
            str(_("A transfer and the goods on their way differ.")),
            dict(zip(names, (missing, lying, announced, awaited), strict=True)),
        )


def counted_by_others() -> Iterator[Breach]:
    for (number,) in _rows(PEOPLE):
        sentence = str(_("The same person shipped the goods and counted them in."))
        yield Breach("transfer_people", str(number), sentence)


def register() -> None:
    register_check("transfer_transit", what_is_missing_is_in_transit)
    register_check("transfer_people", counted_by_others)


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
