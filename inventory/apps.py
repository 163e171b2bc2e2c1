"""The inventory app: registers its ledger, its papers, its checks and its pages' parts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self) -> None:
        from documents import append_only
        from documents.ledgers import register_ledger
        from inventory import menu
        from inventory.opening_stock import flow  # noqa: F401
        from inventory.places import lookups as place_lookups
        from inventory.stock import checks, ledger, month
        from inventory.stock import lookups as stock_lookups
        from inventory.transfer import books as transfer_books
        from inventory.transfer import flow as transfer_flow  # noqa: F401
        from inventory.transfer import lookups as transfer_lookups
        from inventory.transfer import reactions as transfer_reactions  # noqa: F401

        append_only.register("inventory_stockentry")
        append_only.register_dated("inventory_stockentry", "on_date")
        register_ledger(ledger)
        checks.register()
        month.register()
        place_lookups.register()
        stock_lookups.register()
        transfer_books.register()
        transfer_lookups.register()
        menu.register()
