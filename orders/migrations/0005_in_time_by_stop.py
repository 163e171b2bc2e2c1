"""What was stopped today is found by an index: the managers' first screen read every clock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="intime",
            index=models.Index("stopped_at", name="in_time_by_stop"),
        ),
    ]
