"""Addresses of purchasing: one line per paper."""

from django.urls import include, path

from purchasing.delay_notice.compliance import compliance
from purchasing.delay_notice.pages import NOTICE_PAGES
from purchasing.order_change.pages import CHANGE_PAGES
from purchasing.purchase_order.chasing.pages import chase_call, chase_list
from purchasing.purchase_order.pages import ORDER_PAGES
from purchasing.purchase_return.pages import RETURN_PAGES
from purchasing.receipt.pages import RECEIPT_PAGES, arrival
from purchasing.suppliers.pages import PRICE_PAGES, prices

urlpatterns = [
    path("chasing/", chase_list, name="chase_list"),
    path("chasing/call/", chase_call, name="chase_call"),
    path("delay_notice/compliance/", compliance, name="delay_notice_compliance"),
    path("delay_notice/", include(NOTICE_PAGES.urls)),
    path("purchase_order/", include(ORDER_PAGES.urls)),
    path("order_change/", include(CHANGE_PAGES.urls)),
    path("receipt/arrival/", arrival, name="receipt_arrival"),
    path("receipt/", include(RECEIPT_PAGES.urls)),
    path("purchase_return/", include(RETURN_PAGES.urls)),
    path("supplier_prices/", include(PRICE_PAGES.urls)),
    path("prices/", prices, name="purchase_prices"),
]
