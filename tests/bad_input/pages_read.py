"""Reads a page as a browser does: its forms, what stands in them, and the rows of its grid."""

import html
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

FRAME = ("/language/", "/theme/", "/logout/", "/go/", "/columns/")
BOXES = {"checkbox", "radio"}
VOID = {"submit", "button", "image", "reset", "search-box"}


@dataclass
class Input:
    """One named control: its kind, its value, whether it must be filled."""

    name: str
    kind: str
    value: str = ""
    required: bool = False
    options: list[str] = field(default_factory=list)
    lookup: str = ""


@dataclass
class SentForm:
    """A form of a page; `inputs` by name, radio and tick boxes as they are set."""

    action: str
    method: str
    inputs: dict[str, Input] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, str]:
        sent = [one for one in self.inputs.values() if one.kind != "file"]
        return {one.name: one.value for one in sent if one.value or one.kind not in BOXES}

    @property
    def shape(self) -> tuple[str, ...]:
        return (self.method, *sorted(self.inputs))


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[SentForm] = []
        self.by_id: dict[str, SentForm] = {}
        self.here: SentForm | None = None
        self.select: Input | None = None
        self.area: Input | None = None
        self.lookup = ""
        self.script = ""
        self.scripts: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.here = SentForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.here)
            self.by_id[given.get("id", "")] = self.here
        elif tag == "script" and given.get("type") == "application/json":
            self.script = given.get("id", "json")
        elif tag == "option" and self.select is not None:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.value = given.get("value", "")
        elif "data-lookup" in given:
            self.lookup = given["data-lookup"]
        elif tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form = self.by_id.get(given.get("form", ""), self.here) if given.get("form") else self.here
        kind = {"input": given.get("type", "text")}.get(tag, tag)
        if tag == "button" and not given.get("form"):
            # Pressed, and so sent: the only button of its form that has a name.
            kind = "hidden"
        if form is None or kind in VOID:
            return
        one = Input(given["name"], kind, given.get("value", ""), "required" in given)
        if "data-lookup-id" in given:
            one.lookup = self.lookup
        if kind in BOXES and "checked" not in given:
            known = form.inputs.setdefault(one.name, one)
            if known is one:
                one.value = ""
            known.options.append(given.get("value", "on"))
            return
        if kind in BOXES:
            one.value = one.value or "on"
        form.inputs[one.name] = one
        self.select = one if tag == "select" else None
        self.area = one if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.here = None
        elif tag == "select":
            if self.select and not self.select.value and self.select.options:
                self.select.value = self.select.options[0]
            self.select = None
        elif tag == "textarea":
            self.area = None
        elif tag == "script":
            self.script = ""

    def handle_data(self, data: str) -> None:
        if self.script:
            self.scripts[self.script] = self.scripts.get(self.script, "") + data
        elif self.area is not None:
            self.area.value += data.removeprefix("\n") if not self.area.value else data


def forms_of(page: str, *, address: str) -> list[SentForm]:
    """The page's own forms, without the frame's; the grid's rows are inputs of the paper."""
    reader = Reader()
    reader.feed(page)
    found = [form for form in reader.forms if not form.action.startswith(FRAME)]
    for form in found:
        form.action = form.action or address
    grids = [grid for text in reader.scripts.values() if (grid := _grid(text))]
    paper = reader.by_id.get("paper") or next((f for f in found if f.method == "post"), None)
    for grid in grids if paper else ():
        _add_rows(paper, grid)  # type: ignore[arg-type]
    return found


def _grid(text: str) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) and {"prefix", "columns", "rows"} <= set(data) else None


def _add_rows(form: SentForm, grid: dict[str, Any]) -> None:
    prefix, rows = grid["prefix"], grid["rows"] or [{"id": "", "values": grid["blank"]}]
    counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": grid["initial"]}
    for name, count in {**counts, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}.items():
        form.inputs[f"{prefix}-{name}"] = Input(f"{prefix}-{name}", "count", str(count))
    for number, row in enumerate(rows):
        key = f"{prefix}-{number}-id"
        form.inputs[key] = Input(key, "hidden", str(row.get("id") or ""))
        for column in grid["columns"]:
            name = f"{prefix}-{number}-{column['name']}"
            value = str(row["values"].get(column["name"], "") or "")
            lookup = column.get("lookup") or ""
            kind = "hidden" if lookup else "cell"
            form.inputs[name] = Input(name, kind, value, lookup=lookup)
            if lookup:
                form.inputs[f"{name}_text"] = Input(f"{name}_text", "cell")


def shows(page: str, typed: str) -> bool:
    """Whether a page says this text, escaped or inside its JSON."""
    inside = json.dumps(typed)[1:-1]
    for sign, escaped in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        inside = inside.replace(sign, escaped)
    return typed in html.unescape(page) or inside.lower() in page.lower()
