"""Every model of orders, named once for the migrations."""

from orders.customer_order.models import CallRecord, CustomerOrder, CustomerOrderLine, Sent
from orders.delivery.models import Delivery, DeliveryLine
from orders.in_times.models import InTime
from orders.order_change.models import SalesOrderChange, SalesOrderChangeLine
from orders.prices.models import (
    CustomerPrice,
    ItemFloor,
    LastSale,
    PriceList,
    PriceListLine,
    SaleRecord,
)
from orders.receivables.models import DebtJudgement, DebtTalk
from orders.sales_report.models import SalesReport, SalesReportLine
from orders.sales_return.models import ReturnMessage, SalesReturn, SalesReturnLine
from orders.stock_list.models import StockList, StockListLine

__all__ = [
    "CallRecord",
    "CustomerOrder",
    "CustomerOrderLine",
    "CustomerPrice",
    "DebtJudgement",
    "DebtTalk",
    "Delivery",
    "DeliveryLine",
    "InTime",
    "ItemFloor",
    "LastSale",
    "PriceList",
    "PriceListLine",
    "ReturnMessage",
    "SaleRecord",
    "SalesOrderChange",
    "SalesOrderChangeLine",
    "SalesReturn",
    "SalesReturnLine",
    "SalesReport",
    "SalesReportLine",
    "Sent",
    "StockList",
    "StockListLine",
]
