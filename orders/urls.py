"""Addresses of orders: one line per paper."""

from django.urls import URLPattern, URLResolver, include, path

from orders.customer_order.allotting_pages import allotting_item, allotting_list
from orders.customer_order.board import order_board
from orders.customer_order.customer_box import customer_facts
from orders.customer_order.item_box import item_sheet
from orders.customer_order.pages import CUSTOMER_ORDER_PAGES
from orders.delivery.digest import digest
from orders.delivery.pages import DELIVERY_PAGES, missing_slips
from orders.driver import pages as driver
from orders.in_times.pages import in_times, in_times_record, in_times_urge
from orders.order_change.pages import CHANGE_PAGES
from orders.prices.pages import CUSTOMER_PRICES, ITEM_FLOORS, PRICE_LIST_LINES, PRICE_LISTS
from orders.prices.shown import sales_prices
from orders.receivables.urls import urls as receivables
from orders.report_desk.late_page import late_reports, punctuality
from orders.sales_report.pages import REPORT_PAGES
from orders.sales_report.pages import export as export_sales_report
from orders.sales_return.pages import RETURN_PAGES
from orders.stock_list.pages import LIST_PAGES
from orders.stock_list.pages import export as export_stock_list

urlpatterns: list[URLPattern | URLResolver] = [
    path("customer_order/allotting/", allotting_list, name="order_allotting"),
    path(
        "customer_order/allotting/<int:item_id>/<int:warehouse_id>/",
        allotting_item,
        name="order_allotting_item",
    ),
    path("customer_order/board/", order_board, name="order_board"),
    path("customer_order/customer/", customer_facts, name="customer_order_customer"),
    path("customer_order/item/", item_sheet, name="customer_order_item"),
    path("customer_order/", include(CUSTOMER_ORDER_PAGES.urls)),
    path("delivery/digest/", digest, name="delivery_digest"),
    path("delivery/slips/", missing_slips, name="delivery_slips"),
    path("delivery/stops/", driver.stops, name="delivery_stops"),
    path("delivery/stops/hand-over/", driver.hand_over, name="delivery_stops_hand_over"),
    path("delivery/stops/<int:pk>/", driver.stop, name="delivery_stop"),
    path("delivery/stops/<int:pk>/sign/", driver.sign, name="delivery_stop_sign"),
    path("delivery/stops/<int:pk>/install/", driver.install, name="delivery_stop_install"),
    path("delivery/", include(DELIVERY_PAGES.urls)),
    path("in_times/", in_times, name="in_times"),
    path("in_times/record/", in_times_record, name="in_times_record"),
    path("in_times/urge/", in_times_urge, name="in_times_urge"),
    path("order_change/", include(CHANGE_PAGES.urls)),
    path("prices/", sales_prices, name="sales_prices"),
    path("prices/lists/", include(PRICE_LISTS.urls)),
    path("prices/lines/", include(PRICE_LIST_LINES.urls)),
    path("prices/customers/", include(CUSTOMER_PRICES.urls)),
    path("prices/floors/", include(ITEM_FLOORS.urls)),
    path("sales_return/", include(RETURN_PAGES.urls)),
    path("receivables/", include(receivables)),
    path("reports/late/", late_reports, name="late_reports"),
    path("reports/punctuality/", punctuality, name="report_punctuality"),
    path(
        "sales_report/<int:pk>/report.xlsx",
        export_sales_report,
        {"pages": REPORT_PAGES},
        "sales_report_export",
    ),
    path("sales_report/", include(REPORT_PAGES.urls)),
    path(
        "stock_list/<int:pk>/list.xlsx",
        export_stock_list,
        {"pages": LIST_PAGES},
        "stock_list_export",
    ),
    path("stock_list/", include(LIST_PAGES.urls)),
]
