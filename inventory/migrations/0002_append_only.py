"""Triggers: what is only ever appended cannot be changed or deleted (I7)."""

from django.db import migrations

from documents import append_only


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        append_only.guard(table="inventory_stockentry"),
    ]
