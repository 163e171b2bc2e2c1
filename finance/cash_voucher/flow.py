"""The law of cash vouchers: the cashier makes them, the accountant approves, then money moved."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import opening
from documents.errors import Refused
from documents.flow import (
    MAKER,
    DocumentType,
    State,
    Step,
    WorkingDays,
    rejection,
    reversal,
    voiding,
)
from documents.registry import register
from finance.cash.ledger import Cash
from finance.cash_voucher import checks
from finance.cash_voucher.models import CashVoucher, CashVoucherLine, Kind
from masterdata.models import User
from masterdata.roles import Role

MAKERS = (Role.CASHIER,)
APPROVERS = (Role.ACCOUNTANT,)
READY = (
    checks.has_lines,
    checks.accounts_are_in_use,
    checks.other_side_is_named,
    checks.books_are_opening,
    checks.opened_once,
)


def money(body: CashVoucher, lines: Sequence[CashVoucherLine]) -> Iterator[Cash]:
    """In, out, or out of one account and into the other; one row for every purpose."""
    first = -1 if body.kind in (Kind.EXPENSE, Kind.TRANSFER) else 1
    for line in lines:
        yield _movement(body, line, account_id=body.account_id, sign=first)
        if body.to_account_id is not None:
            yield _movement(body, line, account_id=body.to_account_id, sign=1)


def _movement(body: CashVoucher, line: CashVoucherLine, *, account_id: int, sign: int) -> Cash:
    return Cash(account_id, sign * line.amount, line.line_no, line.purpose, body.head.party_id)


def opened_only_once(body: CashVoucher, actor: User, _data: Mapping[str, Any]) -> None:
    """Under the lock: two papers approved at once must not both open the same account."""
    if body.kind != Kind.OPENING:
        return
    opening.hold_open()
    refusal = checks.opened_once(body, actor)
    if refusal:
        raise Refused(refusal)


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="F7",
        task=_("Finish the cash voucher and submit it"),
    ),
    State(
        "submitted",
        _("Awaiting approval"),
        tone="warning",
        waits_for=APPROVERS,
        due=WorkingDays(1),
        rule="F7",
        task=_("Check and approve the cash voucher"),
    ),
    State("approved", _("Approved"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step("submit", _("Submit"), "draft", "submitted", by=MAKERS, guards=READY),
    Step("withdraw", _("Withdraw"), "submitted", "draft", by=MAKER, tone="secondary"),
    Step(
        "approve",
        _("Approve"),
        "submitted",
        "approved",
        by=APPROVERS,
        guards=READY,
        effect=opened_only_once,
        posts=money,
        four_eyes=True,
        tone="good",
    ),
    rejection("submitted", by=APPROVERS),
    reversal(
        "approved",
        by=(Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER),
        guards=(checks.books_are_opening,),
    ),
    voiding(("draft", "submitted"), by=(*MAKERS, Role.DEPUTY_GENERAL_MANAGER)),
)

CASH_VOUCHER = register(
    DocumentType(
        code="cash_voucher",
        label=_("Cash voucher"),
        prefix="ZJ",
        body=CashVoucher,
        line=CashVoucherLine,
        makers=MAKERS,
        readers=(
            Role.ACCOUNTANT,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
            Role.ADMINISTRATOR,
        ),
        synonyms=("收款单", "收款收据", "收据", "付款单", "费用单", "转账单", "其他收支"),
        states=STATES,
        steps=STEPS,
    )
)
