"""Effects that say what they write stays in the body that they were given keep their word."""

from decimal import Decimal
from typing import Any

import pytest

from benchmarks import masters
from benchmarks.measures import writing
from benchmarks.measuring import Bench
from benchmarks.walking import Walker
from documents import content, engine
from documents.flow import is_in_place

pytestmark = pytest.mark.django_db


def columns(row: Any) -> dict[str, Any]:
    return {f.attname: content.plain(getattr(row, f.attname)) for f in row._meta.concrete_fields}


def test_after_an_effect_in_place_the_body_is_as_it_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    masters.make(items=20, parties=3)
    bench = Bench(runs=1, small=True, serves=False)
    walker = Walker(bench.person)
    walker.opening(Decimal(100), Decimal(5))
    goods = writing.goods_of(walker, bench.rng, 3)
    take_effect = engine.Act.take_effect
    seen = set()

    def watched(act: engine.Act, effect: Any) -> None:
        take_effect(act, effect)
        if is_in_place(effect):
            seen.add((act.document.type, act.step.code))
            stored = content.load_body(act.document)
            assert columns(act.body) == columns(stored)
            assert [*map(columns, act.body.lines.all())] == [*map(columns, stored.lines.all())]

    monkeypatch.setattr(engine.Act, "take_effect", watched)
    walker.purchase(walker.masters.suppliers[0], goods)
    walker.sale(walker.masters.customers[0], goods, to="dispatched")

    assert {("purchase_order", "confirm"), ("customer_order", "price")} <= seen
    assert {("receipt", "submit"), ("delivery", "dispatch")} <= seen
