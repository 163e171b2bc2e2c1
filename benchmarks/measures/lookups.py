"""(i) The first screen, look-up as one types over 600,000 items, and the search box."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.urls import reverse

from benchmarks.bare_desk import BareDesk
from benchmarks.by_hand import one, rows
from benchmarks.many_items import fill
from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from benchmarks.rates import rate, request
from documents.models import Document
from masterdata.models import Item
from masterdata.roles import Role
from ui import lookups

MOST = 21
PAGE = 20
ASKER = Role.ORDER_CLERK
BY_PREFIX = """
SELECT id, code, name, specification, model, colour, size, barcode, tax_rate FROM masterdata_item
 WHERE code >= %s AND code < %s AND is_active ORDER BY code LIMIT 21
"""
BY_BARCODE = "SELECT id, code, name FROM masterdata_item WHERE barcode = %s AND is_active"


@measure("i", "first screen, look-up, search")
def looking_up(bench: Bench) -> Iterator[Result]:
    if bench.serves:
        yield from _first_screens(bench)
        yield _search_box(bench)
    count = fill(small=bench.small)
    for number, (kind, typed) in enumerate(_typed(bench).items(), start=5):
        yield _search(bench, f"i{number}", f"{kind} among {count:,} items", typed)
    if bench.serves:
        yield from _rate(bench, count)


def _typed(bench: Bench) -> dict[str, list[str]]:
    """What people type of items drawn by lot: each word once, so that nothing is remembered."""
    ids = rows("SELECT MIN(id), MAX(id) FROM masterdata_item WHERE code LIKE 'G%%'", ())[0]
    drawn = [bench.rng.randint(*ids) for _turn in range(bench.runs + 1)]
    items = list(Item.objects.filter(pk__in=drawn))
    return {
        "code, its beginning": [item.code[: bench.rng.randint(4, 8)] for item in items],
        "barcode": [item.barcode for item in items],
        "pinyin initials": [item.pinyin[:4] for item in items],
        "name, three signs of it": [item.name[1:4] for item in items],
        "name, two signs of it": [item.name.split()[0][-2:] for item in items],
        "two words": [f"{item.name[:3]} {item.specification}" for item in items],
        "words of nothing": [f"{item.name[:3]}无此物" for item in items],
    }


def _search(bench: Bench, code: str, title: str, typed: Sequence[str]) -> Result:
    lookup = lookups.find("item")
    user = bench.person(ASKER)
    assert lookup is not None
    words, by_hand = iter(typed * 2), iter(typed * 2)

    def ours() -> None:
        list(lookup.search(user, next(words), {})[:MOST])

    def floor() -> None:
        q = next(by_hand)
        rows(BY_PREFIX, [q, q[:-1] + chr(ord(q[-1]) + 1)])

    took = bench.timed(ours, runs=len(typed))
    if title.startswith("code"):
        if not _same(lookup, user, typed):
            raise EndStatesDiffer(f"{title}: the look-up and the bare query find other items")
        return Result(code, title, took, bench.timed(floor, runs=len(typed)), note="floor: SQL")
    return Result(code, title, took)


def _same(lookup: lookups.Lookup, user: object, typed: Sequence[str]) -> bool:
    """A beginning of a code stands before what merely contains it."""
    for q in typed[:5]:
        found = [item.pk for item in lookup.search(user, q, {})[:MOST]]
        by_hand = [row[0] for row in rows(BY_PREFIX, [q, q[:-1] + chr(ord(q[-1]) + 1)])]
        if found[: len(by_hand)] != by_hand:
            return False
    return True


def _rate(bench: Bench, count: int) -> Iterator[Result]:
    """A person types a code sign by sign: three answers an item, from several browsers at once."""
    desk, url = bench.http(), reverse("lookup", args=["item"])
    codes = Item.objects.filter(code__startswith="G").order_by("pk").values_list("code", flat=True)
    known = list(codes[:5_000])
    drawn = [bench.rng.choice(known) for _turn in range(10 * bench.runs)]
    paths = [f"{url}?{urlencode({'q': code[:n]})}" for code in drawn for n in (4, 6, 8)]
    cookie = desk.cookie(ASKER)
    asked = [request(path, cookie=cookie) for path in paths]
    times = 3 if bench.small else 5
    ours = tuple(rate(desk.port, asked) for _turn in range(times))
    status, body, _ms = desk.get(paths[-1], role=ASKER)
    if status != 200 or b"results" not in body:
        raise EndStatesDiffer(f"the look-up gave {status}")
    with BareDesk() as bare:
        floor = bare.rates(body, len(asked), times=times)
    yield Result(
        "i12",
        f"look-up as one types among {count:,} items, 8 browsers",
        ours,
        floor,
        through="http",
        unit="1/s",
        goal=500,
        more_is_better=True,
        note="floor: a bare view of the same bytes",
    )


def _first_screens(bench: Bench) -> Iterator[Result]:
    desk = bench.http()
    with BareDesk() as bare:
        for number, role in enumerate((Role.ORDER_CLERK, Role.GENERAL_MANAGER, Role.STOREKEEPER)):
            answers = [desk.get(reverse("home"), role=role) for _turn in range(bench.runs + 1)]
            if {status for status, _body, _ms in answers} != {200}:
                raise EndStatesDiffer(f"the first screen of {role}: not every one came")
            yield Result(
                f"i{number + 1}",
                f"first screen: {role.value}",
                tuple(ms for _status, _body, ms in answers[1:]),
                bare.times(answers[0][1], runs=bench.runs),
                through="http",
                note="floor: a bare view of the same bytes",
            )


def _search_box(bench: Bench) -> Result:
    """A part of a number that one paper alone has, as somebody reads it off a slip."""
    desk, took = bench.http(), []
    numbers = Document.objects.order_by("-id").values_list("number", flat=True)
    count = min(one("SELECT COUNT(*) FROM documents_document"), 50_000)
    for _turn in range(bench.runs + 1):
        number = numbers[bench.rng.randrange(count)]
        status, _body, ms = desk.get(f"{reverse('go')}?q={number[3:]}", role=ASKER)
        if status != 302:
            raise EndStatesDiffer(f"the search box gave {status} for {number}")
        took.append(ms)
    return Result("i4", "search box: a part of a number", tuple(took[1:]), through="http")
