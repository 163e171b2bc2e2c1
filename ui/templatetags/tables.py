"""Heads and rows of a list, written as text: loops of a template over a thousand cells take longer
than working the cells out."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ui.formats import escape
from ui.templatetags.ui import css_of, head_css, icon, swap_list

register = template.Library()

_TICK = (
    '<input class="form-check-input" type="checkbox" name="ids" value="{}" form="batch"'
    ' data-check aria-label="{}">'
)


@register.simple_tag
def rows_of(table: Any) -> Iterator[SafeString]:
    """The page's rows of a `ui.tables.Table`; what is the same in all of them is read once."""
    css = [css_of(column.column, "td") for column in table.columns.itervisible()]
    begins = [f'<td class="{escape(one)}">' if one else "<td>" for one in css]
    select = escape(gettext("Select")) if table.selectable else ""
    for row in table.paginated_rows:
        cells = [
            f"{begin}{cell if type(cell) is SafeString else drawn(cell)}</td>"
            for begin, cell in zip(begins, row, strict=True)
        ]
        tick = _tick(row, select) if table.selectable else ""
        yield SafeString(f"{_opened(row)}{tick}{''.join(cells)}</tr>")


def _opened(row: Any) -> str:
    url, tone = row.url, row.tone
    leads = f' data-href="{escape(url)}"' if url else ""
    coloured = f' class="g-row-{escape(tone)}"' if tone else ""
    return f"<tr{leads}{coloured}>"


def _tick(row: Any, select: str) -> str:
    box = ""
    if row.tickable:
        pk = getattr(row.record, "pk", None) or _id_of(row.record)
        box = _TICK.format(escape(str(pk)), select)
    return f'<td class="g-cell-check">{box}</td>'


def _id_of(record: Any) -> Any:
    if isinstance(record, dict):
        return record.get("pk") or record.get("id") or ""
    return getattr(record, "id", None) or ""


def drawn(value: Any) -> str:
    """As a template shows a variable."""
    if type(value) is SafeString:
        return value
    if type(value) is str:
        return escape(value)
    if not isinstance(value, str):
        value = localize(timezone.template_localtime(value))  # type: ignore[attr-defined]
    return conditional_escape(value)


@register.simple_tag(takes_context=True)
def heads_of(context: Any, table: Any, swaps: bool = False) -> Iterator[SafeString]:
    """The headings; those that can be sorted by lead to the list so sorted, from its first page."""
    asked = {name: values for name, values in _asked(context).items() if name != "page"}
    for column in table.columns:
        ordered = ""
        if column.is_ordered:
            way = "descending" if column.order_by_alias.is_descending else "ascending"
            ordered = f' aria-sort="{way}"'
        label = _sorting(column, asked, swaps=swaps) if column.orderable else drawn(column.header)
        # The blanks are those of a template.
        gap = "\n            "
        inside = f"{gap}  {label}{gap}"
        yield SafeString(
            f'<th scope="col" class="{escape(head_css(column))}"{ordered}>'
            f"{gap}{inside}\n          </th>"
        )


def _asked(context: Any) -> dict[str, list[str]]:
    """A table may also be drawn where nobody asks for it by an address."""
    request = context.get("request")
    return {} if request is None else dict(request.GET.lists())


def _sorting(column: Any, asked: dict[str, list[str]], *, swaps: bool) -> str:
    alias = column.order_by_alias
    url = f"?{urlencode({**asked, 'sort': [str(alias.next)]}, doseq=True)}"
    exchanged = f' id="sort-{escape(column.name)}" {swap_list(url)}' if swaps else ""
    caret = ""
    if column.is_ordered:
        caret = icon("caret-down-fill" if alias.is_descending else "caret-up-fill")
    return f'<a href="{escape(url)}"{exchanged}>{drawn(column.header)}{caret}</a>'
