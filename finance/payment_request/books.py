"""What `check_books` asks of payment requests, in plain SQL.

Nothing here uses the models or the effects: a check that shares the code it checks proves little.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents.books import Breach, register_check

PAID = """
    SELECT d.number, l.line_no, l.amount, l.paid, l.dropped, COALESCE(SUM(p.amount), 0)
    FROM finance_paymentrequestline l
    JOIN documents_document d ON d.id = l.body_id
    LEFT JOIN (
        SELECT p.line_id, p.amount
        FROM finance_payment p JOIN documents_document s ON s.id = p.settlement_id
        WHERE s.state = 'posted'
    ) p ON p.line_id = l.id
    GROUP BY d.number, l.id, l.line_no, l.amount, l.paid, l.dropped
    HAVING l.paid <> COALESCE(SUM(p.amount), 0) OR l.paid + l.dropped > l.amount
    ORDER BY d.number, l.line_no
"""

# A request is paid when nothing is left of it, and only if something was paid.
STATES = """
    SELECT number, state, paid, rest FROM (
        SELECT d.number, d.state, SUM(l.paid) AS paid, SUM(l.amount - l.paid - l.dropped) AS rest
        FROM finance_paymentrequestline l JOIN documents_document d ON d.id = l.body_id
        GROUP BY d.id, d.number, d.state
    ) AS r
    WHERE (state = 'paid') <> (paid > 0 AND rest = 0)
        OR (state = 'part_paid') <> (paid > 0 AND rest > 0)
    ORDER BY number
"""

# Maker, approvers and payer of one request are different people (D1, I6).
PEOPLE = """
    SELECT d.number, p.payer_id
    FROM finance_payment p
    JOIN finance_paymentrequestline l ON l.id = p.line_id
    JOIN documents_document d ON d.id = l.body_id
    WHERE p.payer_id = d.maker_id OR p.requester_id <> d.maker_id OR p.payer_id IN (
        SELECT c.done_by_id FROM documents_chainstep c
        WHERE c.document_id = d.id AND c.round = (
            SELECT MAX(m.round) FROM documents_chainstep m WHERE m.document_id = d.id
        )
    )
    ORDER BY d.number
"""

# What a settlement of a request brought in money and used prepayments is what it paid of it.
SETTLEMENTS = """
    SELECT d.number, s.money + s.credits_used, COALESCE(SUM(p.amount), 0)
    FROM finance_settlement s
    JOIN documents_document d ON d.id = s.head_id
    LEFT JOIN finance_payment p ON p.settlement_id = s.head_id
    WHERE s.request_id IS NOT NULL AND d.state = 'posted'
    GROUP BY d.number, s.head_id, s.money, s.credits_used
    HAVING s.money + s.credits_used <> COALESCE(SUM(p.amount), 0)
    ORDER BY d.number
"""


def paid_is_what_settlements_paid() -> Iterator[Breach]:
    for number, line, amount, paid, dropped, payments in _rows(PAID):
        yield Breach(
            "request_paid",
            f"{number} {line}",
            str(_("What a line counts as paid differs from its payments.")),
            {"amount": amount, "paid": paid, "dropped": dropped, "payments": int(payments)},
        )


def states_follow_payments() -> Iterator[Breach]:
    for number, state, paid, rest in _rows(STATES):
        yield Breach(
            "request_states",
            number,
            str(_("The state of a payment request differs from what was paid.")),
            {"state": state, "paid": int(paid), "rest": int(rest)},
        )


def four_people_paid() -> Iterator[Breach]:
    for number, payer in _rows(PEOPLE):
        yield Breach(
            "request_people",
            number,
            str(_("Somebody paid a request that he made or approved.")),
            {"payer": payer},
        )


def settlements_pay_their_requests() -> Iterator[Breach]:
    for number, brought, payments in _rows(SETTLEMENTS):
        yield Breach(
            "request_settlements",
            number,
            str(_("A settlement paid another amount than its request counts.")),
            {"settlement": int(brought), "payments": int(payments)},
        )


def register() -> None:
    register_check("request_paid", paid_is_what_settlements_paid)
    register_check("request_states", states_follow_payments)
    register_check("request_people", four_people_paid)
    register_check("request_settlements", settlements_pay_their_requests)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
