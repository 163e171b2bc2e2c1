"""What a paper says about its own pages, and the registry by which anything finds them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import URLPattern, get_resolver, reverse

from documents.copies import Copy
from documents.filters import DocumentFilter
from documents.flow import DocumentType, Words
from documents.forms import HeadForm, LineForm
from documents.models import Document
from documents.tables import DocumentTable
from masterdata.fields import MoneyField, PriceField
from ui import addresses, rights
from ui.grid import Column
from ui.prints import A4, Paper

if TYPE_CHECKING:
    from masterdata.models import User

# `DocumentPages` has a field named `type`, which hides the builtin in its annotations.
TableClass = type[DocumentTable]
FilterClass = type[DocumentFilter]
HeadFormClass = type[HeadForm]
LineFormClass = type[LineForm]

PRICED = frozenset(
    {"total", "price", "discount", "net", "tax", "gross", "amount", "unit_cost", "typed_total"}
)


@dataclass(frozen=True)
class Printing:
    """One paper being printed: for whom, on which paper, for which time (2 and more: 补打).

    `copies` are all copies of the slip; `copy` is the one being drawn (counted from 1; 0 where the
    carbonless paper makes them all). `hide_prices` is already set for a copy without prices.
    `address` is where the paper is seen, in full, for a code that a phone reads.
    """

    body: Any
    user: "User"
    paper: Paper
    times: int = 1
    hide_prices: bool = False
    copies: tuple[Copy, ...] = ()
    copy: int = 0
    terms: str = ""
    subtotals_only: bool = False
    address: str = ""

    @property
    def rows(self) -> int:
        """Lines on a page; the settings of the type are already in the paper."""
        return self.paper.rows

    @property
    def document(self) -> Document:
        head: Document = self.body.head
        return head

    @property
    def lines(self) -> list[Any]:
        return list(self.body.lines.all())


@dataclass(frozen=True)
class Print:
    """One printed form. `slips(printing)` gives the slips as `templates/print/README.md` says
    (`documents.slips.slip` fills what all papers share); it is asked once for each copy drawn.

    `papers` are the sizes to choose from (`?paper=`), the first is the usual one; `states` limits
    when it may be printed (empty: always). `copies` is the usual set (联); an administrator may
    set another. With `copies` the print has settings of its own, and a choice of mode and copy.
    """

    code: str
    label: Words
    template: str
    slips: Callable[[Printing], Sequence[Mapping[str, Any]]]
    papers: tuple[Paper, ...] = (A4,)
    styles: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A box beside the paper: `context(body, user)` feeds the template; None leaves it out."""

    title: Words
    template: str
    context: Callable[[Any, Any], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Pulled:
    """What other papers give a new one: starting head, body and lines, and themselves."""

    head: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[Mapping[str, Any]] = ()
    sources: Sequence[Document] = ()


@dataclass(frozen=True)
class Pull:
    """选单 and 下推: a new paper from others of one type; a paper may have several pulls.

    `label` stands on the entry form ("From orders"), `push_label` on the source's page
    ("Receive goods"). `candidates(user)` are the papers to choose from; `take(documents, user)`
    computes the start of the new paper or raises Refused.
    """

    source_type: str
    label: Words
    push_label: Words
    candidates: Callable[["User"], "QuerySet[Document]"]
    take: Callable[[Sequence[Document], "User"], Pulled]


@dataclass(frozen=True)
class DocumentPages:
    """All pages of one paper.

    `pull` is what it can be made from; where there are several, or other apps name them, a function
    that gives all of them. `columns` is the entry grid; `shown` the lines on the paper's page and
    on the export's second sheet (the entry columns if empty). A shown column reads the attribute of
    its name, or the path in `formula` ("item.specification"). `facts(body, user)` adds head fields
    to the page as dicts of label and value; `told(body)` says of own columns by name how the page
    tells them: another label and value, None for not at all. `opens(user, document)` names the
    page to which the paper's number brings this user, where that is not the paper's own.
    `subject(body)` says in a few words what a paper without a party is about, for lists of what
    waits; `subject_with` are the records it reads.
    `templates` replaces list, form or detail by a page of the paper's own that extends it.
    """

    type: DocumentType
    table: TableClass = field(kw_only=True)
    filter: FilterClass = field(kw_only=True)
    head_form: HeadFormClass = field(kw_only=True)
    line_form: LineFormClass = field(kw_only=True)
    columns: tuple[Column, ...] = field(kw_only=True)
    shown: tuple[Column, ...] = field(default=(), kw_only=True)
    prints: tuple[Print, ...] = field(default=(), kw_only=True)
    panels: tuple[Panel, ...] = field(default=(), kw_only=True)
    pull: "Pull | Callable[[], Iterable[Pull]] | None" = field(default=None, kw_only=True)
    facts: Callable[[Any, Any], Iterable[Mapping[str, Any]]] | None = field(
        default=None, kw_only=True
    )
    told: Callable[[Any], Mapping[str, Mapping[str, Any] | None]] | None = field(
        default=None, kw_only=True
    )
    opens: Callable[["User", Document], str] | None = field(default=None, kw_only=True)
    subject: Callable[[Any], Words] | None = field(default=None, kw_only=True)
    subject_with: tuple[str, ...] = field(default=(), kw_only=True)
    templates: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    sees_prices: Callable[[Any], bool] = field(default=rights.may_see_prices, kw_only=True)

    def __post_init__(self) -> None:
        if _pages.get(self.type.code, self) != self:
            raise ValueError(f"{self.type.code} has two sets of pages")
        _pages[self.type.code] = self

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DocumentPages) and self.type is other.type

    @property
    def urls(self) -> list[URLPattern]:
        from documents.pages.addresses import urls

        return urls(self)

    def url(self, name: str, *args: object, **query: object) -> str:
        """`pages.url("edit", pk)`: the address of one of this paper's pages."""
        return reverse(f"{self.type.code}_{name}", args=args, query=query or None)

    def template(self, name: str) -> str:
        return self.templates.get(name, f"documents/{name}.html")

    @property
    def pulls(self) -> tuple[Pull, ...]:
        """Everything it can be made from; a function is asked late, when all apps are ready."""
        if self.pull is None:
            return ()
        return (self.pull,) if isinstance(self.pull, Pull) else tuple(self.pull())

    def pull_of(self, source_type: str) -> Pull | None:
        """The pull from papers of this type; without a type, the first one."""
        return next((p for p in self.pulls if source_type in ("", p.source_type)), None)

    def url_of_pull(self, pull: Pull) -> str:
        """Where the papers for it are chosen."""
        if pull.source_type == self.pulls[0].source_type:
            return self.url("pull")
        return self.url("pull_from", pull.source_type)

    def print_of(self, code: str) -> Print | None:
        return next((each for each in self.prints if each.code == code), None)

    @property
    def lines_shown(self) -> tuple[Column, ...]:
        return self.shown or self.columns

    @property
    def priced(self) -> frozenset[str]:
        """Names of fields that tell a price, of head or line, wherever they would be shown."""
        columns = {c.name for c in (*self.columns, *self.lines_shown) if c.priced}
        amounts = {
            field.name
            for model in (self.type.body, self.type.line)
            for field in model._meta.concrete_fields
            if isinstance(field, MoneyField | PriceField)
        }
        return PRICED | columns | amounts | frozenset(self.head_form.priced_fields)


_pages: dict[str, DocumentPages] = {}


def pages_of(document_type: DocumentType | str) -> DocumentPages | None:
    """The pages of a type; None if it has none. Pages are known once the addresses are loaded."""
    code = document_type if isinstance(document_type, str) else document_type.code
    if code not in _pages:
        _load_addresses()
    return _pages.get(code)


def _load_addresses() -> None:
    get_resolver().url_patterns  # noqa: B018  (reading it is what loads them)


def all_pages() -> tuple[DocumentPages, ...]:
    _load_addresses()
    return tuple(_pages[code] for code in sorted(_pages))


def url_for(document: Document) -> str:
    """Where this paper is seen; empty where its type has no pages."""
    return addresses.of_record(f"{document.type}_detail", document.pk)


def door_for(document: Document, user: "User") -> str:
    """Where the number of a paper brings this user: to its page, or to where he works on it."""
    pages = pages_of(document.type)
    own = pages.opens(user, document) if pages and pages.opens else ""
    return own or url_for(document)
