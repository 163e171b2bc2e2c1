"""Where purchasing stands in the menu, with the words people bring from other systems."""

from django.utils.translation import gettext_lazy as _

from masterdata.roles import Role, may_see_purchase_prices
from ui.navigation import MenuItem, register_menu

READERS = (
    Role.PURCHASER,
    Role.PURCHASING_MANAGER,
    Role.DEPUTY_GENERAL_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ACCOUNTANT,
    Role.STOREKEEPER,
    Role.WAREHOUSE_SUPERVISOR,
    Role.PLANNER,
    Role.INSPECTOR,
    Role.ADMINISTRATOR,
)
OFFICE = (
    Role.PURCHASER,
    Role.PURCHASING_MANAGER,
    Role.DEPUTY_GENERAL_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ACCOUNTANT,
    Role.ADMINISTRATOR,
)

TOLD_OF_DELAYS = (
    Role.PURCHASER,
    Role.PURCHASING_MANAGER,
    Role.ORDER_CLERK,
    Role.SALES_REP,
    Role.REGIONAL_MANAGER,
    Role.SALES_DIRECTOR,
    Role.CUSTOMER_SERVICE,
    Role.PLANNER,
    Role.DEPUTY_GENERAL_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ADMINISTRATOR,
)

TOLD_OF_NOTES = (
    *READERS,
    Role.ORDER_CLERK,
    Role.BILLING_CLERK,
    Role.SALES_REP,
    Role.REGIONAL_MANAGER,
    Role.SALES_DIRECTOR,
    Role.CUSTOMER_SERVICE,
    Role.DRIVER,
)

register_menu(
    "purchasing",
    [
        MenuItem(
            _("Purchase orders"),
            "purchase_order_list",
            "file-earmark-text",
            ("采购订单", "购货订单", "采购合同", "购销合同"),
            READERS,
        ),
        MenuItem(
            _("Pick-up notes"),
            "pickup_note_list",
            "truck-front",
            ("提货单", "提单", "直发", "转发"),
            TOLD_OF_NOTES,
        ),
        MenuItem(
            _("Chasing deliveries"),
            "chase_list",
            "telephone",
            ("跟催", "催货", "逾交", "交期跟踪"),
            READERS,
        ),
        MenuItem(
            _("Delay notices"),
            "delay_notice_list",
            "calendar-x",
            ("延误通知", "延期通知", "交期延误"),
            TOLD_OF_DELAYS,
        ),
        MenuItem(
            _("Receipts"),
            "receipt_list",
            "box-arrow-in-down",
            ("采购入库单", "入库单", "购货单", "收货单"),
            (*READERS, Role.CASHIER),
        ),
        MenuItem(
            _("Purchase returns"),
            "purchase_return_list",
            "box-arrow-up",
            ("进货退货", "采购退货单", "退供单", "红字入库单", "购货退货单"),
            (*READERS, Role.CASHIER),
        ),
        MenuItem(
            _("Owed invoices"),
            "owed_invoices",
            "hourglass-split",
            ("欠票", "催票", "未到票", "暂估"),
            (*OFFICE, Role.CASHIER),
            may_see_purchase_prices,
        ),
        MenuItem(
            _("Supplier invoices"),
            "supplier_invoice_list",
            "receipt",
            ("进项发票", "采购发票", "收票", "发票"),
            (*OFFICE, Role.CASHIER),
            may_see_purchase_prices,
        ),
        MenuItem(
            _("Register of booked invoices"),
            "invoice_register",
            "journal-check",
            ("税票登记", "进项税", "抵扣", "认证"),
            (*OFFICE, Role.CASHIER),
            may_see_purchase_prices,
        ),
        MenuItem(
            _("Invoice hand-over"),
            "invoice_handover_list",
            "box-arrow-in-right",
            ("发票交接单", "票据移交单", "发票签收", "交票"),
            (*OFFICE, Role.CASHIER),
            may_see_purchase_prices,
        ),
        MenuItem(
            _("Missing invoices"),
            "missing_invoices",
            "file-earmark-x",
            ("缺失发票", "丢失发票", "缺票"),
            (*OFFICE, Role.CASHIER),
            may_see_purchase_prices,
        ),
        MenuItem(
            _("Goods arrived"),
            "receipt_arrival",
            "truck",
            ("到货登记", "到货单", "收货登记"),
            (
                Role.STOREKEEPER,
                Role.WAREHOUSE_SUPERVISOR,
                Role.PURCHASER,
                Role.PURCHASING_MANAGER,
            ),
        ),
        MenuItem(
            _("Order changes"), "order_change_list", "pencil-square", ("采购变更", "变更单"), OFFICE
        ),
        MenuItem(
            _("Weekly meeting sheets"),
            "meeting_sheet_list",
            "calendar-week",
            ("周例会", "例会表", "用款计划", "资金计划"),
            (*OFFICE, Role.CASHIER),
        ),
        MenuItem(
            _("Contract booklets"),
            "contract_booklet_list",
            "journal-text",
            ("合同编号清册", "合同清册", "合同目录", "合同存档"),
            OFFICE,
        ),
        MenuItem(
            _("Purchase statistics"),
            "purchases_by_supplier",
            "bar-chart",
            ("采购统计", "采购汇总", "采购报表", "采购分析"),
            OFFICE,
            may_see_purchase_prices,
        ),
        MenuItem(
            _("Supplier prices"),
            "supplier_price_list",
            "tags",
            ("供应商价格", "进货价", "价格表"),
            OFFICE,
            may_see_purchase_prices,
        ),
    ],
)
