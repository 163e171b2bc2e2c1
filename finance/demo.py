"""The demo firm's debts when its books were opened, through their real steps; twice is once."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from documents import drafts, engine, opening
from finance import demo_cash, seeds
from finance.opening_balance.flow import OPENING_BALANCE
from finance.parties.models import Side
from masterdata.models import Party, User

KEY = uuid.UUID("2b6f9a52-7f0e-4c2e-8f55-52c5a1f3d9e7")
# Party, amount (− is paid in advance), days from today until it is due.
OWED = (
    ("GY001", "12680.50", 12),
    ("GY002", "38450.00", -9),
    ("GY004", "56200.00", 25),
    ("GY006", "23100.00", -41),
    ("GY008", "18760.80", 5),
    ("GY009", "-10000.00", None),
    ("GY011", "4320.00", -3),
)
OWING = (
    ("KH001", "86400.00", 18),
    ("KH002", "45230.00", -14),
    ("KH004", "-8000.00", None),
    ("KH006", "128000.00", 30),
    ("GY012", "6500.00", 10),
)
OPENED = 60


def load() -> None:
    seeds.seed()
    demo_cash.load()
    maker, approver = (User.objects.filter(username=name).first() for name in ("admin", "caiwu"))
    if maker is None or approver is None or opening.closed():
        return
    lines = [
        row
        for side, debts in ((Side.PAYABLE, OWED), (Side.RECEIVABLE, OWING))
        for code, amount, days in debts
        for row in _line(side, code, Decimal(amount), days=days)
    ]
    if not lines:
        return
    opened_on = timezone.localdate() - timedelta(days=OPENED)
    opened_at = timezone.make_aware(datetime.combine(opened_on, time(9)))
    document = drafts.create(
        OPENING_BALANCE,
        actor=maker,
        key=KEY,
        head={"date": opened_on, "remark": "开账"},
        body={},
        lines=lines,
        at=opened_at,
        history=True,
    )
    if document.state == "draft":
        engine.perform(document.pk, "approve", actor=approver, at=opened_at)


def _line(side: Side, code: str, amount: Decimal, *, days: int | None) -> list[dict[str, object]]:
    """Nothing for a party that this firm does not have."""
    party = Party.objects.filter(code=code).first()
    due_on: date | None = None if days is None else timezone.localdate() + timedelta(days=days)
    row = {
        "side": side,
        "party": party,
        "amount": amount,
        "due_on": due_on,
        "reference": "旧账结转",
    }
    return [row] if party else []
