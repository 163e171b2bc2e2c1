"""Copies that say the same but for their name are laid out once: each page of theirs is the common
sheet with a head of its own.

A slip in five copies took five times as long as one. The heads are laid out as pages on which only
the head is drawn, so that everything stands where it would have stood; a page of the PDF may be
drawn from two parts. Where a name would break the head otherwise than that of the first copy, all
are laid out one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What a head is called by which the ends of heads are compared.
HEAD = "head"


@dataclass(frozen=True)
class Sheet:
    """A page of the PDF, by the number of the page that was laid out and of its head."""

    page: int
    head: int | None = None


@dataclass(frozen=True)
class Plan:
    """What is laid out, and which pages come of it."""

    slips: list[dict[str, Any]]
    sheets: list[Sheet]

    @property
    def shares(self) -> bool:
        return any(sheet.head is not None for sheet in self.sheets)


def plan(slips: Sequence[Mapping[str, Any]]) -> Plan:
    """Neighbours that are equal but for the name of the copy become one slip and their heads."""
    made: list[dict[str, Any]] = []
    sheets: list[Sheet] = []
    number = 0
    for run in _runs(slips):
        pages = len(run[0]["pages"])
        if len(run) == 1:
            made.append(dict(run[0]))
            sheets += [Sheet(number + place) for place in range(pages)]
            number += pages
            continue
        made += [dict(run[0], part="without-head")]
        made += [dict(slip, part="head-alone") for slip in run]
        sheets += [
            Sheet(number + place, number + pages * (copy + 1) + place)
            for copy in range(len(run))
            for place in range(pages)
        ]
        number += pages * (len(run) + 1)
    return Plan(made, sheets)


def _runs(slips: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    runs: list[list[Mapping[str, Any]]] = []
    for slip in slips:
        if runs and slip.get("copy_name") and _but_name(slip) == _but_name(runs[-1][0]):
            runs[-1].append(slip)
        else:
            runs.append([slip])
    return runs


def _but_name(slip: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in slip.items() if name != "copy_name"}


def fits(pages: Sequence[Any], sheets: Sequence[Sheet]) -> bool:
    """Whether each head ends where that of its common sheet does. Forgets the names of heads."""
    if len(pages) != 1 + max(max(sheet.page, sheet.head or 0) for sheet in sheets):
        return False
    ends = [_end_of_head(page) for page in pages]
    return all(ends[each.page] == ends[each.head] for each in sheets if each.head is not None)


def _end_of_head(page: Any) -> float | None:
    found = page.anchors.pop(HEAD, None)
    return None if found is None else round(found[3], 2)


def put_together(sheets: Sequence[Sheet], _document: Any, pdf: Any) -> None:
    """The pages of the PDF anew: of parts that stand in it once, each in its own drawing state."""
    import pydyf  # type: ignore[import-untyped]

    drawn = [one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/Page"]
    begin, end = pydyf.Stream(), pydyf.Stream()
    begin.push_state()
    end.pop_state()
    pdf.add_object(begin)
    pdf.add_object(end)
    pdf.pages["Kids"], pdf.pages["Count"] = pydyf.Array(), 0
    for sheet in sheets:
        page = pydyf.Dictionary(drawn[sheet.page])
        if sheet.head is not None:
            parts = [drawn[sheet.head]["Contents"], page["Contents"]]
            page["Contents"] = pydyf.Array(
                [ref for part in parts for ref in (begin.reference, part, end.reference)]
            )
        pdf.add_page(page)
