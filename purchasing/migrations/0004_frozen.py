"""Triggers: what the content hash of a paper covers does not change while it stands (V13)."""

from django.db import migrations

from documents.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [
        ("purchasing", "0003_fewer_price_indexes"),
        ("documents", "0005_frozen"),
    ]

    operations = [
        Freeze(
            "purchasing_contractbooklet",
            "head_id",
            "head_id month",
        ),
        Freeze(
            "purchasing_contractbookletline",
            "body_id",
            "id body_id line_no kind order_id order_number contract_number signed_on supplier "
            "subject amount delivery_on fulfilment archive_place explanation",
        ),
        Freeze(
            "purchasing_delaynotice",
            "head_id",
            "head_id order_id origin",
        ),
        Freeze(
            "purchasing_delaynoticeline",
            "body_id",
            "id body_id line_no order_line_id item_id open_quantity contract_on promised_on "
            "reason measure customer_orders",
        ),
        Freeze(
            "purchasing_invoicehandover",
            "head_id",
            "head_id",
        ),
        Freeze(
            "purchasing_invoicehandoverline",
            "body_id",
            "id body_id line_no invoice_id sheets net tax gross",
        ),
        Freeze(
            "purchasing_meetingsheet",
            "head_id",
            "head_id week_on",
        ),
        Freeze(
            "purchasing_meetingsheetline",
            "body_id",
            "id body_id line_no party_id contract_number purpose planned_on amount priority "
            "method line_remark",
        ),
        Freeze(
            "purchasing_orderchange",
            "head_id",
            "head_id order_id reason",
        ),
        Freeze(
            "purchasing_orderchangeline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark order_line_id old_quantity old_price old_contract_on contract_on",
        ),
        Freeze(
            "purchasing_pickupnote",
            "head_id",
            "head_id way supplier_number came_by pickup_place",
        ),
        Freeze(
            "purchasing_pickupnoteline",
            "body_id",
            "id body_id line_no order_line_id item_id unit_id ratio_numerator ratio_denominator "
            "quantity base_quantity packages line_remark",
        ),
        Freeze(
            "purchasing_purchaseorder",
            "head_id",
            "head_id warehouse_id wanted_on payment_terms prepayment delivery_place "
            "price_includes_tax",
        ),
        Freeze(
            "purchasing_purchaseorderline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark brand need_on contract_on",
        ),
        Freeze(
            "purchasing_purchasereturn",
            "head_id",
            "head_id warehouse_id price_includes_tax reason no_receipt_reason carrier waybill "
            "packages",
        ),
        Freeze(
            "purchasing_purchasereturnline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark receipt_line_id reason outcome unbought_reason bin_id",
        ),
        Freeze(
            "purchasing_receipt",
            "head_id",
            "head_id warehouse_id arrived_at packages delivery_note deliverer pickup_note_id "
            "invoice_kind price_includes_tax no_order_reason",
        ),
        Freeze(
            "purchasing_receiptline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark order_line_id accepted rejected base_accepted reject_reason unpacked "
            "bin_id over_reason",
        ),
        Freeze(
            "purchasing_supplierinvoice",
            "head_id",
            "head_id invoice_kind code invoice_number invoice_date seller_tax_number check_code "
            "is_red blue_id paper_net paper_tax no_scan_reason settled_by",
        ),
        Freeze(
            "purchasing_supplierinvoiceline",
            "body_id",
            "id body_id line_no receipt_line_id item_id unit_id ratio_numerator ratio_denominator "
            "quantity base_quantity tax_rate net tax gross line_remark",
        ),
    ]
