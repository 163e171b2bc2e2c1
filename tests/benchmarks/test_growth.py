"""How the measures grow: figures of several sizes become lines, a picture and a table."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks import growth


def told(papers: int, at: str = "2026-11-30T08:00", **medians: float) -> dict[str, Any]:
    rows = [
        {"code": code, "title": f"work {code}", "through": "domain", "unit": "ms", "median": value}
        for code, value in medians.items()
    ]
    return {"at": at, "facts": {"papers": papers, "database": "sqlite 3"}, "results": rows}


def test_a_measure_of_two_sizes_is_a_line_and_knows_its_growth() -> None:
    (line,) = growth.lines_of([told(10_000, a=4.0, b=9.0), told(100_000, a=8.0)])

    assert line.points == ((10_000, 4.0), (100_000, 8.0))
    assert line.growth == 2


def test_of_two_runs_at_one_size_the_later_counts() -> None:
    runs = [told(10, at="2", a=5.0), told(10, at="1", a=9.0), told(100, at="3", a=10.0)]

    (line,) = growth.lines_of(runs)

    assert line.points == ((10, 5.0), (100, 10.0))


def test_what_is_not_milliseconds_is_no_line() -> None:
    runs = [told(10, a=1.0), told(100, a=1.0)]
    for run in runs:
        run["results"][0]["unit"] = "MB"

    assert growth.lines_of(runs) == []


def test_the_picture_has_a_path_and_a_name_for_every_measure() -> None:
    lines = growth.lines_of([told(10, a=1.0, d1=3.0, d2=3.1), told(1000, a=2.0, d1=300.0, d2=3.0)])

    root = ET.fromstring(growth.picture(lines, title="Growth <of> all"))

    space = "{http://www.w3.org/2000/svg}"
    drawn = [path for path in root.iter(f"{space}path") if path.get("stroke")]
    names = [text.text for text in root.iter(f"{space}text")]
    assert len(drawn) == 3
    assert {"a work a", "d1 work d1", "d2 work d2"} <= set(names)
    # What grows climbs: its end lies above its beginning.
    first, last = (
        (float(y)) for _x, y in (p.split() for p in drawn[1].get("d", "")[1:].split("L"))
    )
    assert last < first


def test_the_command_writes_picture_and_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in (10, 100):
        (tmp_path / f"{size}.json").write_text(json.dumps(told(size, a=size / 10)))
    argv = ["growth", *map(str, tmp_path.glob("*.json"))]
    argv += ["--svg", str(tmp_path / "g.svg"), "--table", str(tmp_path / "g.md")]
    monkeypatch.setattr("sys.argv", argv)

    assert growth.main() == 0

    assert "| a work a | domain | 1.0 | 10.0 | 10.0 |" in (tmp_path / "g.md").read_text()
    assert (tmp_path / "g.svg").read_text().startswith("<svg")
