"""What the money side begins with: approval chains and number rules; twice is once."""

from decimal import Decimal

from django.db import transaction

from documents.models import ApprovalRule, NumberRule
from masterdata.roles import Role

# The deputy general manager signs every request himself, so it does not fall to him before.
CHAINS = (
    ("payment_request", 10, Role.PURCHASING_MANAGER),
    ("payment_request", 20, Role.DEPUTY_GENERAL_MANAGER),
)
NUMBERS = (
    ("opening_balance", "QM"),
    ("cash_voucher", "ZJ"),
    ("payment_request", "SQ"),
    ("settlement", "JS"),
    ("statement", "DZ"),
)


@transaction.atomic
def seed() -> None:
    """A type that already has rules keeps them as the firm has set them."""
    known = set(ApprovalRule.objects.values_list("type", flat=True))
    ApprovalRule.objects.bulk_create(
        [
            ApprovalRule(type=code, position=position, role=role, from_amount=Decimal(0))
            for code, position, role in CHAINS
            if code not in known
        ]
    )
    for code, prefix in NUMBERS:
        NumberRule.objects.get_or_create(type=code, defaults={"prefix": prefix})
