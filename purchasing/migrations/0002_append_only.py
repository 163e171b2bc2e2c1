"""Triggers: what is only ever appended cannot be changed or deleted (I7)."""

from django.db import migrations

from documents import append_only


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0001_initial")]

    operations = [
        append_only.guard(table="purchasing_chasecall"),
        append_only.guard(table="purchasing_chasecallline"),
        append_only.guard(table="purchasing_chasereminder"),
        append_only.guard(table="purchasing_invoicechase"),
        append_only.guard(table="purchasing_invoicechasereceipt"),
    ]
