"""What the talking and telling steps write: consultations, calls, notices, hand-overs, holds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.flow import in_place
from orders.customer_order.models import (
    CallRecord,
    CallResult,
    CustomerOrderLine,
    LineState,
    Sent,
)
from ui.punctuation import listed

Data = Mapping[str, Any]
NOTICE, CONFIRMATION, SHORTAGE = "notice", "confirm", "shortage"


@in_place
def consult(body: Any, actor: Any, data: Data) -> None:
    """The salesperson was asked (R4); the calls that follow begin anew."""
    body.consulted_by = data.get("who") or actor
    body.consulted_at = data["at"]
    body.consulted_note = str(data.get("note") or "").strip()[:500]
    if not body.consulted_note:
        raise Refused(_("Write down what was said with the salesperson."))
    rows.write([body], ["consulted_by", "consulted_at", "consulted_note"])
    forget_calls(body, actor, data)


@in_place
def forget_calls(body: Any, actor: Any, data: Data) -> None:
    """What was confirmed counts no more; the records of the calls stay."""
    lines = [x for x in body.lines.all() if x.call_result != CallResult.NONE or x.call_note]
    for line in lines:
        line.call_result, line.call_note = CallResult.NONE, ""
    rows.write(lines, ["call_result", "call_note"])


@in_place
def call(body: Any, actor: Any, data: Data) -> None:
    """One call: who was spoken with, and per line whether it is as in the fax (R5)."""
    person = str(data.get("person") or "").strip()
    if not person:
        raise Refused(_("Enter with whom you spoke."))
    lines = list(body.lines.all())
    given: Mapping[Any, Any] = data.get("results") or {}
    for line in lines:
        _answer(line, given.get(line.line_no) or {}, all_same=bool(data.get("all_same")))
    unsaid = [line.line_no for line in lines if _lacks_words(line)]
    if unsaid:
        raise Refused(
            _("Write down what is different of these lines: %(lines)s.") % {"lines": listed(unsaid)}
        )
    if not any(line.call_result for line in lines):
        raise Refused(_("Enter of at least one line what the customer said."))
    rows.write(lines, ["call_result", "call_note"])
    rows.put(
        CallRecord(
            order=body,
            at=data["at"],
            actor=actor,
            person=person[:60],
            phone=str(data.get("phone") or body.phone)[:60],
            same=all(line.call_result == CallResult.SAME for line in lines),
            note=str(data.get("note") or "")[:500],
            results={
                str(line.line_no): {"result": line.call_result, "note": line.call_note}
                for line in lines
            },
        )
    )


def _answer(line: Any, given: Mapping[str, Any], *, all_same: bool) -> None:
    """A line that this call did not touch keeps what the call before said of it."""
    result = given.get("result") or (CallResult.SAME if all_same else "")
    if result:
        line.call_result = CallResult(result)
        line.call_note = str(given.get("note") or "").strip()[:200]


def _lacks_words(line: Any) -> bool:
    return line.call_result == CallResult.DIFFERENT and not line.call_note


@in_place
def send_notice(body: Any, actor: Any, data: Data) -> None:
    """The total to remit was told to the customer (R10); he may promise a day (R32)."""
    _tell(body, actor, NOTICE, data)
    body.told_at = data["at"]
    rows.write([body], ["told_at"])


@in_place
def send_confirmation(body: Any, actor: Any, data: Data) -> None:
    """计价回传: the priced order went back to the customer (R9)."""
    _tell(body, actor, CONFIRMATION, data)


def forget_notice(body: Any, actor: Any, data: Data) -> None:
    """A withdrawn notice was not told; who allowed release did so for the old price."""
    body.told_at = None
    body.override_reason = ""
    body.override_sales_by = body.override_finance_by = None
    body.save(
        update_fields=[
            "told_at",
            "override_reason",
            "override_sales_by",
            "override_finance_by",
        ]
    )


def tell_shortage(body: Any, actor: Any, data: Data) -> None:
    """R39: what is short, and from when on it can be had, was told to the customer."""
    _tell(body, actor, SHORTAGE, data)
    short = CustomerOrderLine.objects.filter(body=body, short_quantity__gt=0)
    short.exclude(line_state=LineState.CLOSED).update(short_told_at=data["at"])


def _tell(body: Any, actor: Any, kind: str, data: Data) -> None:
    receiver = str(data.get("receiver") or "").strip()
    if not receiver:
        raise Refused(_("Enter whom you told."))
    rows.put(
        Sent(
            order=body,
            kind=kind,
            channel=data.get("channel") or body.channel,
            receiver=receiver[:60],
            at=data["at"],
            actor=actor,
            promised_on=data.get("promised_on"),
            note=str(data.get("note") or "")[:300],
        )
    )


@in_place
def hand_over(body: Any, actor: Any, data: Data) -> None:
    """交单: from now on billing draws up its deliveries (R13, R16)."""
    body.handed_over_at = data["at"]
    body.handed_over_to = data.get("to")
    rows.write([body], ["handed_over_at", "handed_over_to"])


def hold(body: Any, actor: Any, data: Data) -> None:
    body.head.held = True


def resume(body: Any, actor: Any, data: Data) -> None:
    body.head.held = False
