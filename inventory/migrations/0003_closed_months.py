"""Triggers: no entry is dated in a closed month (V19)."""

from django.db import migrations

from documents import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0002_append_only"),
        ("documents", "0002_append_only"),
    ]

    operations = [
        append_only.guard_month(table="inventory_stockentry", column="on_date"),
    ]
