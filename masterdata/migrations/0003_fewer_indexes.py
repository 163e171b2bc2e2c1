"""What is written most bears fewer indexes; rows that change with every paper have room."""

from django.db import migrations

from ui.schema import WithoutIndexes


class Migration(migrations.Migration):
    dependencies = [("masterdata", "0002_item_search")]

    operations = [
        WithoutIndexes(
            [
                ("bankaccount", "party"),
                ("packunit", "item"),
                ("preference", "user"),
            ]
        ),
    ]
