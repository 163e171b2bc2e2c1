"""`python -m proving.outside.firm small|demo`: tables with their triggers, and a firm in them."""

import sys

import django


def tables() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    from documents import triggers

    MigrationRecorder(connection).ensure_schema()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    call_command("migrate", run_syncdb=True, verbosity=0)
    if MigrationLoader(None).unmigrated_apps & {"documents"}:
        triggers.install(connection)


def small() -> None:
    """A person for each role, named after it, and what a receipt needs."""
    from decimal import Decimal

    from finance import seeds as money
    from masterdata.roles import Role
    from masterdata.seeds import seed_basics
    from purchasing import seeds
    from tests import factories

    seed_basics()
    seeds.seed()
    money.seed()
    for role in Role:
        factories.user(role, username=role.value, name=str(role.label))
    factories.warehouse("main")
    for supplier in SUPPLIERS:
        factories.supplier(supplier)
    for item in ITEMS:
        factories.item(item, tax_rate=Decimal(13))


def papers() -> None:
    """The small firm, and one paper of every type."""
    from documents import registry
    from tests.bad_input import firm

    small()
    firm.build()
    assert registry.all_types()


def demo() -> None:
    from django.core.management import call_command

    call_command("load_demo", verbosity=0)


SUPPLIERS = ("甲厂", "乙厂")
ITEMS = ("螺丝", "合页", "拉手", "木板", "油漆", "纸箱")
FIRMS = {"small": small, "papers": papers, "demo": demo}

if __name__ == "__main__":
    django.setup()
    tables()
    FIRMS[sys.argv[1]]()
