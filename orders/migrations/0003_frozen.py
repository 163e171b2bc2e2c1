"""Triggers: what the content hash of a paper covers does not change while it stands (V13)."""

from django.db import migrations

from documents.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_append_only"),
        ("documents", "0005_frozen"),
    ]

    operations = [
        Freeze(
            "orders_customerorder",
            "head_id",
            "head_id warehouse_id channel received_at customer_number wanted_on terms "
            "deposit_percent freight waiver price_includes_tax installation receiver phone fax "
            "address",
        ),
        Freeze(
            "orders_customerorderline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark colour size wanted_on price_source special_reason",
        ),
        Freeze(
            "orders_delivery",
            "head_id",
            "head_id warehouse_id receiver phone address price_includes_tax freight waiver cod "
            "installation pickup_note_id",
        ),
        Freeze(
            "orders_deliveryline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark order_line_id spare",
        ),
        Freeze(
            "orders_salesorderchange",
            "head_id",
            "head_id order_id reason",
        ),
        Freeze(
            "orders_salesorderchangeline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark order_line_id old_quantity old_price old_discount old_wanted_on "
            "wanted_on colour size closes price_source special_reason",
        ),
        Freeze(
            "orders_salesreport",
            "head_id",
            "head_id kind region_id day complaints exceptions",
        ),
        Freeze(
            "orders_salesreportline",
            "body_id",
            "id body_id line_no party_id note",
        ),
        Freeze(
            "orders_salesreturn",
            "head_id",
            "head_id warehouse_id price_includes_tax reason no_photo_reason contact phone",
        ),
        Freeze(
            "orders_salesreturnline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity price price_includes_tax discount tax_rate net tax gross is_gift "
            "line_remark delivery_line_id reason wish",
        ),
        Freeze(
            "orders_stocklist",
            "head_id",
            "head_id day",
        ),
        Freeze(
            "orders_stocklistline",
            "body_id",
            "id body_id line_no item_id note",
        ),
    ]
