"""Which papers a user may know of; every list, page, print and attachment asks here (V25)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from documents import approvals, registry
from documents.flow import DocumentType
from documents.models import ChainStep, Document, Task
from masterdata.once import once
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
    return not document_type.readers or not _allowed(document_type).isdisjoint(roles)


# By which object the law is, which is kept with it; laws do not change while the program runs.
_known: dict[int, tuple[DocumentType, frozenset[Role]]] = {}


def _allowed(document_type: DocumentType) -> frozenset[Role]:
    known = _known.get(id(document_type))
    if known is None:
        acting = {r for step in document_type.steps if isinstance(step.by, tuple) for r in step.by}
        everybody = {*document_type.readers, *document_type.makers, *acting, *EVERYWHERE}
        known = _known[id(document_type)] = document_type, frozenset(everybody)
    return known[1]


def readable_types(user: "User") -> list[DocumentType]:
    return _types_for(roles_seen(user))


def _types_for(roles: Iterable[Role]) -> list[DocumentType]:
    return [each for each in registry.all_types() if _may_read(each, roles)]


def visible_to(user: "User", *, of: DocumentType | None = None) -> QuerySet[Document]:
    """All papers of readable types, what he made, what his desk had to decide, and what was
    passed on to him because it is late. Of some types a role sees only what concerns it.

    `of` asks for one type. Who may read all of it is asked nothing else: what is seen besides
    would make the database look at every paper.
    """
    if of is not None and sees_all(user, of):
        return Document.objects.filter(type=of.code)
    seen = roles_seen(user)
    some = _narrowed(user, seen)
    codes = [each.code for each in _types_for(seen) if each.code not in some]
    if of is not None:
        papers = Document.objects.filter(type=of.code)
        return papers if of.code in codes else _visible(user, seen, codes, some) & papers
    return _visible(user, seen, codes, some)


def visible_bodies(user: "User", of: DocumentType) -> QuerySet[Any]:
    """Of the papers of one type that he may see; of who sees them all nothing is asked."""
    bodies: QuerySet[Any] = of.body._default_manager.all()
    return bodies if sees_all(user, of) else bodies.filter(head__in=visible_to(user, of=of))


def sees_all(user: "User", document_type: DocumentType) -> bool:
    """Whether he may read every paper of this type, and that by his roles alone."""
    seen = roles_seen(user)
    if not _may_read(document_type, seen):
        return False
    return document_type.narrowed is None or document_type.code not in _narrowed(user, seen)


def _visible(
    user: "User", seen: frozenset[Role], codes: list[str], some: dict[str, Q]
) -> QuerySet[Document]:
    roles = [str(role) for role in seen]
    his_desk = Q(role__in=roles) | Q(escalate_to__in=roles, escalated_at__isnull=False)
    decided = ChainStep.objects.filter(his_desk).exclude(document__type__in=codes)
    to_him = Q(escalated_person=user) | Q(escalated_to__in=roles)
    passed_on = Task.objects.filter(to_him, closed_at__isnull=True, escalated_at__isnull=False)
    late = passed_on.filter(document__isnull=False)
    concerning = Q(pk__in=[])
    for code, condition in some.items():
        concerning |= Q(type=code) & condition
    return Document.objects.filter(
        Q(type__in=codes)
        | concerning
        | Q(maker=user)
        | Q(pk__in=decided.values("document"))
        | Q(pk__in=late.exclude(document__type__in=codes).values("document"))
    )


def _narrowed(user: "User", roles: frozenset[Role]) -> dict[str, Q]:
    """By type, what of it this user sees, where that is not all of it."""
    if roles & EVERYWHERE:
        return {}
    return once(("narrowed", user.pk, roles), lambda: _narrowed_types(user, roles))


def _narrowed_types(user: "User", roles: frozenset[Role]) -> dict[str, Q]:
    types = [
        each
        for each in _types_for(roles)
        if each.narrowed is not None and each.narrowed([user.pk], roles) is not None
    ]
    if not types:
        return {}
    standings = approvals.standings(user, on=timezone.localdate())
    people = {user.pk, *(s.acting_for.pk for s in standings if s.acting_for is not None)}
    return {each.code: each.narrowed(people, roles) for each in types if each.narrowed}
