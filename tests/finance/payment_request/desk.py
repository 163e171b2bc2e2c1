"""The four people of a payment, a supplier with a verified account, and requests by real steps."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from documents import drafts, engine
from documents.models import ApprovalRule, Document
from finance import seeds
from finance.bank_accounts import rules
from finance.cash.models import CashAccount
from finance.parties.models import OpenItem
from finance.payment_request.flow import PAYMENT_REQUEST
from finance.payment_request.models import PaymentRequestLine
from masterdata.models import BankAccount, Party, User
from masterdata.roles import Role
from tests import factories
from tests.finance.settlement import desk as settling

_running = count(1)
owe = settling.owe
bank = settling.bank
left = settling.left


def person(role: Role, number: int = 1) -> User:
    name = f"pay-{role.value}-{number}"
    return User.objects.filter(username=name).first() or factories.user(role, username=name)


def buyer() -> User:
    return person(Role.PURCHASER)


def manager() -> User:
    return person(Role.PURCHASING_MANAGER)


def deputy() -> User:
    return person(Role.DEPUTY_GENERAL_MANAGER)


def cashier() -> User:
    return person(Role.CASHIER)


def accountant() -> User:
    return person(Role.ACCOUNTANT)


def account_of(supplier: str = "甲厂", *, verified: bool = True) -> BankAccount:
    """The supplier's own account, verified by the accountant unless said otherwise."""
    party: Party = factories.supplier(supplier)
    given = {"bank_name": "工行温州分行", "account_name": party.name}
    given["account_number"] = f"6222{party.pk:08}"
    account, _made = BankAccount.objects.get_or_create(party=party, is_default=True, defaults=given)
    if verified and not rules.standing_of(account).is_verified:
        rules.verify(account.pk, by=accountant(), at=timezone.now())
        account.refresh_from_db()
    return account


def asking(item: OpenItem, amount: str) -> dict[str, Any]:
    return {"open_item": item, "source": item.document, "amount": Decimal(amount)}


def draft(*lines: dict[str, Any], supplier: str = "甲厂", **more: Any) -> Document:
    """A draft by the purchaser; body columns and the maker may be given."""
    maker = more.pop("maker", None) or buyer()
    if "bank_account" not in more:
        more["bank_account"] = account_of(supplier)
    body = {"purpose": "货款", **more}
    return drafts.create(
        PAYMENT_REQUEST,
        actor=maker,
        head={"party": factories.supplier(supplier)},
        body=body,
        lines=lines,
    )


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    return engine.perform(document.pk, code, actor=actor, **options).document


def submit(document: Document) -> Document:
    seeds.seed()
    return step(document, "submit", document.maker)


def review(document: Document) -> Document:
    return step(document, "approve", manager())


def approve(document: Document) -> Document:
    return step(review(document), "approve", deputy())


def approved(*lines: dict[str, Any], **more: Any) -> Document:
    return approve(submit(draft(*lines, **more)))


def slip(account: CashAccount | None = None, **more: Any) -> dict[str, Any]:
    """What the cashier fills in; the whole rest unless an amount is given."""
    data: dict[str, Any] = {"account": account or bank(), "slip_number": f"DZ{next(_running)}"}
    if "amount" in more:
        data["amount"] = Decimal(more.pop("amount"))
    if "used" in more:
        data["used"] = Decimal(more.pop("used"))
    return data | more


def pay(document: Document, *, by: User | None = None, **data: Any) -> Document:
    paid = step(document, "pay", by or cashier(), data=slip(**data))
    paid.refresh_from_db()
    return paid


def settlement_of(document: Document) -> Document:
    """The last settlement that paid it."""
    found = Document.objects.filter(type="settlement", request_payments__line__body=document.pk)
    return found.order_by("-pk")[0]


def take_back(document: Document) -> Document:
    """The accountant reverses the last payment."""
    step(settlement_of(document), "reverse", accountant(), reason="银行退票")
    document.refresh_from_db()
    return document


def lines_of(document: Document) -> list[PaymentRequestLine]:
    return list(PaymentRequestLine.objects.filter(body_id=document.pk).order_by("line_no"))


def state_of(document: Document) -> str:
    return str(Document.objects.values_list("state", flat=True).get(pk=document.pk))


def chain() -> list[str]:
    seeds.seed()
    rules_ = ApprovalRule.objects.filter(type="payment_request").order_by("position")
    return [rule.role for rule in rules_]
