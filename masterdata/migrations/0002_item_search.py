"""Indexes by which one item is found among hundreds of thousands, by a part of its name."""

from django.db import migrations

from masterdata import search_index


def create(_apps, editor):
    search_index.create(editor)


def drop(_apps, editor):
    search_index.drop(editor)


class Migration(migrations.Migration):
    dependencies = [("masterdata", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
