"""Every model of the stores, named once."""

from inventory.opening_stock.models import OpeningStock, OpeningStockLine
from inventory.places.models import Bin, ItemPlace, Warehouse
from inventory.stock.models import StockBalance, StockCost, StockEntry

__all__ = [
    "Bin",
    "ItemPlace",
    "OpeningStock",
    "OpeningStockLine",
    "StockBalance",
    "StockCost",
    "StockEntry",
    "Warehouse",
]
