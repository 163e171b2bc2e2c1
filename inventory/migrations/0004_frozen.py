"""Triggers: what the content hash of a paper covers does not change while it stands (V13)."""

from django.db import migrations

from documents.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0003_closed_months"),
        ("documents", "0005_frozen"),
    ]

    operations = [
        Freeze(
            "inventory_openingstock",
            "head_id",
            "head_id warehouse_id",
        ),
        Freeze(
            "inventory_openingstockline",
            "body_id",
            "id body_id line_no item_id bin_id quantity unit_cost amount",
        ),
        Freeze(
            "inventory_transfer",
            "head_id",
            "head_id from_warehouse_id to_warehouse_id reason for_document_id wanted_on",
        ),
        Freeze(
            "inventory_transferline",
            "body_id",
            "id body_id line_no item_id unit_id ratio_numerator ratio_denominator quantity "
            "base_quantity from_bin_id to_bin_id line_remark",
        ),
    ]
