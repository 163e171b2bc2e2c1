"""Where orders stand in the menu, with the words people bring from other systems."""

from django.utils.translation import gettext_lazy as _

from masterdata.roles import Role
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.delivery.flow import DELIVERY
from orders.in_times.access import READERS as IN_TIME_READERS
from orders.order_change.flow import SALES_ORDER_CHANGE
from orders.prices.rights import SEE_FLOORS, SEE_PRICE_LISTS
from orders.receivables.access import READERS as RECEIVABLE_READERS
from orders.sales_report.flow import SALES_REPORT
from orders.sales_return.flow import SALES_RETURN
from orders.stock_list.flow import STOCK_LIST
from ui.navigation import MenuItem, register_menu

ORDER_READERS = (*CUSTOMER_ORDER.makers, *CUSTOMER_ORDER.readers, Role.ADMINISTRATOR)
DELIVERY_ACTORS = {r for step in DELIVERY.steps if isinstance(step.by, tuple) for r in step.by}
DELIVERY_READERS = tuple(
    sorted({*DELIVERY.makers, *DELIVERY.readers, *DELIVERY_ACTORS, Role.ADMINISTRATOR})
)
RETURN_ACTORS = {r for step in SALES_RETURN.steps if isinstance(step.by, tuple) for r in step.by}
RETURN_READERS = tuple(
    sorted({*SALES_RETURN.makers, *SALES_RETURN.readers, *RETURN_ACTORS, Role.ADMINISTRATOR})
)
REPORT_READERS = tuple(sorted({*SALES_REPORT.makers, *SALES_REPORT.readers, Role.ADMINISTRATOR}))
LIST_READERS = tuple(sorted({*STOCK_LIST.makers, *STOCK_LIST.readers, Role.ADMINISTRATOR}))

ITEMS: list[MenuItem] = [
    MenuItem(
        _("Customer orders"),
        "customer_order_list",
        "file-earmark-text",
        ("销售订单", "客户订货单", "销货订单", "订货单", "跟单", "订单确认", "打款通知"),
        ORDER_READERS,
    ),
    MenuItem(
        _("Changes of customer orders"),
        "sales_order_change_list",
        "pencil-square",
        ("订单变更", "改单", "加单", "减单", "销售变更"),
        tuple(sorted({*SALES_ORDER_CHANGE.makers, *SALES_ORDER_CHANGE.readers})),
    ),
    MenuItem(
        _("Where each order stands"),
        "order_board",
        "kanban",
        ("订单跟踪", "订单进度", "环节", "订单看板", "交期跟踪"),
        ORDER_READERS,
    ),
    MenuItem(
        _("Short goods"),
        "order_allotting",
        "diagram-3",
        ("缺货分配", "缺货", "短缺分配", "分配", "主要客户优先"),
        ORDER_READERS,
    ),
    MenuItem(
        _("Deliveries"),
        "delivery_list",
        "truck",
        ("发货单", "送货单", "销售出库单", "出库申请", "备货", "装车", "签收", "出厂"),
        DELIVERY_READERS,
    ),
    MenuItem(
        _("Today's stops"),
        "delivery_stops",
        "geo-alt",
        ("今日送货", "送货任务", "司机签收", "代收货款", "我的送货"),
        (Role.DRIVER,),
        order=-1,
    ),
    MenuItem(
        _("Slips not back"),
        "delivery_slips",
        "file-earmark-x",
        ("未回单", "回单", "签收单", "回执"),
        DELIVERY_READERS,
    ),
    MenuItem(
        _("Shipments by region"),
        "delivery_digest",
        "megaphone",
        ("发货通报", "发货情况", "区域发货", "今日发货"),
        DELIVERY_READERS,
    ),
    MenuItem(
        _("Sales returns"),
        "sales_return_list",
        "arrow-return-left",
        ("退货申请", "退货单", "销售退货单", "销退", "退货核对", "客户退货"),
        RETURN_READERS,
    ),
    MenuItem(
        _("Three in-times"),
        "in_times",
        "stopwatch",
        ("三个及时", "及时率", "及时回复", "催办"),
        IN_TIME_READERS,
    ),
    MenuItem(
        _("Price lists"),
        "price_list_list",
        "tags",
        ("价格表", "客户价格体系", "等级价", "区域价格", "报价", "售价"),
        tuple(sorted(SEE_PRICE_LISTS)),
    ),
    MenuItem(
        _("Customer prices"),
        "customer_price_list",
        "person-check",
        ("客户专价", "协议价", "特价", "客户价格"),
        tuple(sorted(SEE_PRICE_LISTS)),
    ),
    MenuItem(
        _("Lowest prices of items"),
        "item_floor_list",
        "arrow-down-square",
        ("最低售价", "最低限价", "底价", "限价"),
        tuple(sorted(SEE_FLOORS)),
    ),
    MenuItem(
        _("Sales reports"),
        "sales_report_list",
        "journal-text",
        ("销售报表", "每日销售清单", "日报表", "旬报表", "月累总表", "月销售累总表", "销售日报"),
        REPORT_READERS,
    ),
    MenuItem(
        _("Finished-goods stock lists"),
        "stock_list_list",
        "card-checklist",
        ("成品库存单", "成品库存", "库存日报", "库存清单"),
        LIST_READERS,
    ),
    MenuItem(
        _("Late reports"),
        "late_reports",
        "calendar-x",
        ("迟报", "报表迟交", "未报", "报表及时率"),
        tuple(sorted({*REPORT_READERS, *LIST_READERS})),
    ),
]

RECEIVABLES: list[MenuItem] = [
    MenuItem(
        _("Chase list"),
        "debtors",
        "telephone-outbound",
        ("催款", "催收", "应收账款回收", "欠款", "逾期应收", "承诺付款", "账龄"),
        tuple(sorted(RECEIVABLE_READERS)),
    ),
    MenuItem(
        _("Sales ledger"),
        "sales_ledger",
        "book",
        ("销售台账", "客户台账", "台帐", "应收台账", "往来台账"),
        tuple(sorted(RECEIVABLE_READERS)),
    ),
    MenuItem(
        _("Credit limits and their use"),
        "credit_report",
        "shield-exclamation",
        ("信用额度", "赊销额度", "超额度", "客户信用", "授信"),
        tuple(sorted(RECEIVABLE_READERS)),
    ),
]

register_menu("sales", ITEMS)
register_menu("sales", RECEIVABLES)
