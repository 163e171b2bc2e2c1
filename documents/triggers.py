"""All triggers at once: for tables made without migrations, and for whoever tampers with them."""

from django.db.backends.base.base import BaseDatabaseWrapper

from documents import append_only, frozen


def install(connection: BaseDatabaseWrapper) -> None:
    append_only.install(connection)
    frozen.install(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    append_only.remove(connection)
    frozen.remove(connection)
