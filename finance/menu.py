"""What the money side puts into the menu, with the words people bring from other systems."""

from django.utils.translation import gettext_lazy as _

from documents.visibility import may_read
from finance.opening_balance.flow import OPENING_BALANCE
from finance.parties.models import Side
from finance.parties.pages import ITEM_TITLES, READERS, TITLES
from finance.payment_request.flow import PAYMENT_REQUEST
from finance.settlement.flow import SETTLEMENT
from ui.navigation import MenuItem, register_menu

SYNONYMS = {
    Side.PAYABLE: ("应付账款", "欠款", "账龄", "供应商往来"),
    Side.RECEIVABLE: ("应收账款", "欠款", "账龄", "客户往来"),
}


def register() -> None:
    items = []
    for side in Side:
        roles = tuple(sorted(str(role) for role in READERS[side]))
        items += [
            MenuItem(
                TITLES[side], f"{side.value}_list", "wallet2", synonyms=SYNONYMS[side], roles=roles
            ),
            MenuItem(
                ITEM_TITLES[side],
                f"{side.value}_items",
                "list-check",
                synonyms=(_("Open items"),),
                roles=roles,
            ),
        ]
    items += _requests()
    items.append(
        MenuItem(
            SETTLEMENT.label,
            "settlement_list",
            "cash-coin",
            synonyms=SETTLEMENT.synonyms,
            may_see=lambda user: may_read(SETTLEMENT, user),
        )
    )
    items.append(
        MenuItem(
            OPENING_BALANCE.label,
            "opening_balance_list",
            "box-arrow-in-down",
            synonyms=OPENING_BALANCE.synonyms,
            may_see=lambda user: may_read(OPENING_BALANCE, user),
        )
    )
    register_menu("finance", items)


def _requests() -> list[MenuItem]:
    """What falls due, what is asked to be paid, and to which accounts."""
    payables = tuple(sorted(str(role) for role in READERS[Side.PAYABLE]))
    return [
        MenuItem(
            _("Payables falling due"),
            "payables_due",
            "calendar-event",
            synonyms=("到期应付", "用款计划", "批量付款申请"),
            roles=payables,
        ),
        MenuItem(
            PAYMENT_REQUEST.label,
            "payment_request_list",
            "send",
            synonyms=PAYMENT_REQUEST.synonyms,
            may_see=lambda user: may_read(PAYMENT_REQUEST, user),
        ),
        MenuItem(
            _("Suppliers' bank accounts"),
            "bank_accounts",
            "shield-check",
            synonyms=("银行账户核实", "供应商账号"),
            roles=payables,
        ),
    ]
