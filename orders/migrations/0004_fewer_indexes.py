"""What is written most bears fewer indexes; rows that change with every paper have room."""

from django.db import migrations

from ui.schema import RoomForUpdates, WithoutIndexes


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_frozen")]

    operations = [
        WithoutIndexes(
            [
                ("customerorderline", "body"),
                ("customerprice", "item"),
                ("customerprice", "party"),
                ("debtjudgement", "item"),
                ("debttalk", "party"),
                ("deliveryline", "body"),
                ("lastsale", "party"),
                ("pricelistline", "item"),
                ("pricelistline", "price_list"),
                ("salerecord", "document"),
                ("salerecord", "item"),
                ("salesorderchangeline", "body"),
                ("salesreportline", "body"),
                ("salesreturnline", "body"),
                ("stocklistline", "body"),
                ("callrecord", "order"),
                ("intime", "person"),
                ("returnmessage", "sales_return"),
                ("sent", "order"),
            ]
        ),
        RoomForUpdates(["lastsale"]),
    ]
