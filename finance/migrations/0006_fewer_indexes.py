"""What is written most bears fewer indexes; rows that change with every paper have room."""

from django.db import migrations

from ui.schema import RoomForUpdates, WithoutIndexes


class Migration(migrations.Migration):
    dependencies = [("finance", "0005_frozen")]

    operations = [
        WithoutIndexes(
            [
                ("bankline", "account"),
                ("bankverification", "account"),
                ("cashhandoverline", "body"),
                ("cashvoucherline", "body"),
                ("openingbalanceline", "body"),
                ("payment", "line"),
                ("paymentrequestline", "body"),
                ("remittanceline", "body"),
                ("settlementline", "body"),
                ("statementline", "body"),
                ("supplierrow", "sheet"),
            ]
        ),
        RoomForUpdates(["partybalance", "cashbalance"]),
    ]
