"""Every model of the money side, named once."""

from finance.bank_accounts.models import BankVerification
from finance.cash.models import CashAccount, CashBalance, CashEntry
from finance.cash_voucher.models import CashVoucher, CashVoucherLine
from finance.closing.models import MonthFigures
from finance.opening_balance.models import OpeningBalance, OpeningBalanceLine
from finance.parties.models import Allocation, OpenItem, PartyBalance
from finance.payment_request.models import Payment, PaymentRequest, PaymentRequestLine
from finance.settlement.models import Settlement, SettlementLine
from finance.statement.models import Statement, StatementLine, SupplierRow, SupplierSheet

__all__ = [
    "Allocation",
    "BankVerification",
    "CashAccount",
    "CashBalance",
    "CashEntry",
    "CashVoucher",
    "CashVoucherLine",
    "MonthFigures",
    "OpenItem",
    "OpeningBalance",
    "OpeningBalanceLine",
    "PartyBalance",
    "Payment",
    "PaymentRequest",
    "PaymentRequestLine",
    "Settlement",
    "SettlementLine",
    "Statement",
    "StatementLine",
    "SupplierRow",
    "SupplierSheet",
]
