"""The customer order's own columns: how it came, what was agreed, what is to be paid, what went."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, PricedLine
from masterdata.fields import money_field, percent_field, person_field, price_field, quantity_field

ZERO = Decimal(0)


class Channel(models.TextChoices):
    """How an order or an answer travels between the customer and the firm."""

    FAX = "fax", _("Fax")
    PHONE = "phone", _("Phone")
    MAIL = "mail", _("By mail")
    MESSAGE = "message", _("Message")
    VISIT = "visit", _("Visit")


class Terms(models.TextChoices):
    """When the money comes: it decides what is due before release and before dispatch."""

    PREPAID = "prepaid", _("Paid in full before release")
    DEPOSIT = "deposit", _("Deposit, balance before shipment")
    COD = "cod", _("Cash on delivery")
    CREDIT = "credit", _("On account within the credit limit")


class CustomerOrder(Body):
    """`total_to_remit` and what it is made of are fixed by pricing and frozen by approval.

    `allotment` is what the last release or allotment reserved, line by line and bin by bin: the
    posting that follows reads it; what stands reserved is the ledger's.
    """

    DERIVED = (
        "consulted_by_id",
        "consulted_at",
        "consulted_note",
        "priced_by_id",
        "priced_at",
        "old_debt",
        "credit_used",
        "deposit_due",
        "total_to_remit",
        "remit_by",
        "account_id",
        "told_at",
        "handed_over_at",
        "handed_over_to_id",
        "override_reason",
        "override_sales_by_id",
        "override_finance_by_id",
        "money_after_cancel",
        "allotment",
        "goods_total",
    )
    NOT_COPIED = ("received_at", "customer_number", "wanted_on", "waiver")
    ADDED, TAKEN_OFF = ("freight",), ("waiver",)

    warehouse = models.ForeignKey(
        "inventory.Warehouse", models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )
    channel = models.CharField(
        _("Came by"), max_length=8, choices=Channel.choices, default=Channel.FAX
    )
    received_at = models.DateTimeField(_("Received at"), null=True, blank=True)
    customer_number = models.CharField(_("Customer's order number"), max_length=60, blank=True)
    wanted_on = models.DateField(_("Agreed delivery date"), null=True, blank=True)
    terms = models.CharField(
        _("Payment terms"), max_length=8, choices=Terms.choices, default=Terms.PREPAID
    )
    deposit_percent = percent_field(_("Deposit (%)"), default=ZERO)
    freight = money_field(verbose_name=_("Freight charged"), default=ZERO)
    waiver = money_field(verbose_name=_("Odd money waived"), default=ZERO)
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    installation = models.BooleanField(_("With installation"), default=False)
    receiver = models.CharField(_("Receiver"), max_length=100, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    fax = models.CharField(_("Fax"), max_length=60, blank=True)
    address = models.CharField(_("Delivery address"), max_length=300, blank=True)

    consulted_by = person_field(_("Salesperson consulted"))
    consulted_at = models.DateTimeField(_("Consulted at"), null=True, blank=True)
    consulted_note = models.CharField(_("What was said"), max_length=500, blank=True)
    priced_by = person_field(_("Priced by"))
    priced_at = models.DateTimeField(_("Priced at"), null=True, blank=True)
    goods_total = money_field(verbose_name=_("Goods"), default=ZERO)
    old_debt = money_field(verbose_name=_("Old debt"), default=ZERO)
    credit_used = money_field(verbose_name=_("Customer's money set off"), default=ZERO)
    deposit_due = money_field(verbose_name=_("Due before release"), default=ZERO)
    total_to_remit = money_field(verbose_name=_("Total to remit"), default=ZERO)
    remit_by = models.DateField(_("Remit by"), null=True, blank=True)
    account = models.ForeignKey(
        "finance.CashAccount",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Account to pay into"),
        related_name="+",
    )
    told_at = models.DateTimeField(_("Customer told at"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("Handed to billing at"), null=True, blank=True)
    handed_over_to = person_field(_("Handed over to"))
    override_reason = models.CharField(_("Why before the money"), max_length=300, blank=True)
    override_sales_by = person_field(_("Allowed by sales"))
    override_finance_by = person_field(_("Allowed by finance"))
    money_after_cancel = models.CharField(_("What became of the money"), max_length=20, blank=True)
    allotment = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("Customer order")
        verbose_name_plural = _("Customer orders")
        constraints = [
            models.CheckConstraint(
                name="customer_order_terms_are_known", condition=Q(terms__in=Terms.values)
            ),
            models.CheckConstraint(
                name="customer_order_sums_not_negative",
                condition=Q(
                    freight__gte=0,
                    waiver__gte=0,
                    old_debt__gte=0,
                    credit_used__gte=0,
                    deposit_due__gte=0,
                    total_to_remit__gte=0,
                ),
                violation_error_message=_("Freight, waiver and sums are not negative."),
            ),
            models.CheckConstraint(
                name="customer_order_deposit_percent",
                condition=Q(deposit_percent__gte=0, deposit_percent__lte=100),
                violation_error_message=_("A deposit lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="customer_order_override_by_two",
                condition=Q(override_sales_by__isnull=True)
                | Q(override_finance_by__isnull=True)
                | ~Q(override_sales_by=F("override_finance_by")),
                violation_error_message=_("Two different people allow it."),
            ),
        ]
        indexes = [models.Index("wanted_on", name="customer_order_by_wanted")]

    @staticmethod
    def total_of(body: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Decimal:
        """货款合计 + 运费 − 抹零: what the customer owes for this order."""
        goods = sum((Decimal(row["gross"]) for row in rows), ZERO)
        return goods + Decimal(body.get("freight") or 0) - Decimal(body.get("waiver") or 0)


class LineState(models.TextChoices):
    """What became of a line; derived from its counters, never chosen."""

    OPEN = "open", _("Outstanding")
    SHIPPED = "shipped", _("Shipped in full")
    CLOSED = "closed", _("Closed short")


class CallResult(models.TextChoices):
    """What the customer said of a line on the phone."""

    NONE = "", _("Not asked yet")
    SAME = "same", _("As in the fax")
    DIFFERENT = "different", _("Different")


class OrderLines(models.Manager["CustomerOrderLine"]):
    """Lines always come with their item and unit: guards, postings and prints read both."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("item", "unit")


