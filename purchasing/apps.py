"""The purchasing app: registers its papers, what follows their steps, and its pages' parts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurchasingConfig(AppConfig):
    name = "purchasing"
    verbose_name = _("Purchasing")

    def ready(self) -> None:
        from documents import append_only
        from finance.settlement.prepayable import register_prepayable
        from purchasing import books, menu, payment_sources, reactions, statement_references  # noqa: F401
        from purchasing import paper_invoices as papers
        from purchasing.contract_booklet import duties as booklet_duties
        from purchasing.contract_booklet import flow as contract_booklet  # noqa: F401
        from purchasing.delay_notice import duties as notice_duties
        from purchasing.delay_notice import flow as delay_notice  # noqa: F401
        from purchasing.meeting_sheet import duties as meeting_duties
        from purchasing.meeting_sheet import flow as meeting_sheet  # noqa: F401
        from purchasing.order_change import flow as order_change  # noqa: F401
        from purchasing.pickup_note import flow as pickup_note  # noqa: F401
        from purchasing.purchase_order import flow as purchase_order  # noqa: F401
        from purchasing.purchase_order import from_demand
        from purchasing.purchase_order.chasing import duties as chase_duties
        from purchasing.purchase_return import flow as purchase_return  # noqa: F401
        from purchasing.receipt import flow as receipt  # noqa: F401
        from purchasing.supplier_invoice import flow as supplier_invoice  # noqa: F401
        from purchasing.suppliers import charts as price_charts

        for table in ("chasecall", "chasecallline", "chasereminder"):
            append_only.register(f"purchasing_{table}")
        register_prepayable("purchase_order", ("approved", "signed", "active", "completed"))
        payment_sources.register()
        papers.register()
        from_demand.register()
        statement_references.register()
        chase_duties.register()
        notice_duties.register()
        booklet_duties.register()
        meeting_duties.register()
        price_charts.register()
        self._register_lookups()

    def _register_lookups(self) -> None:
        """What forms look up, and what the sale may know of the goods that purchasing announces."""
        from inventory.places.announced import register_announcer
        from purchasing.pickup_note import lookups as note_lookups
        from purchasing.pickup_note import queries as note_queries
        from purchasing.purchase_order import lookups as order_lookups
        from purchasing.purchase_return import lookups as return_lookups
        from purchasing.supplier_invoice import lookups as invoice_lookups
        from purchasing.suppliers import lookups as price_lookups

        price_lookups.register()
        order_lookups.register()
        return_lookups.register()
        invoice_lookups.register()
        note_lookups.register()
        register_announcer(note_queries.waiting_for_delivery, note_queries.goods_of)
