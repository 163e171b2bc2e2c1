"""The filter of a list of papers: what waits for me, dates, party, state, item, words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import tasks
from documents.flow import DocumentType
from documents.models import Document
from masterdata.models import Item, Party, User
from ui.filters import ChoiceFilter, FilterSet, LookupFilter, PeriodFilter, TextFilter

if TYPE_CHECKING:
    from django.http import HttpRequest

WAITING, MINE, DRAFTS, ALL = "waiting", "mine", "drafts", "all"
VIEWS = (
    (WAITING, _("Waits for me")),
    (DRAFTS, _("Drafts")),
    (MINE, _("Made by me")),
    (ALL, _("All")),
)
TEXT_FIELDS = ("number", "remark", "party__name", "party__code", "party__pinyin")


class DocumentFilter(FilterSet):
    """Every list finds papers containing an item; the first view is what waits for the user.

    A paper's own filter adds fields by lookups such as `receipt__warehouse`.
    """

    document_type: ClassVar[DocumentType]
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "item")

    view = ChoiceFilter(
        label=_("View"),
        choices=VIEWS,
        method="by_view",
        empty_label=None,
        widget=forms.HiddenInput,
    )
    date = PeriodFilter(field_name="date", label=_("Document date"))
    text = TextFilter(fields=TEXT_FIELDS, label=_("Number, party, remark"))
    party = LookupFilter(
        "party", queryset=Party.objects.all(), field_name="party", label=_("Party")
    )
    state = ChoiceFilter(field_name="state", label=_("State"), choices=())
    item = LookupFilter(
        "item", queryset=Item.objects.all(), method="by_item", label=_("Contains item")
    )
    handler = LookupFilter(
        "user", queryset=User.objects.all(), field_name="handler", label=_("Handler")
    )
    maker = LookupFilter("user", queryset=User.objects.all(), field_name="maker", label=_("Maker"))

    class Meta(FilterSet.Meta):
        model = Document
        fields: ClassVar[list[str]] = []

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"view": WAITING}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [(state.code, state.label) for state in self.document_type.states]
        self.filters["state"].extra["choices"] = codes
        if self.document_type.party_label and "party" in self.filters:
            self.filters["party"].label = self.document_type.party_label

    def by_view(
        self, documents: "QuerySet[Document]", name: str, value: str
    ) -> "QuerySet[Document]":
        return in_view(documents, value, user=person_of(self.request), of=self.document_type)

    def by_item(
        self, documents: "QuerySet[Document]", name: str, value: Item | None
    ) -> "QuerySet[Document]":
        if value is None:
            return documents
        lines = self.document_type.line._default_manager.filter(item=value)
        return documents.filter(pk__in=lines.order_by().values("body_id"))


def in_view(
    documents: "QuerySet[Document]", view: str, *, user: User, of: DocumentType
) -> "QuerySet[Document]":
    editable = [state.code for state in of.states if state.editable]
    if view == DRAFTS:
        return documents.filter(state__in=editable)
    if view == MINE:
        return documents.filter(maker=user)
    if view == WAITING:
        # One set of ids: an OR, even of sub-selects, would make the database read every paper.
        drafts = Document.objects.filter(type=of.code, maker=user, state__in=editable)
        waiting = tasks.tasks_of(user, now=timezone.now()).filter(document__type=of.code)
        ids = drafts.order_by().values("pk").union(waiting.order_by().values("document_id"))
        return documents.filter(pk__in=ids)
    return documents


def person_of(request: "HttpRequest | None") -> User:
    assert request is not None
    user = request.user
    assert isinstance(user, User)
    return user


def filter_for(
    document_type: DocumentType, base: type[DocumentFilter] = DocumentFilter
) -> type[DocumentFilter]:
    """The filter of a type, told its type; without `item` where its lines have none."""
    parts: dict[str, Any] = {"document_type": document_type}
    names = {field.name for field in document_type.line._meta.get_fields()}
    if "item" not in names:
        parts["item"] = None
        parts["more_filters"] = tuple(n for n in base.more_filters if n != "item")
    return type(f"{document_type.body.__name__}Filter", (base,), parts)
