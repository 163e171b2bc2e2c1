"""选单: choose the papers that a new one is made from; only those that this user may see."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from documents.errors import Refused
from documents.filters import ALL
from documents.models import Document
from documents.pages.declaration import DocumentPages, Pull, Pulled, pages_of
from documents.pages.doors import person, require_maker
from documents.pages.lists import filter_of, listed, table_of
from documents.pages.steps import posted_ids
from documents.visibility import visible_to
from ui.ids import ids_in
from ui.listing import listing

MOST_SOURCES = 50


def pulled_for(request: HttpRequest, pages: DocumentPages) -> Pulled:
    """What `?from=` asks for; nothing where nothing is asked."""
    if not request.GET.get("from"):
        return Pulled()
    if not pages.pulls:
        raise Http404
    ids = list(dict.fromkeys(ids_in(request.GET, "from")))[:MOST_SOURCES]
    user = person(request)
    pull = _pull_of(ids, pages)
    candidates = pull.candidates(user).filter(pk__in=ids, type=pull.source_type)
    papers = candidates.filter(pk__in=visible_to(user).values("pk")).order_by("pk")
    found = list(papers.select_related("party", "handler"))
    if not found or len(found) < len(ids):
        raise Refused(
            _("One of the chosen documents has nothing left to take, or is not open to you.")
        )
    return pull.take(found, user)


def _pull_of(ids: list[int], pages: DocumentPages) -> Pull:
    """The pull that these papers are meant for: it goes by the type of the first that has one."""
    types = Document.objects.filter(pk__in=ids).order_by("pk").values_list("type", flat=True)
    found = (pages.pull_of(code) for code in types)
    return next((pull for pull in found if pull is not None), pages.pulls[0])


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, *, pages: DocumentPages, source_type: str = "") -> HttpResponse:
    """The papers to choose from, as a list of their own type with tick boxes."""
    require_maker(request, pages)
    pull = pages.pull_of(source_type)
    source = pages_of(pull.source_type) if pull else None
    if pull is None or source is None:
        raise Http404
    if request.method == "POST":
        return _take(request, pages)
    user = person(request)
    papers = listed(source, user=user)
    papers = papers.filter(pk__in=pull.candidates(user).order_by().values("pk"))
    return listing(
        request,
        queryset=papers,
        table_class=table_of(source),
        filter_class=_without_views(filter_of(source)),
        title=pull.label,
        template="documents/list.html",
        extra={
            "type": source.type,
            "batch_url": request.path,
            "batch_actions": [
                {"code": "take", "label": _("Take the ticked ones"), "tone": "primary"}
            ],
            "note": _("Tick the documents and take them; those with nothing left are not listed."),
        },
    )


def _without_views(filter_class: type[Any]) -> type[Any]:
    """Here everything that can be taken is shown, whoever it waits for."""
    parts = {"defaults": classmethod(lambda cls, user: {"view": ALL})}
    return type(filter_class.__name__, (filter_class,), parts)


def _take(request: HttpRequest, pages: DocumentPages) -> HttpResponse:
    ids = posted_ids(request)[:MOST_SOURCES]
    if not ids:
        messages.error(request, gettext("Tick at least one document."))
        return redirect(request.path)
    url = pages.url("new", **{"from": ",".join(map(str, ids))})
    return HttpResponseRedirect(url)


def sources_shown(papers: Any) -> list[dict[str, str]]:
    from documents.pages.declaration import url_for

    return [{"number": p.number, "url": url_for(p)} for p in papers if isinstance(p, Document)]
