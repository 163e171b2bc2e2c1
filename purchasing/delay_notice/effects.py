"""What the notice's steps write: the order's present dates and the measure, answers, outcome."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import links
from documents.errors import Refused
from purchasing.delay_notice.lateness import last_day
from purchasing.delay_notice.models import Answer, DelayNoticeLine

Data = Mapping[str, Any]
FROM_ORDER = ("open_quantity", "contract_on", "promised_on")


def send(body: Any, actor: Any, data: Data) -> None:
    """What the order says now is what is told; on time is ten calendar days before (T8)."""
    lines = list(body.lines.all())
    for line in lines:
        for name in FROM_ORDER:
            setattr(line, name, getattr(line.order_line, name))
    DelayNoticeLine.objects.bulk_update(lines, FROM_ORDER)
    body.sent_on = timezone.localdate(data["at"])
    deadline = last_day(lines)
    body.on_time = deadline is not None and body.sent_on <= deadline
    body.save(update_fields=["sent_on", "on_time"])
    # Not "led_to": a notice is no reason why an order could not be undone.
    links.link(body.order.head, body.head, kind="about")


def answer(body: Any, actor: Any, data: Data) -> None:
    """One answer per line: nothing that was told may stay without one."""
    answers: Mapping[int, Mapping[str, Any]] = data.get("answers") or {}
    lines = list(body.lines.all())
    silent = [line.line_no for line in lines if not answers.get(line.pk, {}).get("answer")]
    if silent:
        raise Refused(_("Answer every line of the notice."), details=map(str, silent))
    for line in lines:
        given = answers[line.pk]
        line.answer, line.answer_text = given["answer"], given.get("answer_text") or ""
    DelayNoticeLine.objects.bulk_update(lines, ["answer", "answer_text"])


def close(body: Any, actor: Any, data: Data) -> None:
    """Where the sales office asked for another source, it is told what came of it."""
    body.outcome = (data.get("outcome") or "").strip()
    asked = [x.line_no for x in body.lines.all() if x.answer == Answer.OTHER_SOURCE]
    if asked and not body.outcome:
        raise Refused(_("The sales office asked for another source: say what was done."))
    body.save(update_fields=["outcome"])
