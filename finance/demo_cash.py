"""The demo firm's money: its accounts, what they opened with, and a few weeks of small cash.

Debts are paid by other papers; here is what no supplier is behind. Loading twice is loading once.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from documents import drafts, engine, opening
from documents.models import Document
from finance.cash.models import AccountKind, CashAccount
from finance.cash_voucher.flow import CASH_VOUCHER
from finance.cash_voucher.models import Kind
from masterdata.models import User

KEY = uuid.UUID("9d6c7f1a-3b5e-4c18-a0d4-1f7a52e6c083")
OPENED = 60
BOX, BANK, SECOND = "1001", "1002-01", "1002-02"
# Code, name, kind, bank, number, overdraft, opening balance.
ACCOUNTS = (
    (BOX, "现金", AccountKind.CASH, "", "", "0", "6800.00"),
    (BANK, "顺德农商基本户", AccountKind.BANK, "顺德农商银行龙江支行", "80102000016816888",
     "100000", "468500.00"),
    (SECOND, "工行一般户", AccountKind.BANK, "中国工商银行龙江支行", "2013093119200168168",
     "0", "92300.00"),
)  # fmt: skip


@dataclass(frozen=True)
class Voucher:
    """`lines` are purposes with their amounts; `fate` is the state that it reaches."""

    ago: int
    kind: Kind
    account: str
    lines: tuple[tuple[str, str], ...]
    to_account: str = ""
    other_side: str = ""
    fate: str = "approved"


VOUCHERS = (
    Voucher(32, Kind.TRANSFER, BANK, (("提备用金", "5000.00"),), to_account=BOX),
    Voucher(26, Kind.EXPENSE, BOX, (("办公用品", "386.50"), ("快递费", "214.00")),
            other_side="龙江文具店"),
    Voucher(19, Kind.INCOME, BOX, (("废纸箱变卖", "640.00"),), other_side="废品回收站"),
    Voucher(14, Kind.EXPENSE, BANK, (("仓库电费", "4826.30"),), other_side="供电局"),
    Voucher(9, Kind.TRANSFER, SECOND, (("调拨资金", "50000.00"),), to_account=BANK),
    Voucher(7, Kind.EXPENSE, BOX, (("差旅费", "1260.00"),), other_side="周丽", fate="reversed"),
    Voucher(5, Kind.EXPENSE, BOX, (("差旅费", "1206.00"),), other_side="周丽"),
    Voucher(2, Kind.EXPENSE, BOX, (("招待费", "880.00"),), other_side="曾志强", fate="submitted"),
    Voucher(0, Kind.EXPENSE, BOX, (("停车费", "60.00"),), other_side="周丽"),
    Voucher(1, Kind.INCOME, BANK, (("银行利息", "153.42"),), other_side="银行", fate="draft"),
    Voucher(1, Kind.EXPENSE, BOX, (("办公用品", "386.50"),), other_side="文具店", fate="void"),
)  # fmt: skip


def load() -> None:
    people = {u.username: u for u in User.objects.filter(username__in=("chuna", "caiwu"))}
    if len(people) < 2 or opening.closed():
        return
    accounts = {row[0]: _account(row) for row in ACCOUNTS}
    for row in ACCOUNTS:
        begun = Voucher(OPENED, Kind.OPENING, row[0], (("开账余额", row[6]),))
        _walk(begun, accounts, people)
    for voucher in VOUCHERS:
        _walk(voucher, accounts, people)


def _account(row: tuple[str, ...]) -> CashAccount:
    code, name, kind, bank, number, overdraft, _opening = row
    given = {"name": name, "kind": kind, "bank_name": bank, "account_number": number}
    given["overdraft"] = overdraft
    return CashAccount.objects.get_or_create(code=code, defaults=given)[0]


def account_of(code: str) -> CashAccount | None:
    """For other parts of the demo firm: with what they pay."""
    return CashAccount.objects.filter(code=code).first()


def _walk(
    voucher: Voucher, accounts: Mapping[str, CashAccount], people: Mapping[str, User]
) -> None:
    key = uuid.uuid5(KEY, f"{voucher.ago} {voucher.kind} {voucher.account} {voucher.fate}")
    if Document.objects.filter(key=key).exists():
        return
    day = timezone.localdate() - timedelta(days=voucher.ago)
    document = drafts.create(
        CASH_VOUCHER,
        actor=people["chuna"],
        key=key,
        head={"date": day},
        body={
            "kind": voucher.kind,
            "account": accounts[voucher.account],
            "to_account": accounts.get(voucher.to_account),
            "other_side": voucher.other_side,
        },
        lines=[
            {"purpose": purpose, "amount": Decimal(amount)} for purpose, amount in voucher.lines
        ],
        at=_at(day, 9),
        history=True,
    )
    for step, who, hour, reason in _steps(voucher.fate):
        at = _at(day, hour)
        engine.perform(document.pk, step, actor=people[who], at=at, on=day, reason=reason)


def _steps(fate: str) -> list[tuple[str, str, int, str]]:
    if fate == "void":
        return [("void", "chuna", 9, "重复录入")]
    steps = [
        ("submit", "chuna", 9, ""),
        ("approve", "caiwu", 15, ""),
        ("reverse", "caiwu", 16, "金额录错"),
    ]
    return steps[: ("draft", "submitted", "approved", "reversed").index(fate)]


def _at(day: date, hour: int) -> datetime:
    """Never later than now: the demo may be loaded before breakfast."""
    return min(timezone.make_aware(datetime.combine(day, time(hour))), timezone.now())
