"""The entry form as a whole: head, lines and grid, blank or stored or as they were typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from documents import links
from documents.errors import Refused
from documents.flow import MAKER, Step
from documents.forms import HeadForm, Row
from documents.models import Document
from documents.pages.declaration import DocumentPages, Pulled
from documents.pages.doors import hides_prices, may_make, person
from documents.pages.grids import grid_of
from documents.pages.pulling import sources_shown
from documents.priced_forms import PricedLineForm, PricedLines
from masterdata.models import User
from masterdata.roles import roles_of
from ui.forged import log_forged
from ui.lines import LineFormSet, line_formset

PREFIX = "lines"


@dataclass
class Entry:
    """`start` and `lines` are what the form starts from; `document` is absent while it is new."""

    request: HttpRequest
    pages: DocumentPages
    start: Row
    lines: Sequence[Mapping[str, Any]]
    document: Document | None = None
    sources: Sequence[Document] = ()
    fresh: bool = False

    def __post_init__(self) -> None:
        sent = self.request.method == "POST" and not self.fresh
        data = self.request.POST if sent else None
        hidden = hides_prices(self.request)
        self.form: HeadForm = self.pages.head_form(
            data,
            self.request.FILES if sent else None,
            initial=self.start,
            user=person(self.request),
            document=self.document,
            hide_prices=hidden,
        )
        if self.pages.type.party_label and "party" in self.form.fields:
            self.form.fields["party"].label = str(self.pages.type.party_label)
        cells = _known_ids(data, self.lines) if data is not None else None
        form_kwargs = {"hide_prices": hidden}
        formset = formset_of(self.pages)
        self.formset = formset(cells, prefix=PREFIX, initial=self.lines, form_kwargs=form_kwargs)

    @classmethod
    def blank(
        cls, request: HttpRequest, pages: DocumentPages, *, pulled: Pulled, fresh: bool = False
    ) -> "Entry":
        """A new form; `fresh` where the request sent something else than this form."""
        start = pages.head_form.starting(pages.type, person(request))
        given = {name: value for name, value in pulled.head.items() if value not in (None, "")}
        start |= {**given, **pulled.body}
        return cls(request, pages, start, pulled.lines, sources=pulled.sources, fresh=fresh)

    @classmethod
    def stored(cls, request: HttpRequest, pages: DocumentPages, body: Any, **more: Any) -> "Entry":
        """The paper as it is, and `more` rows after its own."""
        lines: list[Mapping[str, Any]] = [pages.line_form.stored(x) for x in body.lines.all()]
        lines += more.pop("more", ())
        start = pages.head_form.stored(body)
        document: Document = body.head
        sources = links.sources_of(document)
        return cls(request, pages, start, lines, document=document, sources=sources, **more)

    # --- What was typed ------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Head and lines are both cleaned, so that all faults show at once."""
        self._note_forgeries()
        head, lines = self.form.is_valid(), self.formset.is_valid()
        return head and lines

    @property
    def head_row(self) -> Row:
        return self.form.head

    @property
    def body_row(self) -> Row:
        names = {field.name for field in self.pages.type.body._meta.concrete_fields} - {"head"}
        return {name: value for name, value in self.form.body.items() if name in names}

    @property
    def rows(self) -> list[Row]:
        """The lines as the model takes them; unknown cells of the form are for the form alone."""
        columns = self.pages.type.line._meta.concrete_fields
        names = {name for field in columns for name in (field.name, field.attname)}
        forms: Iterable[Any] = self.formset.forms
        made = [
            form.row(self.form) | {"id": int(pk) if pk else None}
            for form, pk in zip(forms, self.formset.ids, strict=True)
        ]
        finished = self.pages.line_form.finish(made, head=self.form)
        return [{n: value for n, value in row.items() if n in names} for row in finished]

    def remember(self) -> None:
        chosen = self.form.to_remember()
        user = person(self.request)
        key = f"last:{self.pages.type.code}"
        if chosen and user.preference(key, {}) != chosen:
            user.set_preference(key, chosen)

    def _note_forgeries(self) -> None:
        names = {*self.form.fields, *self.formset.form.base_fields}
        names |= {column.name for column in self.pages.columns}
        if hides_prices(self.request):
            names -= self.pages.priced
        log_forged(self.request, known=names, prefixes=(PREFIX,))

    # --- The page ------------------------------------------------------------------------------

    def page(
        self, *, status: int = 200, refused: Refused | None = None, **more: Any
    ) -> HttpResponse:
        """`more`: the one-time key of a new paper, or the version of a stored one."""
        if refused is not None:
            for sentence in (refused.sentence, *refused.details):
                self.form.add_error(None, str(sentence))
        context = self._context() | more
        return render(self.request, self.pages.template("form"), context, status=status)

    def _context(self) -> dict[str, Any]:
        pages, document, user = self.pages, self.document, person(self.request)
        state = document.state if document else pages.type.initial_states[0].code
        step = submit_step(pages, user, state=state)
        hide_prices = hides_prices(self.request)
        return {
            "title": _title(pages, document),
            "type": pages.type,
            "document": document,
            "state": pages.type.state(state) if document else None,
            "form": self.form,
            "wide_fields": self.form.wide_fields,
            "formset": self.formset,
            "grid": grid_of(self, hide_prices=hide_prices),
            "action_url": self.request.get_full_path(),
            "cancel_url": pages.url("detail", document.pk) if document else pages.url("list"),
            "submit_label": step.label if step else "",
            "may_save_new": may_make(user, pages.type),
            "sources": sources_shown(self.sources),
            "import_url": _import_url(pages, document),
            "pulls": _pulls(pages, document),
        }


def formset_of(pages: DocumentPages) -> type[LineFormSet]:
    form, most = pages.line_form, pages.type.most_lines
    if issubclass(form, PricedLineForm):
        return type(f"{form.__name__}Set", (PricedLines,), {"form": form, "max_rows": most})
    return line_formset(form, max_rows=most)


def _known_ids(data: Any, lines: Sequence[Mapping[str, Any]]) -> Any:
    """A line that somebody else deleted meanwhile comes back as a new one: nothing typed is lost.

    Ids of other papers' lines lose their id in the same way, so none can be reached by forging.
    """
    known = {str(line.get("id")) for line in lines if line.get("id")}
    copied = data.copy()
    for name in [n for n in data if n.startswith(f"{PREFIX}-") and n.endswith("-id")]:
        if copied[name] and copied[name] not in known:
            copied[name] = ""
    return copied


def submit_step(pages: DocumentPages, user: User, *, state: str) -> Step | None:
    """The first step onward from this state that the maker himself may take without a form."""
    for step in pages.type.steps_from(state):
        own = step.by is MAKER or (isinstance(step.by, tuple) and set(step.by) & roles_of(user))
        forward = step.target not in ("", state) and not step.backward and not step.needs_reason
        if own and forward and not step.form and not step.different_person:
            return step
    return None


def _title(pages: DocumentPages, document: Document | None) -> str:
    if document is None:
        return gettext("New %(type)s") % {"type": pages.type.label}
    return str(pages.type.label)


def _import_url(pages: DocumentPages, document: Document | None) -> str:
    if not pages.columns:
        return ""
    return pages.url("import_into", document.pk) if document else pages.url("import")


def _pulls(pages: DocumentPages, document: Document | None) -> list[dict[str, Any]]:
    """Only a new paper begins from others; a stored one has its lines already."""
    if document is not None:
        return []
    return [{"label": pull.label, "url": pages.url_of_pull(pull)} for pull in pages.pulls]
