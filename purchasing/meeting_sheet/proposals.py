"""What the plan of a week is proposed from: approved requests first, then what falls due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from finance.parties import queries as parties
from finance.payment_request import queries as requests
from finance.payment_request.queries import Waiting
from finance.payment_request.standing import applied_for
from masterdata.calendar import firm_calendar
from masterdata.models import Party
from purchasing.meeting_sheet.models import Method, Priority
from purchasing.meeting_sheet.queries import contracts_of, few
from purchasing.meeting_sheet.weeks import span

Row = dict[str, Any]
NONE = Decimal(0)
CONTRACT_ROOM = 100


@dataclass(frozen=True)
class Week:
    """The week that is planned: its last day, and the first day on which it can be paid."""

    sunday: date
    paying_day: date

    @classmethod
    def of(cls, week_on: date, *, today: date) -> "Week":
        """The first working day still to come in it; Monday if the firm rests all of it."""
        monday, sunday = span(week_on)
        day = firm_calendar().next_working_day(max(monday, min(today, sunday)))
        return cls(sunday, day if day <= sunday else monday)


def proposals(week_on: date, *, today: date) -> list[Row]:
    """One line for each approved request, and one for each supplier to whom more falls due.

    What is applied for already waits for its approval, or stands as a request; what a supplier
    was paid in advance, or owes after a return, is taken off. The most urgent come first.
    """
    week = Week.of(week_on, today=today)
    found = [*_of_requests(requests.to_be_paid(), week), *_of_debts(week, today)]
    return sorted(found, key=lambda row: (row["priority"], -row["amount"], row["party"].code))


def _of_requests(waiting: Iterable[Waiting], week: Week) -> list[Row]:
    wanted = [each for each in waiting if (each.wanted_on or week.sunday) <= week.sunday]
    contracts = contracts_of(source for each in wanted for source in each.source_ids)
    return [_of_request(each, contracts, week) for each in wanted]


def _of_request(each: Waiting, contracts: Mapping[int, list[str]], week: Week) -> Row:
    numbers = [number for source in each.source_ids for number in contracts.get(source, ())]
    words = {"number": each.number, "purpose": each.purpose}
    return {
        "party": each.party,
        "contract_number": few(numbers)[:CONTRACT_ROOM],
        "purpose": (gettext("Approved request %(number)s %(purpose)s") % words).strip()[:200],
        "planned_on": max(week.paying_day, each.wanted_on or week.paying_day),
        "amount": each.rest,
        "priority": Priority.URGENT,
        "method": each.method if each.method in Method.values else Method.TRANSFER,
    }


def _of_debts(week: Week, today: date) -> list[Row]:
    items = parties.open_items("payable", on=today)
    asked = applied_for(each.item.pk for each in items)
    by_party: dict[Party, list[Any]] = {}
    for each in items:
        if each.left < 0 or (each.item.due_on and each.item.due_on <= week.sunday):
            by_party.setdefault(each.item.party, []).append(each)
    found = {party: _free(rows, asked) for party, rows in by_party.items()}
    wanted = {party: rows for party, rows in found.items() if sum(rows.values()) > 0}
    contracts = contracts_of(x.item.document_id for rows in wanted.values() for x in rows)
    return [_of_supplier(party, rows, contracts, week) for party, rows in wanted.items()]


def _free(rows: Iterable[Any], asked: Mapping[int, Decimal]) -> dict[Any, Decimal]:
    """What is left of each item and not applied for; credits count whole."""
    left = {each: each.left - asked.get(each.item.pk, NONE) for each in rows}
    return {each: amount for each, amount in left.items() if each.left < 0 or amount > 0}


def _of_supplier(
    party: Party, rows: Mapping[Any, Decimal], contracts: Mapping[int, list[str]], week: Week
) -> Row:
    debts = [each for each in rows if each.left > 0]
    first = min(each.item.due_on for each in debts)
    numbers = [number for each in debts for number in contracts.get(each.item.document_id, ())]
    purpose = ngettext(
        "Goods of %(count)s paper, due on %(day)s",
        "Goods of %(count)s papers, due from %(day)s on",
        len(debts),
    )
    return {
        "party": party,
        "contract_number": few(numbers)[:CONTRACT_ROOM],
        "purpose": purpose % {"count": len(debts), "day": f"{first:%Y-%m-%d}"},
        "planned_on": week.paying_day,
        "amount": sum(rows.values(), NONE),
        "priority": Priority.URGENT if first < week.paying_day else Priority.NORMAL,
        "method": Method.TRANSFER,
    }
