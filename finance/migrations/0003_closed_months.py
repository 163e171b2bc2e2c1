"""Triggers: no entry is dated in a closed month (V19)."""

from django.db import migrations

from documents import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0002_append_only"),
        ("documents", "0002_append_only"),
    ]

    operations = [
        append_only.guard_month(table="finance_openitem", column="on_date"),
        append_only.guard_month(table="finance_allocation", column="on_date"),
        append_only.guard_month(table="finance_cashentry", column="on_date"),
    ]
