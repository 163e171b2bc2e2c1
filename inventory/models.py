"""Every model of the stores, named once."""

from inventory.demand.models import Demand
from inventory.opening_stock.models import OpeningStock, OpeningStockLine
from inventory.places.models import Bin, ItemPlace, Warehouse
from inventory.stock.models import StockBalance, StockCost, StockEntry
from inventory.transfer.models import Transfer, TransferLine

__all__ = [
    "Bin",
    "Demand",
    "ItemPlace",
    "OpeningStock",
    "OpeningStockLine",
    "StockBalance",
    "StockCost",
    "StockEntry",
    "Transfer",
    "TransferLine",
    "Warehouse",
]
