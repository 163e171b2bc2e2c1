"""Addresses of the money side: payables, receivables, opening balances."""

from django.urls import include, path

from finance.bank_accounts import pages as bank_accounts
from finance.cash_handover.drivers import drivers_cash
from finance.cash_handover.pages import CASH_HANDOVER_URLS
from finance.cash_voucher.pages import CASH_VOUCHER_PAGES
from finance.closing.pages import closing_month
from finance.opening_balance.pages import OPENING_BALANCE_PAGES
from finance.parties.pages import PAYABLES, RECEIVABLES
from finance.payment_request.due_list import due_list, request_due
from finance.payment_request.pages import PAYMENT_REQUEST_PAGES
from finance.remittance.bank_pages import BANK_LINES
from finance.remittance.customer_money import customer_money, money_of_one
from finance.remittance.pages import REMITTANCE_URLS
from finance.settlement.pages import SETTLEMENT_URLS
from finance.statement.addresses import STATEMENT_URLS

urlpatterns = [
    path("payables/", include(PAYABLES.urls)),
    path("receivables/", include(RECEIVABLES.urls)),
    path("cash/", include("finance.cash.urls")),
    path("cash-vouchers/", include(CASH_VOUCHER_PAGES.urls)),
    path("cash-handovers/", include(CASH_HANDOVER_URLS)),
    path("drivers-cash/", drivers_cash, name="drivers_cash"),
    path("closing/<int:year>-<int:month>/", closing_month, name="closing_month"),
    path("opening-balances/", include(OPENING_BALANCE_PAGES.urls)),
    path("bank-accounts/", bank_accounts.bank_accounts, name="bank_accounts"),
    path("bank-accounts/verify/", bank_accounts.verify, name="bank_accounts_verify"),
    path("due/", due_list, name="payables_due"),
    path("due/request/", request_due, name="payables_due_request"),
    path("payment-requests/", include(PAYMENT_REQUEST_PAGES.urls)),
    path("bank-lines/", include(BANK_LINES.urls)),
    path("customer-money/", customer_money, name="customer_money"),
    path("customer-money/<int:pk>/", money_of_one, name="customer_money_of"),
    path("remittances/", include(REMITTANCE_URLS)),
    path("settlements/", include(SETTLEMENT_URLS)),
    path("statements/", include(STATEMENT_URLS)),
]
