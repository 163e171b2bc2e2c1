"""What purchasing begins with: approval chains and number rules; seeding twice is seeding once."""

from decimal import Decimal

from django.db import transaction

from documents.models import ApprovalRule, NumberRule
from masterdata.roles import Role

MAJOR = Decimal(50_000)
CHAINS = (
    ("purchase_order", 10, Role.PURCHASING_MANAGER, Decimal(0)),
    ("purchase_order", 20, Role.GENERAL_MANAGER, MAJOR),
    ("order_change", 10, Role.PURCHASING_MANAGER, Decimal(0)),
    ("order_change", 20, Role.GENERAL_MANAGER, MAJOR),
    ("receipt", 10, Role.PURCHASING_MANAGER, Decimal(0)),
    ("purchase_return", 10, Role.PURCHASING_MANAGER, Decimal(0)),
)
NUMBERS = (
    ("purchase_order", "CG"),
    ("order_change", "CGBG"),
    ("receipt", "JH"),
    ("meeting_sheet", "ZH"),
    ("purchase_return", "TH"),
    ("supplier_invoice", "FP"),
    ("invoice_handover", "FPJJ"),
    ("delay_notice", "YW"),
    ("contract_booklet", "HTC"),
    ("pickup_note", "TD"),
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
                escalate_after_days=2 if role is Role.PURCHASING_MANAGER else None,
                escalate_to=Role.DEPUTY_GENERAL_MANAGER if role is Role.PURCHASING_MANAGER else "",
            )
            for code, position, role, amount in CHAINS
            if code not in known
        ]
    )
    for code, prefix in NUMBERS:
        NumberRule.objects.get_or_create(type=code, defaults={"prefix": prefix})
