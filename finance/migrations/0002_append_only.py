"""Triggers: what is only ever appended cannot be changed or deleted (I7)."""

from django.db import migrations

from documents import append_only


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_initial")]

    operations = [
        append_only.guard(table="finance_openitem", mutable=("allocated",)),
        append_only.guard(table="finance_allocation"),
        append_only.guard(table="finance_cashentry"),
        append_only.guard(table="finance_monthfigures"),
    ]
