"""Every model of purchasing, named once for the migrations."""

from purchasing.contract_booklet.models import ContractBooklet, ContractBookletLine
from purchasing.delay_notice.models import DelayNotice, DelayNoticeLine
from purchasing.invoice_handover.models import InvoiceHandover, InvoiceHandoverLine
from purchasing.meeting_sheet.models import (
    MeetingInvoice,
    MeetingOutcome,
    MeetingOwed,
    MeetingPaid,
    MeetingSheet,
    MeetingSheetLine,
)
from purchasing.order_change.models import OrderChange, OrderChangeLine
from purchasing.owed_invoices.models import InvoiceChase, InvoiceChaseReceipt
from purchasing.pickup_note.models import PickupNote, PickupNoteLine
from purchasing.purchase_order.chasing.models import ChaseCall, ChaseCallLine, ChaseReminder
from purchasing.purchase_order.models import PromiseChange, PurchaseOrder, PurchaseOrderLine
from purchasing.purchase_return.models import PurchaseReturn, PurchaseReturnLine
from purchasing.receipt.models import Receipt, ReceiptLine
from purchasing.supplier_invoice.models import SupplierInvoice, SupplierInvoiceLine
from purchasing.suppliers.models import LastPrice, PriceRecord, SupplierPrice

__all__ = [
    "ChaseCall",
    "ChaseCallLine",
    "ChaseReminder",
    "ContractBooklet",
    "ContractBookletLine",
    "DelayNotice",
    "DelayNoticeLine",
    "InvoiceChase",
    "InvoiceChaseReceipt",
    "InvoiceHandover",
    "InvoiceHandoverLine",
    "LastPrice",
    "MeetingInvoice",
    "MeetingOutcome",
    "MeetingOwed",
    "MeetingPaid",
    "MeetingSheet",
    "MeetingSheetLine",
    "OrderChange",
    "OrderChangeLine",
    "PickupNote",
    "PickupNoteLine",
    "PriceRecord",
    "PromiseChange",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseReturn",
    "PurchaseReturnLine",
    "Receipt",
    "ReceiptLine",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "SupplierPrice",
]
