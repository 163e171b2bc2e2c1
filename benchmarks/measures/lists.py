"""(d) The list of orders: by state and party, by state, all; its first page and its thousandth."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from benchmarks.bare_desk import BareDesk
from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from documents.models import Document
from masterdata.once import remembered
from masterdata.roles import Role

TYPE = "customer_order"
SIZE = 50
FAR = 1_000
READER = Role.DEPUTY_GENERAL_MANAGER
Asked = dict[str, Any]

# What a list shows of the head, its names and its first goods, as one would write it by hand.
ROWS = """
SELECT d.id, d.number, d.date, d.state, d.total, d.remark, p.name, o.wanted_on, o.total_to_remit,
       (SELECT i.name FROM {line} l JOIN masterdata_item i ON i.id = l.item_id
         WHERE l.body_id = d.id ORDER BY l.line_no LIMIT 1),
       (SELECT COUNT(*) FROM {line} l WHERE l.body_id = d.id),
       (SELECT SUM(l.base_quantity) FROM {line} l WHERE l.body_id = d.id),
       (SELECT SUM(l.shipped_quantity) FROM {line} l WHERE l.body_id = d.id)
  FROM (SELECT id FROM documents_document WHERE {where}
         ORDER BY date DESC, id DESC LIMIT {size} OFFSET {offset}) page
  JOIN documents_document d ON d.id = page.id
  JOIN {body} o ON o.head_id = d.id
  LEFT JOIN masterdata_party p ON p.id = d.party_id
 ORDER BY d.date DESC, d.id DESC
"""


@measure("d", "list pages")
def lists(bench: Bench) -> Iterator[Result]:
    for number, (title, asked) in enumerate(_asked(bench), start=1):
        yield _queries(bench, f"d{number}", title, asked)
    if bench.serves:
        yield from _pages(bench)


def _asked(bench: Bench) -> list[tuple[str, Asked]]:
    """The state and the customer with the most orders: the hard ones."""
    papers = Document.objects.filter(type=TYPE).order_by()
    state = _most(papers, "state")
    party = _most(papers.filter(state=state), "party")
    far = str(min(FAR, max(1, papers.count() // SIZE)))
    some: list[tuple[str, Asked]] = [
        ("by state and party", {"state": state, "party": str(party)}),
        ("by state", {"state": state}),
        ("of all", {}),
    ]
    found = [(f"orders {words}, page 1", asked) for words, asked in some]
    found += [(f"orders {words}, page {far}", asked | {"page": far}) for words, asked in some[1:]]
    return found


def _most(papers: Any, column: str) -> Any:
    return papers.values_list(column).annotate(n=Count("pk")).order_by("-n")[0][0]


# --- the queries ---------------------------------------------------------------------------------


def _queries(bench: Bench, code: str, title: str, asked: Asked) -> Result:
    page = min(int(asked.get("page", 1)), _last_page(asked))
    ours = _page_of(bench, asked, page)
    floor = _by_hand(asked, page)
    if ours() != floor():
        raise EndStatesDiffer(f"{title}: the list and the bare query show other rows")
    return Result(
        code,
        f"{title}: rows and count",
        bench.timed(ours),
        bench.timed(floor),
        goal=3,
        goal_ratio=5,
        note="floor: bare SQL",
    )


def _page_of(bench: Bench, asked: Asked, page: int) -> Any:
    """What the view asks of the database for the table, as while a page is read: count, rows."""
    from documents.pages import pages_of
    from documents.pages.lists import filter_of, source_of, table_of
    from ui.listing import found, key_of, turn_to

    pages = pages_of(TYPE)
    user = bench.person(READER)
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asked.items() if name != "page"} | {"view": "all"})
    request = HttpRequest()
    request.user = user  # type: ignore[assignment]
    request.GET = query  # type: ignore[assignment]

    @remembered()
    def act() -> tuple[int, list[int]]:
        source = source_of(pages, user=user, view="all")
        _conditions, rows, key = found(request, source, filter_of(pages))
        table = table_of(pages)(rows)
        table.key = key_of(table, key)
        count = turn_to(table, page, size=SIZE).count
        return count, [row.pk for row in table.records]

    return act


def _by_hand(asked: Asked, page: int) -> Any:
    from orders.customer_order.models import CustomerOrder, CustomerOrderLine

    where, values = _where(asked)
    tables = {"body": CustomerOrder._meta.db_table, "line": CustomerOrderLine._meta.db_table}
    rows = ROWS.format(where=where, size=SIZE, offset=(page - 1) * SIZE, **tables)
    count = f"SELECT COUNT(*) FROM documents_document WHERE {where}"

    def act() -> tuple[int, list[int]]:
        with connection.cursor() as cursor:
            cursor.execute(count, values)
            total = cursor.fetchone()[0]
            cursor.execute(rows, values)
            return total, [row[0] for row in cursor.fetchall()]

    return act


def _where(asked: Asked) -> tuple[str, list[Any]]:
    terms, values = ["type = %s"], [TYPE]
    for column, name in (("state", "state"), ("party_id", "party")):
        if name in asked:
            terms.append(f"{column} = %s")
            values.append(asked[name])
    return " AND ".join(terms), values


def _last_page(asked: Asked) -> int:
    where, values = _where(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM documents_document WHERE {where}", values)
        return max(1, -(-cursor.fetchone()[0] // SIZE))


# --- the pages -----------------------------------------------------------------------------------


def _pages(bench: Bench) -> Iterator[Result]:
    desk, url = bench.http(), reverse(f"{TYPE}_list")
    with BareDesk() as bare:
        for number, (title, asked) in enumerate(_asked(bench), start=1):
            address = f"{url}?{_query(asked | {'view': 'all', 'rows': str(SIZE)})}"
            for part, headers in (("", {}), (", the part", {"HX-Request": "true"})):
                answers = [
                    desk.get(address, role=READER, headers=headers)
                    for _turn in range(bench.runs + 1)
                ][1:]
                if {status for status, _body, _ms in answers} != {200}:
                    raise EndStatesDiffer(f"{title}: not every page came")
                yield Result(
                    f"d{number}{'p' if part else 'h'}",
                    f"{title}{part}",
                    tuple(ms for _status, _body, ms in answers),
                    bare.times(answers[0][1], runs=bench.runs),
                    through="http",
                    goal=None if part else 35,
                    note="floor: a bare view of the same bytes",
                )


def _query(asked: Asked) -> str:
    query = QueryDict(mutable=True)
    query.update(asked)
    return query.urlencode()
