"""What the floors are made of: plain SQL, its rows, and the check that ours says the same."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from benchmarks.measuring import Bench, EndStatesDiffer, Result

Rows = list[tuple[Any, ...]]


def rows(sql: str, values: Sequence[Any] = ()) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def one(sql: str, values: Sequence[Any] = ()) -> Any:
    return rows(sql, values)[0][0]


def compared(
    bench: Bench,
    code: str,
    title: str,
    *,
    ours: Callable[[], Any],
    floor: Callable[[], Any],
    same: Callable[[Any, Any], bool],
    **goals: Any,
) -> Result:
    """Both, timed, after they have given the same answer."""
    if not same(ours(), floor()):
        raise EndStatesDiffer(f"{title}: ours and the bare query answer differently")
    goals.setdefault("note", "floor: bare SQL")
    return Result(code, title, bench.timed(ours), bench.timed(floor), **goals)
