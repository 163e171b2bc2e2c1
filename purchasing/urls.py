"""Addresses of purchasing: one line per paper."""

from django.urls import include, path

from purchasing.contract_booklet.pages import BOOKLET_PAGES
from purchasing.delay_notice.compliance import compliance
from purchasing.delay_notice.pages import NOTICE_PAGES
from purchasing.invoice_handover.missing import missing_invoices
from purchasing.invoice_handover.pages import HANDOVER_PAGES
from purchasing.meeting_sheet.pages import SHEET_PAGES
from purchasing.meeting_sheet.pages import export as export_meeting_sheet
from purchasing.meeting_sheet.pages import propose as propose_meeting_plan
from purchasing.order_change.pages import CHANGE_PAGES
from purchasing.owed_invoices.pages import (
    chase_log,
    invoice_chase,
    owed_by_supplier,
    owed_invoices,
)
from purchasing.pickup_note.pages import PICKUP_PAGES
from purchasing.purchase_order.chasing.pages import chase_call, chase_list
from purchasing.purchase_order.demand_pages import order_from_demand
from purchasing.purchase_order.pages import ORDER_PAGES
from purchasing.purchase_return.pages import RETURN_PAGES
from purchasing.receipt.pages import RECEIPT_PAGES, arrival
from purchasing.reports.pages import urls as report_urls
from purchasing.supplier_invoice.pages import INVOICE_PAGES
from purchasing.supplier_invoice.registers import tax_register
from purchasing.suppliers.pages import PRICE_PAGES, prices

urlpatterns = [
    path("chasing/", chase_list, name="chase_list"),
    path("chasing/call/", chase_call, name="chase_call"),
    path("delay_notice/compliance/", compliance, name="delay_notice_compliance"),
    path("delay_notice/", include(NOTICE_PAGES.urls)),
    path("contract_booklet/", include(BOOKLET_PAGES.urls)),
    path("pickup_note/", include(PICKUP_PAGES.urls)),
    path("purchase_order/from_demand/", order_from_demand, name="purchase_order_from_demand"),
    path("purchase_order/", include(ORDER_PAGES.urls)),
    path(
        "meeting_sheet/<int:pk>/sheet.xlsx",
        export_meeting_sheet,
        {"pages": SHEET_PAGES},
        "meeting_sheet_export",
    ),
    path(
        "meeting_sheet/<int:pk>/propose/",
        propose_meeting_plan,
        {"pages": SHEET_PAGES},
        "meeting_sheet_propose",
    ),
    path("meeting_sheet/", include(SHEET_PAGES.urls)),
    path("order_change/", include(CHANGE_PAGES.urls)),
    path("receipt/arrival/", arrival, name="receipt_arrival"),
    path("receipt/", include(RECEIPT_PAGES.urls)),
    path("purchase_return/", include(RETURN_PAGES.urls)),
    path("reports/", include(report_urls)),
    path("supplier_invoice/register/", tax_register, name="invoice_register"),
    path("supplier_invoice/", include(INVOICE_PAGES.urls)),
    path("invoice_handover/missing/", missing_invoices, name="missing_invoices"),
    path("invoice_handover/", include(HANDOVER_PAGES.urls)),
    path("owed_invoices/", owed_invoices, name="owed_invoices"),
    path("owed_invoices/suppliers/", owed_by_supplier, name="owed_by_supplier"),
    path("owed_invoices/log/", chase_log, name="invoice_chase_log"),
    path("owed_invoices/chase/", invoice_chase, name="invoice_chase"),
    path("supplier_prices/", include(PRICE_PAGES.urls)),
    path("prices/", prices, name="purchase_prices"),
]
