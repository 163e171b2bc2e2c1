"""The orders app: registers its papers, what follows their steps, and its pages' parts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from orders import menu, payable_orders, reactions  # noqa: F401

        payable_orders.register()
        self._orders()
        self._deliveries()
        self._registers()

    def _orders(self) -> None:
        from documents import approvals
        from orders.customer_order import flow as customer_order  # noqa: F401
        from orders.customer_order import registering as order_registering
        from orders.in_times import registering as in_times
        from orders.order_change import checks as change_checks
        from orders.order_change import flow as order_change  # noqa: F401
        from orders.order_change import lookups as change_lookups
        from orders.prices import books as price_books
        from orders.prices import lookups as price_lookups

        approvals.register_condition(
            "sales_order_change",
            "over_credit",
            _("Over credit"),
            change_checks.needs_director,
        )
        order_registering.register()
        in_times.register()
        change_lookups.register()
        price_books.register()
        price_lookups.register()

    def _deliveries(self) -> None:
        from documents import inbox
        from orders.delivery import (
            books,
            cash_source,
            digest_mail,
            lookups,
            notices,
            statement_goods,
        )
        from orders.delivery import flow as delivery  # noqa: F401
        from orders.delivery import reactions as delivery_reactions  # noqa: F401
        from orders.sales_return import flow as sales_return  # noqa: F401
        from orders.sales_return import reactions as sales_return_reactions  # noqa: F401
        from orders.sales_return import registering as sales_return_registering

        cash_source.register()
        inbox.register_own_page(notices.ROAD, notices.stop_of)
        books.register()
        lookups.register()
        statement_goods.register()
        digest_mail.register()
        sales_return_registering.register()

    def _registers(self) -> None:
        from orders.receivables import registering as receivables
        from orders.report_desk import home as daily_home
        from orders.sales_report import duties as report_duties
        from orders.sales_report import flow as sales_report  # noqa: F401
        from orders.stock_list import duties as list_duties
        from orders.stock_list import flow as stock_list  # noqa: F401

        receivables.register()
        daily_home.register()
        report_duties.register()
        list_duties.register()
