"""What the steps before the goods leave write: the plan, what was picked, checked, loaded."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import links, rows
from documents.errors import Refused
from documents.flow import in_place, rewrites
from masterdata.money import AMOUNTS, LineAmounts
from orders.delivery import gates, queries
from orders.delivery.amounts import packages_of
from orders.delivery.postings import is_goods
from orders.delivery.reckoning import FREE, reckon
from ui import formats
from ui.punctuation import named

Data = Mapping[str, Any]
# What a driver may carry before he is given more to collect.
DRIVER_LIMIT = Decimal(20_000)
LOADED = ("vehicle", "driver", "carrier", "waybill", "freight_cost", "packages", "packages_note")


def settle_amounts(body: Any) -> None:
    """Amounts, shares and total as the other deliveries of the orders leave them now."""
    reckoning = reckon(body)
    rows.write([x for x in body.lines.all() if _settled(x, reckoning.amounts)], AMOUNTS)
    body.shares = [share.plain() for share in reckoning.shares]
    if body.head.total != reckoning.total:
        body.head.total = reckoning.total
        rows.write([body.head], ["total"])


def _settled(line: Any, amounts: Mapping[int, LineAmounts]) -> bool:
    """Whether its amounts are others now."""
    before, now = [getattr(line, name) for name in AMOUNTS], amounts.get(line.pk, FREE)
    line.net, line.tax, line.gross = now.net, now.tax, now.gross
    return before != [now.net, now.tax, now.gross]


@in_place
def authorize(body: Any, actor: Any, data: Data) -> None:
    links.set_sources(queries.sources_of(body, body.lines.all()), body.head)
    body.plan_on = data.get("plan_on") or body.plan_on
    if body.plan_on is None:
        raise Refused(_("Say on which day it is to be delivered."))
    body.authorized_by = actor
    settle_amounts(body)
    rows.write([body], ["plan_on", "authorized_by", "shares"])


def authorize_direct(body: Any, actor: Any, data: Data) -> None:
    """直发: nothing is planned for a vehicle of ours; the supplier's goods are on their way."""
    links.set_sources(queries.sources_of(body, body.lines.all()), body.head)
    body.authorized_by = actor
    settle_amounts(body)
    body.save(update_fields=["authorized_by", "shares"])


def unauthorize(body: Any, actor: Any, data: Data) -> None:
    body.authorized_by = None
    body.save(update_fields=["authorized_by"])


def allow(body: Any, actor: Any, data: Data) -> None:
    """超额放行: one side allows it before the money is there, with the reason."""
    side = gates.side_of(body, actor)
    setattr(body, side, actor)
    body.override_reason = str(data["reason"])[:300]
    body.save(update_fields=[side, "override_reason"])


@in_place
@rewrites(*AMOUNTS)
def pick(body: Any, actor: Any, data: Data) -> None:
    """`picked` and `bins` by line id; what is not named is picked in full from its bin."""
    picked, bins = data.get("picked") or {}, data.get("bins") or {}
    lines = list(body.lines.all())
    for line in lines:
        quantity = picked.get(line.pk)
        line.picked = line.base_quantity if quantity is None else quantity
        line.bin = bins.get(line.pk) or line.bin
    _refuse_unfit_picks(body, lines)
    rows.write(lines, ["picked", "bin"])
    body.picked_by = actor
    settle_amounts(body)
    rows.write([body], ["picked_by", "shares"])


def _refuse_unfit_picks(body: Any, lines: list[Any]) -> None:
    over = [line.line_no for line in lines if line.picked < 0 or line.picked > line.base_quantity]
    if over:
        raise Refused(
            _("More is picked than is to be sent on these lines: %(lines)s.")
            % {"lines": named(over)}
        )
    if not any(line.picked > 0 for line in lines if line.order_line_id):
        raise Refused(_("Nothing was picked. Void the delivery instead; the goods stay ordered."))
    strange = [
        line.line_no
        for line in lines
        if is_goods(line)
        and line.picked > 0
        and (line.bin is None or line.bin.warehouse_id != body.warehouse_id)
    ]
    if strange:
        raise Refused(
            _("Say from which bin of %(warehouse)s these lines were picked: %(lines)s.")
            % {"warehouse": body.warehouse.name, "lines": named(strange)}
        )


@rewrites(*AMOUNTS)
def unpick(body: Any, actor: Any, data: Data) -> None:
    lines = list(body.lines.all())
    for line in lines:
        line.picked = None
    rows.write(lines, ["picked"])
    body.picked_by = None
    settle_amounts(body)
    body.save(update_fields=["picked_by", "shares"])


@in_place
def check(body: Any, actor: Any, data: Data) -> None:
    """`checked`: the ids of the lines that were ticked; `notes` what was found, by line id."""
    ticked, notes = set(data.get("checked") or ()), data.get("notes") or {}
    lines = list(body.lines.all())
    for line in lines:
        line.checked = line.pk in ticked
        line.check_note = (notes.get(line.pk) or "")[:200]
    unseen = [line.line_no for line in lines if line.sent > 0 and not line.checked]
    if unseen:
        raise Refused(
            _(
                "Tick every line when it was found right. Not ticked: %(lines)s. If something is"
                " wrong, take the picking back."
            )
            % {"lines": named(unseen)}
        )
    rows.write(lines, ["checked", "check_note"])
    body.checked_by = actor
    rows.write([body], ["checked_by"])


def uncheck(body: Any, actor: Any, data: Data) -> None:
    body.lines.update(checked=False)
    body.checked_by = None
    body.save(update_fields=["checked_by"])


@in_place
def load(body: Any, actor: Any, data: Data) -> None:
    """Vehicle and driver, or carrier and waybill; the packages are counted against the list."""
    for name in LOADED:
        if name in data:
            setattr(body, name, data[name] if data[name] is not None else _nothing(body, name))
    own, forwarded = body.vehicle and body.driver_id, body.carrier and body.waybill
    if not own and not forwarded:
        raise Refused(_("Name the vehicle and its driver, or the carrier and the waybill."))
    expected = packages_of(body.lines.all())
    if body.packages != expected and not body.packages_note:
        raise Refused(
            _(
                "%(found)s packages are loaded, by the list there are %(expected)s. Count again, or"
                " say why they differ."
            )
            % {"found": body.packages if body.packages is not None else "—", "expected": expected}
        )
    _refuse_too_much_cash(body)
    body.loaded_by = actor
    rows.write([body], [*LOADED, "loaded_by"])


def _nothing(body: Any, name: str) -> Any:
    return type(body)._meta.get_field(name).get_default()


def _refuse_too_much_cash(body: Any) -> None:
    """A driver with much cash in his bag hands it over before he collects more."""
    if not (body.cod and body.driver_id):
        return
    carried = queries.cash_with(body.driver_id)
    coming = body.head.total
    if carried > 0 and carried + coming > DRIVER_LIMIT:
        raise Refused(
            _(
                "%(driver)s still carries %(carried)s in cash; with the %(coming)s of this delivery"
                " it would be more than %(limit)s. He hands it to the cashier first, or another"
                " driver takes it."
            )
            % {
                "driver": body.driver.display_name,
                "carried": formats.money(carried),
                "coming": formats.money(coming),
                "limit": formats.money(DRIVER_LIMIT),
            }
        )


def unload(body: Any, actor: Any, data: Data) -> None:
    body.loaded_by = None
    body.save(update_fields=["loaded_by"])
