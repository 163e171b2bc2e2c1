"""The nouns that every paper cites: people, items, parties, money, quantities, working days."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MasterdataConfig(AppConfig):
    name = "masterdata"
    verbose_name = _("Master data")

    def ready(self) -> None:
        from masterdata import frame, lookups, menu, roles
        from masterdata.models import Company
        from ui import periods, rights

        rights.register_roles(roles.roles_of)
        rights.register_price_right(roles.may_see_purchase_prices)
        periods.register_closing_day(lambda: Company.current().month_closing_day)
        lookups.register()
        menu.register()
        frame.register()
        # Not a domain event: the groups of the roles are part of the schema, as permissions are.
        post_migrate.connect(make_groups, sender=self, dispatch_uid="masterdata.make_groups")


def make_groups(using: str = "default", **_kwargs: Any) -> None:
    from django.contrib.auth.models import Group

    from masterdata.roles import Role

    known = set(Group.objects.using(using).values_list("name", flat=True))
    missing = [Group(name=role.value) for role in Role if role.value not in known]
    Group.objects.using(using).bulk_create(missing)
