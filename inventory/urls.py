"""Addresses of the stores: stock, places, opening stock."""

from django.urls import include, path

from inventory.demand import pages as demand
from inventory.opening_stock.closing import opening_close
from inventory.opening_stock.pages import OPENING_STOCK_PAGES
from inventory.places.pages import BINS, ITEM_PLACES, WAREHOUSES
from inventory.stock import pages as stock
from inventory.transfer.pages import TRANSFER_PAGES

urlpatterns = [
    path("stock/", stock.stock_list, name="stock_list"),
    path("stock/bins/", stock.stock_bins, name="stock_bins"),
    path("stock/<int:pk>/", stock.stock_card, name="stock_card"),
    path("demand/", demand.demand_list, name="demand_list"),
    path("demand/<int:pk>/", demand.demand_item, name="demand_item"),
    path("warehouses/", include(WAREHOUSES.urls)),
    path("bins/", include(BINS.urls)),
    path("usual-bins/", include(ITEM_PLACES.urls)),
    path("transfers/", include(TRANSFER_PAGES.urls)),
    path("opening-stock/", include(OPENING_STOCK_PAGES.urls)),
    path("opening/", opening_close, name="opening_close"),
]
