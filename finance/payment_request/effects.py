"""What the steps write: the payee at submit, what was paid and by which settlement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import attachments, links
from documents.errors import Refused
from documents.models import Document
from finance.bank_accounts.rules import fingerprint
from finance.payment_request import advances
from finance.payment_request.checks import TO_AN_ACCOUNT
from finance.payment_request.models import Payment, PaymentRequestLine
from finance.payment_request.spread import spread
from finance.settlement import actions as settlement
from masterdata.fields import MoneyField
from ui import formats

Data = Mapping[str, Any]
NONE = Decimal(0)
PAYEE = ("payee", "payee_bank", "payee_account", "account_fingerprint")


def sources_of(_body: Any, lines: Iterable[Any]) -> list[int]:
    """The papers that the lines stand for; their heads are locked while the guards ask."""
    return sorted({line.source_id for line in lines})


def strike(body: Any, _actor: Any, _data: Data) -> None:
    """Copy whom the money goes to, and tie the papers that the request draws on."""
    account = body.bank_account
    body.payee = (account.account_name if account else "") or body.head.party.name
    body.payee_bank = account.bank_name if account else ""
    body.payee_account = account.account_number if account else ""
    body.account_fingerprint = fingerprint(account) if account else ""
    body.save(update_fields=PAYEE)
    lines = list(body.lines.all())
    through = {line.via_id for line in lines if line.via_id}
    links.link_many({*sources_of(body, lines), *through}, body.head)


@dataclass
class Paying:
    """One payment: how much of the request, how much of that from prepayments, on which lines."""

    amount: Decimal
    used: Decimal
    parts: dict[int, Decimal] = field(default_factory=dict)

    @property
    def money(self) -> Decimal:
        return self.amount - self.used


def pay(body: Any, actor: Any, data: Data) -> None:
    """出纳付款: the settlement is made and posted here, in the transaction of the step."""
    lines = list(body.lines.all())
    paying = _paying(lines, data)
    credits = advances.chosen(body, paying.used)
    slip = _slip(body, actor, data)
    made = settlement.pay(
        body.head,
        actor=actor,
        account=data["account"],
        money=paying.money,
        lines=[*_debts(lines, paying), *credits],
        party=body.head.party,
        for_document=next((line.source for line in lines if line.open_item_id is None), None),
        bank_account=body.bank_account if body.method in TO_AN_ACCOUNT else None,
        on=data.get("on") or timezone.localdate(data["at"]),
        at=data["at"],
    )
    Payment.objects.bulk_create(
        [
            Payment(
                line_id=line,
                settlement=made,
                amount=part,
                payer=actor,
                requester=body.head.maker,
                at=data["at"],
                slip=slip,
                slip_number=data.get("slip_number") or "",
            )
            for line, part in paying.parts.items()
        ]
    )
    recount([body.pk])


def _paying(lines: list[Any], data: Data) -> Paying:
    rest = sum((line.rest for line in lines), NONE)
    amount = rest if data.get("amount") is None else data["amount"]
    if not 0 < amount <= rest:
        raise Refused(
            _("Pay more than nothing and at most the rest of the request, which is %(rest)s.")
            % {"rest": formats.money(rest)}
        )
    used = data.get("used") or NONE
    if not 0 <= used < amount:
        raise Refused(
            _(
                "The prepayments cover the whole amount: let the accountant offset them without"
                " money, and return this request."
            )
        )
    parts = spread(amount, ((line.pk, line.rest) for line in lines))
    return Paying(amount, used, parts)


def _debts(lines: list[Any], paying: Paying) -> list[tuple[int, Decimal]]:
    return [
        (line.open_item_id, paying.parts[line.pk])
        for line in lines
        if line.open_item_id and line.pk in paying.parts
    ]


def _slip(body: Any, actor: Any, data: Data) -> Any:
    if not data.get("slip"):
        return None
    return attachments.attach(body.head, data["slip"], by=actor, at=data["at"])


def drop_the_rest(body: Any, _actor: Any, _data: Data) -> None:
    """What is not paid any more frees the debts for another request."""
    lines = PaymentRequestLine.objects.filter(body=body.pk)
    lines.update(dropped=F("amount") - F("paid"))


def recount(request_ids: Iterable[int]) -> None:
    """Set what was paid from the payments whose settlement stands; told twice, the same."""
    standing = Payment.objects.filter(line=OuterRef("pk"), settlement__state="posted")
    paid = standing.order_by().values("line").annotate(sum=Sum("amount")).values("sum")
    nothing = Value(NONE, output_field=MoneyField())
    PaymentRequestLine._base_manager.filter(body__in=list(request_ids)).update(
        paid=Coalesce(Subquery(paid), nothing, output_field=MoneyField())
    )


def paid_by(settlement_document: Document) -> list[int]:
    """The requests that this settlement paid."""
    rows = Payment.objects.filter(settlement=settlement_document).order_by("line__body_id")
    return list(rows.values_list("line__body_id", flat=True).distinct())
