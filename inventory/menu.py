"""What the stores put into the menu, with the words people bring from other systems."""

from django.utils.translation import gettext_lazy as _

from documents.opening import CLOSERS
from documents.visibility import may_read
from inventory.demand.readers import READERS
from inventory.opening_stock.flow import OPENING_STOCK
from inventory.transfer.flow import TRANSFER
from ui.navigation import MenuItem, register_menu

STORES = (
    MenuItem(
        _("Stock list"),
        "stock_list",
        "boxes",
        synonyms=("库存查询", "现存量", "成品库存单", "库存卡片", "商品收发明细"),
    ),
    MenuItem(_("Stock by bin"), "stock_bins", "grid-3x3", synonyms=("储位", "库位", "仓位")),
    MenuItem(
        _("Missing goods"),
        "demand_list",
        "cart-x",
        synonyms=("缺货需求", "缺料", "采购需求", "欠货"),
        roles=tuple(str(role) for role in READERS),
    ),
    MenuItem(
        TRANSFER.label,
        "transfer_list",
        "arrow-left-right",
        synonyms=TRANSFER.synonyms,
        may_see=lambda user: may_read(TRANSFER, user),
    ),
    MenuItem(
        OPENING_STOCK.label,
        "opening_stock_list",
        "box-arrow-in-down",
        synonyms=OPENING_STOCK.synonyms,
        may_see=lambda user: may_read(OPENING_STOCK, user),
    ),
)
AFTER_WHAT_LIES_THERE = 10
PLACES = (
    MenuItem(
        _("Warehouses"),
        "warehouse_list",
        "house",
        synonyms=("仓库",),
        order=AFTER_WHAT_LIES_THERE,
    ),
    MenuItem(
        _("Bins"),
        "bin_list",
        "grid",
        synonyms=("储位", "库位", "仓位"),
        order=AFTER_WHAT_LIES_THERE,
    ),
    MenuItem(
        _("Usual bins"),
        "item_place_list",
        "pin-map",
        synonyms=("默认储位",),
        order=AFTER_WHAT_LIES_THERE,
    ),
)
OPENING = MenuItem(
    _("Opening of the books"),
    "opening_close",
    "lock",
    synonyms=("开账", "期初建账"),
    roles=tuple(str(role) for role in CLOSERS),
)


def register() -> None:
    register_menu("warehouse", STORES)
    register_menu("masterdata", PLACES)
    register_menu("settings", [OPENING])
