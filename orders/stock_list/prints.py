"""成品库存单 in print: A4, series by series, with the moment of its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from documents.pages import Printing
from documents.slips import signatures, slip
from orders.daily_papers.prints import pages_of, stamp_of
from orders.stock_list.figures import blocks_shown
from orders.stock_list.flow import STOCK_LIST
from ui import formats
from ui.prints import A4

PER_PAGE = 38
PAPER = replace(A4, row_mm=Decimal(6))


def list_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body = printing.body
    taken = formats.moment(body.frozen_at) if body.frozen_at else gettext("not frozen yet")
    remark = printing.document.remark
    facts = [
        {"label": gettext("Day"), "value": formats.day(body.day)},
        {"label": gettext("Figures of"), "value": taken},
    ]
    return [
        slip(
            printing,
            (),
            facts=[facts],
            pages=pages_of(blocks_shown(body), per_page=PER_PAGE),
            remarks=[{"label": gettext("Remark"), "value": remark}] if remark else [],
            signatures=_signatures(printing),
            capital="",
            stamp=stamp_of(STOCK_LIST.state(body.head.state)),
        )
    ]


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    maker, _handler, _approver = signatures(printing)
    return [maker | {"label": gettext("Storekeeper")}, {"label": gettext("Checked by"), "name": ""}]
