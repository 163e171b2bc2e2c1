"""The list of papers: tabs, what is in each, late ones, and what can be done with ticked ones."""

from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import statements
from documents.filters import ALL, DRAFTS, VIEWS, WAITING, filter_for, in_view
from documents.flow import CHAIN, MAKER, SYSTEM, DocumentType, Step
from documents.models import ApprovalRule, Document, Task
from documents.pages import print_choice
from documents.pages.declaration import DocumentPages
from documents.pages.doors import may_make, person, require_reader
from documents.visibility import sees_all, visible_to
from masterdata.models import User
from masterdata.roles import roles_of
from ui import prepared
from ui.htmx import wants_part
from ui.listing import Memory, in_force, listing
from ui.steady import Steady
from ui.values import present

# Conditions that people ask for again and again, and that hang on nothing but their value.
KEPT_BY = frozenset({"view", "state", "date", "party"})
RELATED = ("party", "handler", "maker", "approver")


@require_GET
def list_papers(request: HttpRequest, *, pages: DocumentPages) -> HttpResponse:
    require_reader(request, pages)
    user = person(request)
    filter_class = filter_of(pages)
    view = in_force(request, Memory.of(request), filter_class).get("view", ALL)
    return listing(
        request,
        queryset=source_of(pages, user=user, view=view),
        table_class=table_of(pages),
        filter_class=filter_class,
        title=pages.type.label,
        template=pages.template("list"),
        extra={} if wants_part(request) else _around(request, pages, view=view),
    )


def _around(request: HttpRequest, pages: DocumentPages, *, view: str) -> dict[str, Any]:
    """What stands around the table; a part of the page does without."""
    user = person(request)
    return {
        "type": pages.type,
        "tabs": _tabs(request, pages, view=view),
        "actions": _actions(pages, user),
        "batch_url": pages.url("batch"),
        "batch_actions": batch_actions(pages, user),
    }


# By which objects the declarations are, which are kept with it, and classes made for it once.
_filters: dict[tuple[int, int], tuple[DocumentPages, type[Any]]] = {}
_tables: dict[tuple[int, int], tuple[DocumentPages, type[Any]]] = {}


def filter_of(pages: DocumentPages) -> type[Any]:
    """The declared filter, told its type if it was not."""
    key = id(pages), id(pages.filter)
    if key not in _filters:
        is_told = getattr(pages.filter, "document_type", None) is pages.type
        told = pages.filter if is_told else filter_for(pages.type, pages.filter)
        _filters[key] = pages, told
    return _filters[key][1]


def table_of(pages: DocumentPages) -> type[Any]:
    """The declared table; its party is called what this paper calls it."""
    key = id(pages), id(pages.table)
    if key not in _tables:
        _tables[key] = pages, _table_of(pages)
    return _tables[key][1]


def _table_of(pages: DocumentPages) -> type[Any]:
    # The order of the columns stands in the Meta, which is not inherited by itself.
    parts = {
        "party_label": pages.type.party_label,
        "sees_prices": staticmethod(pages.sees_prices),
        "Meta": pages.table.Meta,
    }
    return type(pages.table.__name__, (pages.table,), parts)


def source_of(pages: DocumentPages, *, user: User, view: str) -> "Steady | QuerySet[Document]":
    """What the list shows; a kept query if what he sees of it hangs on his roles alone."""
    if not _hangs_on_roles(pages.type, user):
        return listed(pages, user=user)
    everybodys = view in (ALL, DRAFTS) and sees_all(user, pages.type)
    who = statements.laws() if everybodys else statements.who(user, on=timezone.localdate())
    key = ("list", pages.type.code, pages.table, who)
    return Steady(key, lambda: listed(pages, user=user), KEPT_BY)


def _hangs_on_roles(document_type: DocumentType, user: User) -> bool:
    """Of a type that is narrowed for some, what they see of it stands in the database and may be
    another at the next request; who is not narrowed sees all of it."""
    return document_type.narrowed is None or sees_all(user, document_type)


def listed(pages: DocumentPages, *, user: User) -> "QuerySet[Document]":
    """The visible papers of this type with everything that a row shows, in one query."""
    body = pages.type.body._meta.model_name or ""
    papers = visible_to(user, of=pages.type)
    papers = papers.select_related(*RELATED, body, *_relations_of(pages, body))
    return _annotated(papers, pages.type).order_by("-date", "-id")


