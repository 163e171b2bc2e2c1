"""What is written most bears fewer indexes; rows that change with every paper have room."""

from django.db import migrations

from ui.schema import RoomForUpdates, WithoutIndexes


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_frozen")]

    operations = [
        WithoutIndexes(
            [
                ("bin", "warehouse"),
                ("demand", "document"),
                ("itemplace", "item"),
                ("openingstockline", "body"),
                ("transferline", "body"),
                ("transferline", "item"),
            ]
        ),
        RoomForUpdates(["stockbalance", "stockcost"]),
    ]
