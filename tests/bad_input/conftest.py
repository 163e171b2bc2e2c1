"""The firm is built once per module inside a transaction; each case is undone after it."""

from tests.bad_input.fixtures import _django_db_helper, boss, firm

__all__ = ["_django_db_helper", "boss", "firm"]