def _relations_of(pages: DocumentPages, body: str) -> list[str]:
    """Relations of the body that some column of the table reads through."""
    found = set()
    for column in pages.table.base_columns.values():
        parts = str(column.accessor or "").replace(".", "__").split("__")
        if len(parts) > 2 and parts[0] == body:
            found.add("__".join(parts[:-1]))
    return sorted(found)


def _annotated(papers: "QuerySet[Document]", of: DocumentType) -> "QuerySet[Document]":
    """First item and number of lines by sub-select: no join multiplies or slows the rows."""
    now = present()
    overdue = Task.objects.filter(document=OuterRef("pk"), closed_at=None, due_at__lt=now)
    lines = of.line._default_manager.filter(body_id=OuterRef("pk")).order_by()
    count = lines.values("body_id").annotate(n=Count("pk")).values("n")
    papers = papers.annotate(
        is_late=Exists(overdue),
        line_count=Coalesce(Subquery(count, output_field=IntegerField()), 0),
    )
    names = {field.name for field in of.line._meta.get_fields()}
    if "item" not in names:
        return papers
    first = lines.order_by("line_no").values("item__name")[:1]
    return papers.annotate(first_item=Subquery(first, output_field=CharField()))


def _tabs(request: HttpRequest, pages: DocumentPages, *, view: str) -> list[dict[str, Any]]:
    user = person(request)
    waiting = _waiting(pages.type, user)
    return [
        {
            "label": label,
            "url": f"{request.path}?view={code}",
            "is_current": code == view,
            "count": waiting if code == WAITING else None,
        }
        for code, label in VIEWS
    ]


def _waiting(document_type: DocumentType, user: User) -> int:
    """How many papers of this type wait for him."""

    def papers() -> "QuerySet[Document, Any]":
        visible = visible_to(user, of=document_type)
        return in_view(visible, WAITING, user=user, of=document_type).order_by().values("pk")

    if not _hangs_on_roles(document_type, user):
        return papers().count()
    who = statements.who(user, on=timezone.localdate())
    return prepared.count(("waiting papers", document_type.code, who), papers)


def _actions(pages: DocumentPages, user: User) -> list[dict[str, Any]]:
    if not may_make(user, pages.type):
        return []
    new = {"label": _("New"), "url": pages.url("new"), "icon": "plus-lg", "tone": "primary"}
    found: list[dict[str, Any]] = [new | {"shortcut": "Ctrl+Alt+N"}]
    for pull in pages.pulls:
        url = pages.url_of_pull(pull)
        found.append({"label": pull.label, "url": url, "icon": "box-arrow-in-left"})
    return found


def batch_actions(pages: DocumentPages, user: User) -> list[dict[str, Any]]:
    """Steps this user may take on some paper, and printing; forms and reversals go singly."""
    found: list[dict[str, Any]] = []
    for step in batch_steps(pages.type, user):
        known = {each["code"] for each in found}
        if step.code not in known:
            found.append(
                {
                    "code": step.code,
                    "label": step.label,
                    "needs_reason": step.needs_reason,
                    "tone": tone_of(step),
                }
            )
    if pages.prints:
        url = pages.url("print_many")
        words = {"code": "print", "label": _("Print"), "icon": "printer"}
        usual = pages.prints[0]
        rules = print_choice.rules_for(pages, usual)
        lists = print_choice.fields_of(pages, usual, user=user, rules=rules)
        found.append(words | {"url": url, "new_tab": True, "lists": lists})
    return found


def batch_steps(document_type: DocumentType, user: User) -> list[Step]:
    signs = document_type.has_chain and _signs(document_type, user)
    return [
        step
        for step in document_type.steps
        if not step.form and not step.reverses and _is_his(step, document_type, user, signs=signs)
    ]


def _signs(document_type: DocumentType, user: User) -> bool:
    """Whether some desk of the type's chain is his by role."""
    code, roles = document_type.code, tuple(sorted(str(role) for role in roles_of(user)))

    def rules() -> "QuerySet[ApprovalRule, Any]":
        return ApprovalRule.objects.filter(type=code, role__in=roles).values("pk")[:1]

    return bool(prepared.rows(("signs", code, roles), rules))


def _is_his(step: Step, document_type: DocumentType, user: User, *, signs: bool) -> bool:
    if step.by is SYSTEM:
        return False
    if step.by is CHAIN:
        return signs
    if step.by is MAKER:
        return may_make(user, document_type)
    return isinstance(step.by, tuple) and bool(set(step.by) & roles_of(user))


def tone_of(step: Step) -> str:
    return {"danger": "bad"}.get(step.tone, step.tone)
