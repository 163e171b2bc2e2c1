"""The many small parts of a picture and its table, written as text: a loop of a template over some
hundred of them takes longer than working out where each stands."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from ui.chart_drawing import Bar, Dot, Drawing, Path, Rule, Text
from ui.formats import escaped

register = template.Library()


@register.simple_tag
def rules(drawing: Drawing) -> SafeString:
    return _joined(_rule(each) for each in drawing.rules)


@register.simple_tag
def bars(drawing: Drawing) -> SafeString:
    return _joined(_bar(each) for each in drawing.bars)


@register.simple_tag
def paths(drawing: Drawing) -> SafeString:
    return _joined(_path(each) for each in drawing.paths)


@register.simple_tag
def dots(drawing: Drawing) -> SafeString:
    return _joined(_dot(each) for each in drawing.dots)


@register.simple_tag
def texts(drawing: Drawing) -> SafeString:
    return _joined(_text(each) for each in drawing.texts)


@register.simple_tag
def figure_rows(rows: Iterable[Any]) -> SafeString:
    """Rows of `ui.charts.Row`."""
    return _joined(_row(each) for each in rows)


def _joined(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))


def _rule(rule: Rule) -> str:
    return (
        f'<line class="g-chart-{escaped(rule.css)}" x1="{rule.x1}" y1="{rule.y1}"'
        f' x2="{rule.x2}" y2="{rule.y2}"></line>'
    )


def _bar(bar: Bar) -> str:
    return (
        f'<rect class="g-chart-bar g-chart-{escaped(bar.colour)}" x="{bar.x}" y="{bar.y}"'
        f' width="{bar.width}" height="{bar.height}"><title>{escaped(bar.title)}</title></rect>'
    )


def _path(path: Path) -> str:
    return (
        f'<path class="g-chart-line g-chart-{escaped(path.colour)}" d="{escaped(path.d)}"></path>'
    )


def _dot(dot: Dot) -> str:
    return (
        f'<circle class="g-chart-dot g-chart-{escaped(dot.colour)}" cx="{dot.x}" cy="{dot.y}"'
        f' r="3.5"><title>{escaped(dot.title)}</title></circle>'
    )


def _text(text: Text) -> str:
    title = f"<title>{escaped(text.title)}</title>" if text.title else ""
    return (
        f'<text class="g-chart-{escaped(text.css)}" x="{text.x}" y="{text.y}"'
        f' text-anchor="{escaped(text.anchor)}">{title}{escaped(text.text)}</text>'
    )


def _row(row: Any) -> str:
    label, url = escaped(row.label), row.url
    head = f'<a href="{escaped(url)}">{label}</a>' if url else label
    cells = "".join(f'<td class="g-number">{escaped(cell)}</td>' for cell in row.cells)
    return f'<tr><th scope="row">{head}</th>{cells}</tr>'
