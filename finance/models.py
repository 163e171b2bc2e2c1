"""Every model of the money side, named once."""

from finance.bank_accounts.models import BankVerification
from finance.cash.models import CashAccount, CashBalance, CashEntry
from finance.cash_handover.models import CashHandover, CashHandoverLine
from finance.cash_voucher.models import CashVoucher, CashVoucherLine
from finance.closing.models import MonthFigures
from finance.opening_balance.models import OpeningBalance, OpeningBalanceLine
from finance.parties.models import Allocation, OpenItem, PartyBalance
from finance.payment_request.models import Payment, PaymentRequest, PaymentRequestLine
from finance.remittance.models import BankLine, Remittance, RemittanceLine
from finance.settlement.models import Settlement, SettlementLine
from finance.statement.models import Statement, StatementLine, SupplierRow, SupplierSheet

__all__ = [
    "Allocation",
    "BankLine",
    "BankVerification",
    "CashAccount",
    "CashBalance",
    "CashEntry",
    "CashHandover",
    "CashHandoverLine",
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
    "Remittance",
    "RemittanceLine",
    "Settlement",
    "SettlementLine",
    "Statement",
    "StatementLine",
    "SupplierRow",
    "SupplierSheet",
]
