"""Which papers a user may know of; every list, page, print and attachment asks here (V25)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from documents import approvals, registry
from documents.flow import DocumentType
from documents.models import ChainStep, Document
from masterdata.roles import Role, roles_of

if TYPE_CHECKING:
    from masterdata.models import User

EVERYWHERE = frozenset({Role.ADMINISTRATOR, Role.GENERAL_MANAGER, Role.DEPUTY_GENERAL_MANAGER})


def may_read(document_type: DocumentType, user: "User") -> bool:
    """Readers, makers, everyone who has a step in it, and those who see everything."""
    return _may_read(document_type, roles_of(user)) or _may_read(document_type, roles_seen(user))


def roles_seen(user: "User") -> frozenset[Role]:
    """Own roles and those of the people he deputises for today: a deputy must see what he signs."""
    standings = approvals.standings(user, on=timezone.localdate())
    return frozenset(role for standing in standings for role in standing.roles)


def _may_read(document_type: DocumentType, roles: Iterable[Role]) -> bool:
    acting = {r for step in document_type.steps if isinstance(step.by, tuple) for r in step.by}
    allowed = {*document_type.readers, *document_type.makers, *acting, *EVERYWHERE}
    return bool(allowed & set(roles)) or not document_type.readers


def readable_types(user: "User") -> list[DocumentType]:
    return _types_for(roles_seen(user))


def _types_for(roles: Iterable[Role]) -> list[DocumentType]:
    return [each for each in registry.all_types() if _may_read(each, roles)]


def visible_to(user: "User") -> QuerySet[Document]:
    """All papers of readable types, what he made, and what his desk had to decide."""
    seen = roles_seen(user)
    codes = [each.code for each in _types_for(seen)]
    roles = [str(role) for role in seen]
    his_desk = Q(role__in=roles) | Q(escalate_to__in=roles, escalated_at__isnull=False)
    decided = ChainStep.objects.filter(his_desk).exclude(document__type__in=codes)
    return Document.objects.filter(
        Q(type__in=codes) | Q(maker=user) | Q(pk__in=decided.values("document"))
    )
