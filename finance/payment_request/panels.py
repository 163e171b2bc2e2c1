"""Beside a request: what is due, paid and applied for of each source, prepayments, payments."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from documents.pages import url_for
from documents.visibility import visible_to
from finance.bank_accounts import rules
from finance.payment_request import advances, standing
from finance.payment_request.checks import TO_AN_ACCOUNT
from finance.payment_request.models import Payment
from finance.payment_request.standing import Standing
from ui import formats
from ui.punctuation import listed

NONE = Decimal(0)
Cell = dict[str, Any]


def standings_of(body: Any) -> list[tuple[Any, Standing]]:
    """Each line with its source's standing, other requests counted and its own left out."""
    lines = list(body.lines.all())
    items = standing.of_items([x.open_item_id for x in lines if x.open_item_id], but=body.pk)
    papers = standing.of_papers([x.source_id for x in lines if not x.open_item_id], but=body.pk)
    return [
        (
            line,
            (items.get(line.open_item_id) if line.open_item_id else papers.get(line.source_id))
            or Standing(),
        )
        for line in lines
    ]


def sources(body: Any, user: Any) -> Mapping[str, Any] | None:
    """应付, 已付, 已申请, 本次申请, 余额 (lesson 4.20)."""
    found = standings_of(body)
    if not found or body.head.state == "void":
        return None
    readable = _readable((line.source for line, _standing in found), user)
    rows = [
        {
            "cells": [
                _paper(line.source, readable),
                *_money(each.due, each.paid, each.applied),
                {"text": listed(each.requests)},
                *_money(line.rest, each.due - each.paid - each.applied - line.rest),
                {"text": listed(each.drafts)},
            ],
            "tone": "warning" if each.requests else "",
        }
        for line, each in found
    ]
    labels = (
        (_("Source"), ""),
        (_("Payable"), "end"),
        (_("Paid"), "end"),
        (_("Applied for"), "end"),
        (_("By requests"), ""),
        (_("This request, unpaid"), "end"),
        (_("Balance"), "end"),
        (_("Drafts"), ""),
    )
    return {"table": {"columns": [{"label": x, "align": y} for x, y in labels], "rows": rows}}


def prepayments(body: Any, user: Any) -> Mapping[str, Any] | None:
    """What was paid in advance and is open: to be used before money is sent (lesson 4.17)."""
    if body.head.state in ("paid", "void"):
        return None
    found = advances.open_for(body)
    if not found:
        return None
    readable = _readable((each.item.document for each in found), user)
    rows = [
        {
            "cells": [
                _paper(each.item.document, readable),
                {"text": formats.day(each.item.on_date)},
                {"text": gettext("Yes") if each.is_own else ""},
                *_money(each.left),
            ],
            "tone": "warning" if each.is_own else "",
        }
        for each in found
    ]
    columns = [
        {"label": _("Document")},
        {"label": _("Date")},
        {"label": _("Of the same order")},
        {"label": _("Still open"), "align": "end"},
    ]
    return {"table": {"columns": columns, "rows": rows}}


def payments(body: Any, user: Any) -> Mapping[str, Any] | None:
    """By settlement: who paid how much, and the slip."""
    made = Payment.objects.filter(line__body=body.pk).select_related("settlement", "payer")
    by_settlement: dict[int, list[Payment]] = {}
    for payment in made.order_by("id"):
        by_settlement.setdefault(payment.settlement_id, []).append(payment)
    if not by_settlement:
        return None
    readable = _readable((parts[0].settlement for parts in by_settlement.values()), user)
    rows = [_payment(parts, readable) for parts in by_settlement.values()]
    columns = [
        {"label": _("Settlement")},
        {"label": _("At")},
        {"label": _("Paid by")},
        {"label": _("Bank slip number")},
        {"label": _("Amount"), "align": "end"},
    ]
    return {"table": {"columns": columns, "rows": rows}}


def _payment(parts: list[Payment], readable: set[int]) -> dict[str, Any]:
    first = parts[0]
    total = sum((part.amount for part in parts), NONE)
    return {
        "cells": [
            _paper(first.settlement, readable),
            {"text": formats.moment(first.at)},
            {"text": first.payer.display_name},
            {"text": first.slip_number},
            *_money(total),
        ],
        "tone": "" if first.settlement.state == "posted" else "void",
    }


def facts(body: Any, _user: Any) -> Iterable[Mapping[str, Any]]:
    """What must be known of the account before anybody asks for money, approves or pays."""
    if body.bank_account is None or body.method not in TO_AN_ACCOUNT:
        return
    refusal = rules.refusal(body.bank_account)
    if refusal:
        yield {"label": _("Verification"), "value": refusal, "tone": "bad", "wide": True}
    warning = rules.warning(body.bank_account)
    if warning:
        yield {"label": _("Warning"), "value": warning, "tone": "bad", "wide": True}


def _readable(papers: Iterable[Document], user: Any) -> set[int]:
    ids = {paper.pk for paper in papers}
    return set(visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def _paper(paper: Document, readable: set[int]) -> Cell:
    return {"text": paper.number, "url": url_for(paper) if paper.pk in readable else ""}


def _money(*amounts: Decimal) -> list[Cell]:
    return [
        {"text": formats.money(amount), "tone": "bad" if amount < 0 else ""} for amount in amounts
    ]