class CustomerOrderLine(PricedLine):
    """Counters are in base units; `price_source` says where the offered price came from."""

    DERIVED = (
        "shipped_quantity",
        "shipped_gross",
        "signed_quantity",
        "closed_quantity",
        "closed_now",
        "closed_reason",
        "line_state",
        "call_result",
        "call_note",
        "short_quantity",
        "earliest_on",
        "short_told_at",
        "floor_price",
    )
    NOT_COPIED = ("wanted_on", "price_source", "special_reason")

    body = models.ForeignKey(CustomerOrder, models.PROTECT, related_name="lines", db_index=False)
    colour = models.CharField(_("Colour"), max_length=100, blank=True)
    size = models.CharField(_("Size"), max_length=100, blank=True)
    wanted_on = models.DateField(_("Wanted on"), null=True, blank=True)
    price_source = models.CharField(_("Price from"), max_length=60, blank=True)
    special_reason = models.CharField(_("Why this price"), max_length=200, blank=True)
    # Per base unit, as it stood at pricing; below it the director signs too.
    floor_price = price_field(verbose_name=_("Floor price"), null=True, blank=True)
    shipped_quantity = quantity_field(verbose_name=_("Shipped"), default=ZERO)
    shipped_gross = money_field(verbose_name=_("Amount shipped"), default=ZERO)
    signed_quantity = quantity_field(verbose_name=_("Signed for"), default=ZERO)
    closed_quantity = quantity_field(verbose_name=_("Closed quantity"), default=ZERO)
    closed_now = quantity_field(default=ZERO, editable=False)
    closed_reason = models.CharField(_("Reason"), max_length=200, blank=True)
    line_state = models.CharField(
        _("Line state"), max_length=8, choices=LineState.choices, default=LineState.OPEN
    )
    call_result = models.CharField(
        _("On the phone"), max_length=10, choices=CallResult.choices, blank=True
    )
    call_note = models.CharField(_("Difference"), max_length=200, blank=True)
    short_quantity = quantity_field(verbose_name=_("Short"), default=ZERO)
    earliest_on = models.DateField(_("Earliest date"), null=True, blank=True)
    short_told_at = models.DateTimeField(_("Customer told of it at"), null=True, blank=True)

    objects = OrderLines()

    class Meta(PricedLine.Meta):
        verbose_name = _("Order line")
        verbose_name_plural = _("Order lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(
                name="customer_order_line_counters",
                condition=Q(
                    shipped_quantity__gte=0, signed_quantity__gte=0, closed_quantity__gte=0
                ),
            ),
            models.CheckConstraint(
                name="customer_order_line_shipped_within",
                condition=Q(shipped_quantity__lte=F("base_quantity") - F("closed_quantity")),
                violation_error_message=_("More is shipped than was ordered."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["item", "wanted_on"],
                condition=Q(line_state="open"),
                name="customer_line_open_by_item",
            ),
            models.Index(
                fields=["item", "body"],
                condition=Q(line_state="open", short_quantity__gt=0),
                name="customer_line_short",
            ),
        ]

    @property
    def open_quantity(self) -> Decimal:
        """What is still to be shipped, in base units; never below zero."""
        return max(self.base_quantity - self.shipped_quantity - self.closed_quantity, ZERO)


class CallRecord(models.Model):
    """电话确认: one call to the customer about his order; append-only."""

    order = models.ForeignKey(CustomerOrder, models.PROTECT, related_name="calls", db_index=False)
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Called by"), related_name="+"
    )
    person = models.CharField(_("Spoken with"), max_length=60)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    same = models.BooleanField(_("All as in the fax"))
    note = models.CharField(_("Note"), max_length=500, blank=True)
    # Per line number: the result and the difference, as they were said in this call.
    results = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("Call")
        verbose_name_plural = _("Calls")
        indexes = [models.Index("order", "id", name="call_of_order")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.person}"


class Sent(models.Model):
    """What was told to the customer, how and when: notice, confirmation, shortage; append-only."""

    order = models.ForeignKey(CustomerOrder, models.PROTECT, related_name="sent", db_index=False)
    kind = models.CharField(_("What"), max_length=12)
    channel = models.CharField(_("Came by"), max_length=8, choices=Channel.choices)
    receiver = models.CharField(_("Told to"), max_length=60)
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Told by"), related_name="+"
    )
    promised_on = models.DateField(_("Promised to pay on"), null=True, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Message to the customer")
        verbose_name_plural = _("Messages to the customer")
        indexes = [models.Index("order", "id", name="sent_of_order")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
