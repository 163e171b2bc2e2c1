"""What a browser sends from an entry form: head fields and cells, named as lines.js does."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4


def sent(
    head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]] = (), **more: Any
) -> dict[str, str]:
    """Records go as their ids, everything else as text."""
    data = {name: _text(value) for name, value in {**head, **more}.items()}
    data |= {
        "lines-TOTAL_FORMS": str(len(lines)),
        "lines-INITIAL_FORMS": "0",
        "lines-MIN_NUM_FORMS": "0",
        "lines-MAX_NUM_FORMS": "1000",
    }
    for number, line in enumerate(lines):
        data |= {f"lines-{number}-{name}": _text(value) for name, value in line.items()}
    return data


def key() -> str:
    return str(uuid4())


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(getattr(value, "pk", value))
