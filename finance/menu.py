"""What the money side puts into the menu, with the words people bring from other systems."""

from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.visibility import may_read
from finance.cash.access import READERS as CASH_READERS
from finance.cash_handover.drivers import READERS as OPEN_CASH_READERS
from finance.cash_handover.flow import CASH_HANDOVER
from finance.cash_voucher.flow import CASH_VOUCHER
from finance.opening_balance.flow import OPENING_BALANCE
from finance.parties.models import Side
from finance.parties.pages import ITEM_TITLES, READERS, TITLES
from finance.payment_request.flow import PAYMENT_REQUEST
from finance.remittance.bank_pages import READERS as BANK_LINE_READERS
from finance.remittance.customer_money import READERS as CUSTOMER_MONEY_READERS
from finance.remittance.flow import REMITTANCE
from finance.settlement.flow import SETTLEMENT
from finance.statement.flow import STATEMENT
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
    items.append(
        MenuItem(
            _("Customers' money"),
            "customer_money",
            "person-vcard",
            synonyms=("客户货款", "多付余款", "预收款", "余款", "分配货款"),
            roles=tuple(sorted(str(role) for role in CUSTOMER_MONEY_READERS)),
        )
    )
    items += _requests()
    papers = (
        (REMITTANCE, "piggy-bank"),
        (SETTLEMENT, "cash-coin"),
        (OPENING_BALANCE, "box-arrow-in-down"),
        (STATEMENT, "file-earmark-check"),
    )
    items += [_list_of(document_type, icon) for document_type, icon in papers]
    items += _cash()
    items += _drivers()
    register_menu("finance", items)


def _list_of(document_type: DocumentType, icon: str) -> MenuItem:
    return MenuItem(
        document_type.label,
        f"{document_type.code}_list",
        icon,
        synonyms=document_type.synonyms,
        may_see=lambda user: may_read(document_type, user),
    )


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


def _drivers() -> list[MenuItem]:
    """What drivers collected: the papers that bring it, and what is still out."""
    return [
        _list_of(CASH_HANDOVER, "truck"),
        MenuItem(
            _("Drivers' open cash"),
            "drivers_cash",
            "cash",
            synonyms=("司机未交款", "代收货款", "未交款"),
            roles=tuple(sorted(str(role) for role in OPEN_CASH_READERS)),
        ),
    ]


def _cash() -> list[MenuItem]:
    """The firm's own money: where it lies, what moved it, and the report of the day."""
    roles = tuple(sorted(str(role) for role in CASH_READERS))
    return [
        MenuItem(
            _("Cash and bank"),
            "cash_account_list",
            "bank",
            synonyms=("现金", "银行账户", "资金账户", "账户余额"),
            roles=roles,
        ),
        MenuItem(
            _("Journal"),
            "cash_journals",
            "journal-text",
            synonyms=("现金日记账", "银行日记账", "账户余额", "流水"),
            roles=roles,
        ),
        MenuItem(
            _("Bank lines"),
            "bank_line_list",
            "bank2",
            synonyms=("银行到账", "银行流水", "到账明细", "认款"),
            roles=tuple(sorted(str(role) for role in BANK_LINE_READERS)),
        ),
        MenuItem(
            CASH_VOUCHER.label,
            "cash_voucher_list",
            "cash-stack",
            synonyms=CASH_VOUCHER.synonyms,
            may_see=lambda user: may_read(CASH_VOUCHER, user),
        ),
        MenuItem(
            _("Daily cash report"),
            "cash_daily",
            "calendar2-day",
            synonyms=("资金日报", "出纳日报"),
            roles=roles,
        ),
    ]
