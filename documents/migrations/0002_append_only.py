"""Triggers: what is only ever appended cannot be changed or deleted (I7)."""

from django.db import migrations

from documents import append_only


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        append_only.guard(table="documents_event"),
        append_only.guard(table="documents_periodevent"),
        append_only.guard(table="documents_comment"),
        append_only.guard(table="documents_operation"),
        append_only.guard(table="documents_attachment", mutable=("withdrawn_at",)),
        append_only.guard(table="documents_delegation", mutable=("ended_at",)),
    ]
