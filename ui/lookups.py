"""One search behind every look-up box: by code, barcode, name, pinyin; other apps add columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from ui import addresses
from ui.formats import plain
from ui.ranking import any_of, ranked_search
from ui.text import UnfitText, normalise

__all__ = ["Lookup", "Row", "any_of", "contribute", "find", "ranked_search", "register", "row_of"]

Row = dict[str, object]
Search = Callable[[Any, str, dict[str, str]], "QuerySet[Any] | Sequence[Any]"]
Contribution = Callable[[list[int], dict[str, str], Any], dict[int, Row]]

PAGE_SIZE = 20
LONGEST_QUERY = 100


def _anyone(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@dataclass(frozen=True)
class Lookup:
    """`exact` names the fields by which a typed text alone may stand for a record."""

    kind: str
    search: Search
    row: Callable[[Any], Row]
    create_url: str = ""
    exact: tuple[str, ...] = ("code",)
    may_use: Callable[[Any], bool] = _anyone


_lookups: dict[str, Lookup] = {}
_contributions: dict[str, dict[str, Contribution]] = {}


def register(lookup: Lookup) -> Lookup:
    if lookup.kind in _lookups:
        raise ValueError(f"two look-ups of kind {lookup.kind!r}")
    _lookups[lookup.kind] = lookup
    return lookup


def contribute(kind: str, name: str, fn: Contribution) -> None:
    """Lets an app above add columns (stock, last price) to the rows of a look-up.

    What was searched for is in the parameters as `q`.
    """
    named = _contributions.setdefault(kind, {})
    if name in named:
        raise ValueError(f"two contributions {name!r} to look-up {kind!r}")
    named[name] = fn


def find(kind: str) -> Lookup | None:
    return _lookups.get(kind)


def row_of(kind: str, record: Any) -> Row:
    """What the list shows of one record; always with id and text."""
    lookup = _lookups.get(kind)
    row: Row = dict(lookup.row(record)) if lookup else {}
    row.setdefault("id", record.pk)
    if not row.get("text"):
        parts = (row.get("code"), row.get("name"))
        row["text"] = " ".join(str(part) for part in parts if part) or str(record)
    return row


def rows_of(kind: str, records: Iterable[Any], *, params: dict[str, str], user: Any) -> list[Row]:
    rows = [row_of(kind, record) for record in records]
    ids = [int(str(row["id"])) for row in rows]
    for fn in _contributions.get(kind, {}).values() if ids else ():
        more = fn(ids, params, user)
        for row in rows:
            row.update(more.get(int(str(row["id"])), {}))
    return rows


@require_GET
def endpoint(request: HttpRequest, kind: str) -> HttpResponse:
    """`GET /lookup/<kind>/?q=&page=&party=…`: twenty rows, best first, and whether more follow."""
    lookup = find(kind)
    if lookup is None:
        raise Http404
    if not lookup.may_use(request.user):
        raise PermissionDenied
    sent = {name: str(value) for name, value in request.GET.items() if name not in {"q", "page"}}
    try:
        q = normalise(str(request.GET.get("q", "")))[:LONGEST_QUERY]
        params = {name: normalise(value) for name, value in sent.items()}
    except UnfitText:
        return JsonResponse({"results": [], "more": False})
    page = _whole(str(request.GET.get("page", "1")))
    start = (page - 1) * PAGE_SIZE
    found = list(lookup.search(request.user, q, params)[start : start + PAGE_SIZE + 1])
    rows = rows_of(kind, found[:PAGE_SIZE], params={**params, "q": q}, user=request.user)
    more = len(found) > PAGE_SIZE
    results = {"results": rows, "more": more, "page": page, "create_url": address_of_create(lookup)}
    return JsonResponse(results, encoder=NumbersAsText)


def address_of_create(lookup: Lookup) -> str:
    if not lookup.create_url or lookup.create_url.startswith("/"):
        return lookup.create_url
    return addresses.fixed(lookup.create_url)


def create_address(kind: str) -> str:
    """Where an entry of this kind is added while something else is filled in."""
    lookup = find(kind)
    return address_of_create(lookup) if lookup else ""


class NumbersAsText(DjangoJSONEncoder):
    """Decimals go out as typed text without needless zeros, lazy words as words."""

    def default(self, o: Any) -> Any:
        return plain(o) if isinstance(o, Decimal) else super().default(o)


def _whole(text: str) -> int:
    """A page number; nonsense and absurdly far pages mean the first."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return max(number, 1)
