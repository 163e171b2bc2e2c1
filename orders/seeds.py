"""What the sales side begins with: approval chains and number rules; twice is once."""

from decimal import Decimal

from django.db import transaction

from documents.models import ApprovalRule, NumberRule
from masterdata.roles import Role

LARGE = Decimal(100_000)
# From here on the regional manager signs a return beside the customer's sales representative.
LARGE_RETURN = Decimal(5_000)
# (type, position, role, from amount, or whenever)
CHAINS = (
    ("customer_order", 10, Role.REGIONAL_MANAGER, Decimal(0), ""),
    ("customer_order", 20, Role.SALES_DIRECTOR, LARGE, "special"),
    ("sales_order_change", 10, Role.REGIONAL_MANAGER, Decimal(0), ""),
    ("sales_order_change", 20, Role.SALES_DIRECTOR, LARGE, "over_credit"),
    ("sales_return", 10, Role.SALES_REP, Decimal(0), ""),
    ("sales_return", 20, Role.REGIONAL_MANAGER, LARGE_RETURN, ""),
)
# To whom a desk goes that has waited for two days.
SUPERIORS = {
    Role.SALES_REP: Role.REGIONAL_MANAGER,
    Role.REGIONAL_MANAGER: Role.DEPUTY_GENERAL_MANAGER,
}
NUMBERS = (
    ("customer_order", "KD"),
    ("delivery", "FH"),
    ("sales_order_change", "BG"),
    ("sales_return", "XT"),
    ("sales_report", "RB"),
    ("stock_list", "KC"),
)


@transaction.atomic
def seed() -> None:
    """A type that already has rules keeps them as the firm has set them."""
    known = set(ApprovalRule.objects.values_list("type", flat=True))
    ApprovalRule.objects.bulk_create(
        [
            ApprovalRule(
                type=code,
                position=position,
                role=role,
                from_amount=amount,
                condition=condition,
                escalate_after_days=2 if role in SUPERIORS else None,
                escalate_to=SUPERIORS.get(role, ""),
            )
            for code, position, role, amount, condition in CHAINS
            if code not in known
        ]
    )
    for code, prefix in NUMBERS:
        NumberRule.objects.get_or_create(type=code, defaults={"prefix": prefix})
