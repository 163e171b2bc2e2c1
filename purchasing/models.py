"""Every model of purchasing, named once for the migrations."""

from purchasing.order_change.models import OrderChange, OrderChangeLine
from purchasing.purchase_order.models import PromiseChange, PurchaseOrder, PurchaseOrderLine
from purchasing.receipt.models import Receipt, ReceiptLine
from purchasing.suppliers.models import LastPrice, PriceRecord, SupplierPrice

__all__ = [
    "LastPrice",
    "OrderChange",
    "OrderChangeLine",
    "PriceRecord",
    "PromiseChange",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Receipt",
    "ReceiptLine",
    "SupplierPrice",
]
