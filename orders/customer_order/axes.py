"""资金, 备货, 发货: where an order stands beside its state; derived, for lists of any length.

Each is worked out by sub-select; nothing is kept.
"""

from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from finance.parties.funds import fund_figures
from inventory.stock.queries import reserved_figure
from masterdata.fields import MoneyField, QuantityField
from masterdata.models.items import ItemKind
from orders.customer_order.models import CustomerOrderLine, LineState, Terms
from orders.customer_order.queries import WITH_MONEY
from ui.prepared import Prepared
from ui.values import KEY

FUNDS = (
    ("none", _("Nothing asked yet")),
    ("deposit_due", _("Deposit due")),
    ("deposit_in", _("Deposit in")),
    ("balance_due", _("Balance due")),
    ("full", _("Paid in full")),
    ("on_account", _("On account")),
)
SUPPLY = (
    ("open", _("Not reserved yet")),
    ("short", _("Short of goods")),
    ("reserved", _("All reserved")),
    ("complete", _("Nothing open")),
)
SHIPPING = (
    ("none", _("Nothing shipped")),
    ("part", _("Partly shipped")),
    ("all", _("Shipped in full")),
    ("signed", _("All signed for")),
)
AXES = (FUNDS, SUPPLY, SHIPPING)
LABELS = (_("Stage of the money"), _("Stage of the goods"), _("Stage of the shipping"))
NO_MONEY = Value(Decimal(0), output_field=MoneyField())
NO_GOODS = Value(Decimal(0), output_field=QuantityField())


def axes_of(order_id: int) -> tuple[str, str, str]:
    """The three codes of one order."""
    ((funds, supply, shipping),) = _axes(order_id)
    return funds, supply, shipping


def told(order_id: int) -> list[dict[str, Any]]:
    """The same in words, for the order's page."""
    words = (dict(axis)[code] for axis, code in zip(AXES, axes_of(order_id), strict=True))
    return [{"label": label, "value": each} for label, each in zip(LABELS, words, strict=True)]


def with_axes(orders: "QuerySet[Any]") -> "QuerySet[Any]":
    """Orders (as documents) with `funds`, `supply` and `shipping`, by the codes above."""
    lines = CustomerOrderLine._base_manager.filter(body_id=OuterRef("pk")).order_by()
    goods = lines.exclude(item__kind=ItemKind.SERVICE)
    open_lines = lines.filter(line_state=LineState.OPEN)
    money = fund_figures(OuterRef("pk"))
    open_quantity = F("base_quantity") - F("shipped_quantity") - F("closed_quantity")
    figures = {
        "money_in": Coalesce(money["paid"], NO_MONEY, output_field=MoneyField()),
        "money_billed": Coalesce(money["billed"], NO_MONEY, output_field=MoneyField()),
        "not_coming": _sum(lines.filter(closed_quantity__gt=0), _closed_worth(), MoneyField()),
        "goods_open": _sum(goods.filter(line_state=LineState.OPEN), open_quantity, QuantityField()),
        "goods_kept": Coalesce(
            reserved_figure(OuterRef("pk")), NO_GOODS, output_field=QuantityField()
        ),
        "any_open": Exists(open_lines),
        "any_sent": Exists(lines.filter(shipped_quantity__gt=0)),
        "any_unsigned": Exists(lines.filter(signed_quantity__lt=F("shipped_quantity"))),
    }
    return orders.annotate(**figures).annotate(funds=_funds(), supply=_supply(), shipping=_ways())


_axes: Prepared[Any] = Prepared(
    lambda order: with_axes(Document.objects.filter(pk=order)).values_list(
        "funds", "supply", "shipping"
    ),
    KEY,
)


def _sum(lines: "QuerySet[Any]", value: Any, field: Any) -> Any:
    total = lines.values("body_id").annotate(figure=Sum(value, output_field=field))
    nothing = Value(Decimal(0), output_field=field)
    return Coalesce(Subquery(total.values("figure")), nothing, output_field=field)


def _closed_worth() -> Case:
    """Of a line that ends with it all that was not shipped, else its share to the fen."""
    ends = Q(base_quantity__lte=F("shipped_quantity") + F("closed_quantity"))
    # Told step by step what it yields: PostgreSQL's side of Django does not guess.
    part = ExpressionWrapper(F("gross") * F("closed_quantity"), output_field=MoneyField())
    share = ExpressionWrapper(part / F("base_quantity"), output_field=MoneyField())
    share = Round(share, precision=2, output_field=MoneyField())
    return Case(
        When(ends, then=F("gross") - F("shipped_gross")), default=share, output_field=MoneyField()
    )


def _funds() -> Case:
    return _case(
        (~Q(state__in=WITH_MONEY), "none"),
        (Q(money_in__gte=F("total") - F("not_coming")), "full"),
        (Q(customerorder__terms=Terms.CREDIT), "on_account"),
        (Q(money_in__lt=F("customerorder__deposit_due")), "deposit_due"),
        (Q(money_billed__gt=0) | Q(customerorder__deposit_due=0), "balance_due"),
        default="deposit_in",
    )


def _supply() -> Case:
    return _case(
        (Q(any_open=False), "complete"),
        (~Q(state="released"), "open"),
        (Q(goods_kept__gte=F("goods_open")), "reserved"),
        default="short",
    )


def _ways() -> Case:
    return _case(
        (Q(any_sent=False), "none"),
        (Q(any_open=True), "part"),
        (Q(any_unsigned=True), "all"),
        default="signed",
    )


def _case(*whens: tuple[Q, str], default: str) -> Case:
    found = [When(condition, then=Value(code)) for condition, code in whens]
    return Case(*found, default=Value(default), output_field=CharField())
