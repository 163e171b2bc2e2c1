"""Triggers: what the content hash of a paper covers does not change while it stands (V13)."""

from django.db import migrations

from documents.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_seals"),
    ]

    operations = [
        Freeze(
            "documents_attachment",
            "document_id",
            "withdrawn_at",
        ),
        Freeze(
            "documents_document",
            "id",
            "id type number maker_id date party_id handler_id total remark",
        ),
    ]
