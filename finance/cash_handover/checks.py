"""The hand-over's guards; each says what to do first."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from finance.cash_handover.queries import open_cash
from masterdata.roles import Role, roles_of
from ui import formats
from ui.punctuation import clauses


def has_lines(body: Any, _actor: Any) -> Words:
    return "" if body.lines.all() else _("Name at least one delivery whose cash is handed over.")


def has_driver(body: Any, _actor: Any) -> Words:
    handler = body.head.handler
    if handler is not None and Role.DRIVER in roles_of(handler):
        return ""
    return _("The handler is the driver who brings the cash. Edit the document and choose him.")


def hands_his_own(body: Any, actor: Any) -> Words:
    """A driver hands over what he collected himself; the cashier writes it down for any of them."""
    if Role.CASHIER in roles_of(actor) or body.head.handler_id == actor.pk:
        return ""
    return _("You hand over your own cash only; this is %(driver)s's.") % {
        "driver": body.head.handler.display_name if body.head.handler else "?"
    }


def counted_by_another(body: Any, actor: Any) -> Words:
    if body.head.handler_id != actor.pk:
        return ""
    return _("You bring this cash; the cashier counts it.")


def within_what_he_has(body: Any, _actor: Any) -> Words:
    """Each line is of this driver's open cash, and no more than what is left of it."""
    there = {each.delivery.pk: each for each in open_cash(body.head.handler_id, but=body.pk)}
    wrong = []
    for line in body.lines.all():
        found = there.get(line.delivery_id)
        left = found.to_hand if found else 0 * line.amount
        if line.amount > left:
            words = {
                "number": line.delivery.number,
                "left": formats.money(left),
                "asked": formats.money(line.amount),
            }
            wrong.append(str(_("%(number)s: %(left)s left, not %(asked)s") % words))
    if not wrong:
        return ""
    return _("The driver has not so much open cash of these deliveries: %(items)s.") % {
        "items": clauses(wrong[:10])
    }
