"""What a browser sends for a record's form: its fields as shown, then the rows of small tables."""

from typing import Any

from django.test import Client

Rows = list[dict[str, Any]]


def rows(prefix: str, sent: Rows) -> dict[str, str]:
    """A line grid as the script sends it."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(sent)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(sent):
        data |= {f"{prefix}-{number}-{name}": str(value) for name, value in row.items()}
    return data


def shown(client: Client, url: str) -> dict[str, str]:
    """The values that the page's form shows, as they would be sent back untouched."""
    page = client.get(url)
    form = page.context["form"]
    data: dict[str, str] = {"version": page.context.get("version") or ""}
    for bound in form:
        value = bound.value()
        if value is None or value is False or bound.name == "picture":
            continue
        if isinstance(value, list):
            data[bound.name] = value  # type: ignore[assignment]
        else:
            data[bound.name] = "on" if value is True else str(getattr(value, "pk", value))
    for part in page.context.get("grids") or ():
        grid = part["grid"]
        sent = [{"id": row["id"], **row["values"]} for row in grid.rows]
        data |= rows(grid.prefix, sent)
    return data
