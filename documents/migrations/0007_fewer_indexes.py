"""What is written most bears fewer indexes; rows that change with every paper have room."""

from django.db import migrations

from ui.schema import RoomForUpdates, WithoutIndexes


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_task_party")]

    operations = [
        WithoutIndexes(
            [
                ("chainstep", "document"),
                ("document", "party"),
                ("job", "owner"),
                ("jobmark", "job"),
                ("link", "source"),
                ("document", "maker"),
                ("event", "document"),
            ]
        ),
        RoomForUpdates(["numbercounter"]),
    ]
