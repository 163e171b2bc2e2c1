"""What the stock list's steps write: the figures as they stand when the keeper hands it in."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from masterdata.workdays import SHANGHAI
from orders.daily_papers import freezing
from orders.stock_list.figures import live

Data = Mapping[str, Any]
DUE = time(9, 0)


def columns_of(day: date) -> dict[str, Any]:
    """Drawn up at eight, due at nine: then the clerks begin to promise goods."""
    due = datetime.combine(day, DUE, SHANGHAI)
    return {"day": day, "held_on": day, "last_day": day, "due_at": due}


def submit(body: Any, actor: Any, data: Data) -> None:
    at = data["at"]
    own = columns_of(body.day) if body.due_at is None else {"held_on": body.day}
    late = body.was_late or at > own.get("due_at", body.due_at)
    blocks = live({line.item_id: line.note for line in body.lines.all()})
    freezing.freeze(body, blocks, at=at, submitted_at=at, was_late=late, **own)
