"""Triggers: what is only ever appended cannot be changed or deleted (I7)."""

from django.db import migrations

from documents import append_only


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        append_only.guard(table="orders_callrecord"),
        append_only.guard(table="orders_sent"),
        append_only.guard(
            table="orders_intime",
            mutable=("stopped_at", "stopped_by_id", "minutes", "escalated_at"),
        ),
        append_only.guard(table="orders_returnmessage"),
        append_only.guard(table="orders_debttalk"),
        append_only.guard(table="orders_debtjudgement"),
    ]
