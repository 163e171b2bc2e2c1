"""Guards that a race is lost without."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from documents import engine, periods
from documents.models import Document, Period
from finance.parties import ledger as debts
from finance.remittance import effects as remittance_effects
from inventory.stock import ledger as stock_ledger
from proving import races, switches
from proving.bite import Bite, in_race, lingering
from proving.race import Scene
from proving.switches import Switch, constraint, gone, guard, unique_on
from proving.together import REFUSED, together
from ui import importer, record_views

ON_HAND = constraint("stock_on_hand_not_negative")
COST = constraint("stock_cost_quantity_not_negative")
WORTH = constraint("stock_cost_no_value_without_goods")
LIES_THERE = constraint("stock_reserved_lies_there")
SETTLED = constraint("open_item_settled_within_amount")
SHORTAGES = gone("shortages of stock", stock_ledger, "shortages", lambda _balances, _change: [])
OPEN = guard("within_what_is_open")
BEYOND = gone("what is left, at the ledger", debts, "_refuse_beyond_the_rest", lambda *_given: None)


def bites() -> Iterator[Bite]:
    assert races, "the races register themselves when they are imported"
    yield from _of_one_paper()
    yield from _of_goods()
    yield from _of_money()
    yield from _of_numbers()
    yield from _of_records()


def _of_one_paper() -> Iterator[Bite]:
    same = in_race("same approval")
    yield Bite(switches.HEAD_LOCK, same, others=(switches.COMPARE_AND_SET,))
    yield Bite(switches.COMPARE_AND_SET, same, others=(switches.HEAD_LOCK,))
    yield Bite(switches.VERSION, in_race("submit against edit"))
    step_key = gone("one-time key of a step", engine, "_done_before", lambda *_given: None)
    yield Bite(step_key, in_race("one step form sent by a double click"))
    yield Bite(switches.FORM_KEY, in_race("one new form sent by many clicks"))
    name = unique_on("documents_document", "key")
    mend = "UPDATE documents_document SET key = gen_random_uuid()"
    yield Bite(constraint(name, mend=mend), in_race("one new form sent by many clicks"))
    yield Bite(switches.HEAD_ORDER, in_race("papers of the same two orders"))
    yield Bite(switches.RETRY, _crossing)


def _of_goods() -> Iterator[Bite]:
    tolerance = in_race("receipts over the tolerance")
    yield Bite(guard("within_tolerance"), tolerance)
    yield Bite(switches.SOURCES, tolerance)
    last = in_race("last piece by many issues")
    yield Bite(SHORTAGES, last, others=(ON_HAND, COST, WORTH, LIES_THERE))
    yield Bite(switches.ROW_LOCK, last, others=(ON_HAND, COST, WORTH, LIES_THERE))
    yield Bite(ON_HAND, last, others=(SHORTAGES, COST, WORTH, LIES_THERE))
    yield Bite(switches.ROW_ORDER, in_race("fifty lines in any order"))
    yield Bite(LIES_THERE, in_race("reserve against issue"), others=(SHORTAGES,))
    yield Bite(guard("within_received"), in_race("returns of one receipt line"))


def _of_money() -> Iterator[Bite]:
    payable = in_race("one payable settled by many")
    yield Bite(OPEN, payable, others=(BEYOND, SETTLED))
    yield Bite(BEYOND, payable, others=(OPEN, SETTLED))
    yield Bite(SETTLED, payable, others=(OPEN, BEYOND))
    fit = gone("the bank's line is free", remittance_effects, "_require_fit", lambda *_given: None)
    line = constraint(
        unique_on("finance_remittance", "bank_line_id"),
        mend="UPDATE finance_remittance SET bank_line_id = NULL",
    )
    bank = in_race("one line of the bank for many claims")
    yield Bite(fit, bank, others=(line,))
    yield Bite(line, bank, others=(fit,))
    month = in_race(
        "closing the month against posting into it", window=lingering, books=("closed_months",)
    )
    yield Bite(gone("month held while posting", periods, "_shared", _unheld), month)


def _unheld(month: Any) -> Any:
    return Period.objects.filter(month=month).values_list("closed_at").first()


def _of_numbers() -> Iterator[Bite]:
    numbers = in_race("number counter")
    yield Bite(switches.COUNTER, numbers)
    doubles = (
        "UPDATE documents_document d SET number = number || '~' || id WHERE EXISTS "
        "(SELECT 1 FROM documents_document o WHERE o.number = d.number AND o.id < d.id)"
    )
    unique = constraint("document_number_unique", mend=doubles)
    yield Bite(unique, _doubles, others=(switches.COUNTER,))


def _doubles(scene: Scene, off: Sequence[Switch]) -> list[str]:
    """Whether a number was given twice, whatever else went wrong."""
    found = in_race("number counter")(scene, off)
    return [text for text in found if "given twice" in text]


def _of_records() -> Iterator[Bite]:
    seen = gone("the record is still as seen", record_views, "still_as_seen", lambda *_g: True)
    yield Bite(seen, in_race("edits of one record"))
    checked = gone("the import is still as checked", importer, "_as_checked", _slowly_assumed)
    yield Bite(checked, in_race("import against edit of the same rows"))


def _slowly_assumed(_made: Any) -> bool:
    """The others store what they edited between the check of the import and its storing."""
    time.sleep(0.5)
    return True


def _crossing(scene: Scene, off: Sequence[Switch]) -> list[str]:
    """Two lock two papers crosswise: the deadlock is broken, and both acts are done."""
    from documents.transactions import in_one_transaction
    from tests.purchasing import firm

    papers = [firm.draft_order(f"{scene.item} 1 x 1.00").pk for _each in range(2)]

    def touch(first: int, second: int) -> str:
        held = Document.objects.select_for_update()
        held.get(pk=first)
        time.sleep(0.3)
        held.get(pk=second)
        return "done"

    def crossing(*way: int) -> Any:
        return lambda: in_one_transaction(lambda: touch(*way))

    answers = together([crossing(*papers), crossing(*papers[::-1])], around=[o.off for o in off])
    connection.ensure_connection()
    return [] if answers.done == 2 else answers.texts(REFUSED) or ["a fault"]
