"""The order's own guards; each says what to do first. Those of all papers are in `guards`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from ui.punctuation import named


def contract_dates_given(body: Any, actor: Any) -> Words:
    missing = [line.line_no for line in body.lines.all() if line.contract_on is None]
    if not missing:
        return ""
    return _("Enter the contract date of these lines: %(lines)s.") % {"lines": named(missing)}


def not_held(body: Any, actor: Any) -> Words:
    if not body.head.held:
        return ""
    return _("The order is on hold; the purchasing manager can release it.")


def is_held(body: Any, actor: Any) -> Words:
    return "" if body.head.held else _("The order is not on hold.")


def nothing_received(body: Any, actor: Any) -> Words:
    got = [line.line_no for line in body.lines.all() if line.received_quantity > 0]
    if not got:
        return ""
    return _(
        "Goods of these lines were already received: %(lines)s. Reverse their receipts first, or"
        " close the rest of the order short."
    ) % {"lines": named(got)}


def has_open_lines(body: Any, actor: Any) -> Words:
    if any(line.open_quantity > 0 for line in body.lines.all()):
        return ""
    return _("No line of this order is open any more.")


def has_closed_lines(body: Any, actor: Any) -> Words:
    if any(line.closed_quantity > 0 for line in body.lines.all()):
        return ""
    return _("No line of this order was closed short.")


def all_done(body: Any, actor: Any) -> Words:
    still = [line.line_no for line in body.lines.all() if line.open_quantity > 0]
    if not still:
        return ""
    return _("These lines are still open: %(lines)s.") % {"lines": named(still)}


def something_open(body: Any, actor: Any) -> Words:
    return has_open_lines(body, actor)
