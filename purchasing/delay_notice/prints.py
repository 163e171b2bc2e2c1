"""The delay notice in print, A4: what comes when instead, why, and the sales office's answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import Event
from documents.pages import Printing
from documents.slips import slip
from purchasing.delay_notice.lateness import last_day
from purchasing.purchase_order.prints import specification
from ui import formats
from ui.prints import PrintColumn, page_table
from ui.punctuation import bracketed, clauses

# Three lines of words to a row: no more of them fit above the signatures.
ROWS = 16


def answer_of(line: Any) -> str:
    words = [str(line.get_answer_display()) if line.answer else "", line.answer_text]
    return " ".join(word for word in words if word)


def promise_of(line: Any) -> str:
    return formats.day(line.promised_on) or gettext("not confirmed")


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.order_line.line_no, css="c-no"),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=24),
    PrintColumn(_("Specification"), lambda line: specification(line.item), css="c-spec", room=24),
    PrintColumn(_("Unit"), lambda line: line.item.unit.name, css="c-unit"),
    PrintColumn(_("Open quantity"), lambda line: line.open_quantity, css="c-quantity"),
    PrintColumn(_("Contract date"), lambda line: line.contract_on, css="c-date"),
    PrintColumn(_("New promise"), promise_of, css="c-date"),
    PrintColumn(_("Days later"), lambda line: line.days and str(line.days), css="c-days"),
    PrintColumn(_("Reason of the delay"), lambda line: line.reason, css="c-words", room=36),
    PrintColumn(_("What is done about it"), lambda line: line.measure, css="c-words", room=36),
    PrintColumn(_("Answer of the sales office"), answer_of, css="c-words", room=36),
)


def notice_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    return [
        slip(
            printing,
            COLUMNS,
            title=_("Delay notice"),
            pages=page_table(COLUMNS, printing.lines, per_page=ROWS),
            facts=_facts(printing),
            signatures=_signatures(printing),
            notes=_notes(printing),
            capital="",
            total_text="",
            stamp=_stamp(printing),
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    deadline = last_day(printing.lines)
    sent = formats.day(body.sent_on)
    if body.on_time is not None:
        kept = gettext("on time") if body.on_time else gettext("late")
        sent = f"{sent}{bracketed(kept)}"
    return [
        [
            {"label": gettext("Addressee"), "value": gettext("Sales office")},
            {"label": gettext("Purchase order"), "value": body.order.head.number},
            {"label": gettext("Contract number"), "value": body.order.contract_number},
        ],
        [
            {"label": gettext("Supplier"), "value": head.party.name if head.party else ""},
            {"label": gettext("To be sent by"), "value": formats.day(deadline)},
            {"label": gettext("Sent on"), "value": sent},
        ],
    ]


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    """Who did what, from the timeline: the head knows only who signed last."""
    events = Event.objects.filter(document=printing.document, kind=Event.Kind.STEP)
    rows = events.select_related("actor").order_by("id")
    done = {event.step: event for event in rows}
    parts = (
        (gettext("Purchaser"), "send"),
        (gettext("Received by"), "read"),
        (gettext("Answered by"), "answer"),
        (gettext("Closed by"), "close"),
    )
    return [{"label": label, "name": _who(done.get(step))} for label, step in parts]


def _who(event: Event | None) -> str:
    return f"{event.actor.display_name} {formats.day(event.at)}" if event else ""


def _notes(printing: Printing) -> str:
    named = [f"{x.line_no} {x.customer_orders}" for x in printing.lines if x.customer_orders]
    orders = gettext("Customer orders concerned: %(orders)s") % {"orders": clauses(named)}
    parts = [printing.document.remark, orders if named else "", printing.body.outcome]
    return "　".join(part for part in parts if part)


def _stamp(printing: Printing) -> str:
    """A notice is no approval: only what was not sent, or is void, must not pass for one."""
    words = {"draft": gettext("Not sent"), "void": gettext("Void")}
    return words.get(printing.document.state, "")
