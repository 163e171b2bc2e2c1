"""A person by his id, as steps need one whom nothing has loaded yet."""

from typing import Any

from masterdata.models import User
from masterdata.once import once
from ui.prepared import Prepared
from ui.values import KEY


def person(pk: int) -> User:
    """Asked once while a page or step lasts."""
    found: User | None = once(("person", pk), lambda: _by_id.first(pk))
    if found is None:
        raise User.DoesNotExist
    return found


_by_id: Prepared[Any] = Prepared(lambda pk: User.objects.filter(pk=pk), KEY)
