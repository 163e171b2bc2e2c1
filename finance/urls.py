"""Addresses of the money side: payables, receivables, opening balances."""

from django.urls import include, path

from finance.opening_balance.pages import OPENING_BALANCE_PAGES
from finance.parties.pages import PAYABLES, RECEIVABLES
from finance.payment_request.pages import PAYMENT_REQUEST_PAGES
from finance.settlement.pages import SETTLEMENT_URLS

urlpatterns = [
    path("payables/", include(PAYABLES.urls)),
    path("receivables/", include(RECEIVABLES.urls)),
    path("opening-balances/", include(OPENING_BALANCE_PAGES.urls)),
    path("payment-requests/", include(PAYMENT_REQUEST_PAGES.urls)),
    path("settlements/", include(SETTLEMENT_URLS)),
]
