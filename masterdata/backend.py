"""Who is signed in: read at every request, so with his roles at once and by a kept query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import F, QuerySet

from masterdata.models import User
from masterdata.roles import know_roles
from ui import prepared
from ui.values import KEY, Given


class PeopleBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        found = prepared.rows("signed in", _with_groups, user=user_id)
        if not found or not self.user_can_authenticate(found[0]):
            return None
        person: User = found[0]
        know_roles(person, [row.held for row in found])
        return person


def _with_groups() -> QuerySet[User]:
    """One row a group, or one with none."""
    return User.objects.filter(pk=Given("user", KEY)).annotate(held=F("groups__name")).order_by()
