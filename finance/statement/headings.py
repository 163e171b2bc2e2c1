"""Which column of the other side's sheet says what: told by the words above it; pure.

Nobody fills in a template for us: suppliers send what their own program prints. So the headings
are searched in the first rows, unknown columns are ignored, and of several that say the same the
one that says it best is taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WITHIN = 20
# Per meaning the words, the best first. Debit and credit depend on whose books they are.
WORDS: Mapping[str, tuple[str, ...]] = {
    "date": (
        *("单据日期", "送货日期", "发货日期", "业务日期", "记账日期", "出库日期", "日期"),
        *("documentdate", "date", "时间"),
    ),
    "number": (
        *("送货单号", "送货单", "发货单号", "出库单号", "出货单号", "单据编号", "单据号", "单号"),
        *("发票号码", "发票号", "凭证号", "对方单号", "我方单号", "编号"),
        *("number", "deliverynote", "invoicenumber", "invoiceno", "invoice", "no"),
    ),
    "summary": (
        *("摘要", "说明", "业务类型", "单据类型", "品名", "商品", "货物名称", "内容", "备注"),
        *("summary", "description", "remark"),
    ),
    "plus": (
        *("应付增加", "应收增加", "应付(收)增加", "送货金额", "发货金额", "销售金额"),
        *("应收金额", "应收款", "应收", "应付金额", "应付款", "增加金额", "增加", "本期增加"),
        *("货款", "increase"),
    ),
    "minus": (
        *("已付(收)", "已付金额", "已付款", "已付", "已收金额", "已收款", "已收", "付款金额"),
        *("收款金额", "回款金额", "回款", "付款", "收款", "减少金额", "减少", "本期减少"),
        *("decrease", "paid", "received"),
    ),
    "off": ("优惠金额", "优惠", "折让", "折扣金额", "settlementdiscount", "discount"),
    "debit": ("借方金额", "借方", "借", "debit"),
    "credit": ("贷方金额", "贷方", "贷", "credit"),
    "amount": (
        *("价税合计", "含税金额", "合计金额", "总金额", "金额", "amountwithtax", "amount", "total"),
    ),
    "balance": ("累计欠款", "余额", "结余", "欠款", "balance"),
}
SEVERAL = ("number",)
AMOUNTS = ("plus", "minus", "debit", "credit", "amount")
NOISE = re.compile(r"[\s:：*＊¥￥]|[(（](元|rmb|cny|含税|人民币)[)）]", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """The row of the headings (from 0) and the columns by meaning."""

    row: int
    places: Mapping[str, tuple[int, ...]]

    def cells(self, row: Sequence[str], meaning: str) -> list[str]:
        places = self.places.get(meaning, ())
        return [row[place].strip() for place in places if place < len(row)]

    def cell(self, row: Sequence[str], meaning: str) -> str:
        return next((text for text in self.cells(row, meaning) if text), "")

    def has(self, meaning: str) -> bool:
        return meaning in self.places


def bare(text: str) -> str:
    return NOISE.sub("", text).replace("（", "(").replace("）", ")").casefold()


def find(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The row that tells most; none if no row names an amount and one thing more."""
    best: Columns | None = None
    for number, row in enumerate(rows[:WITHIN]):
        found = Columns(number, _places(row))
        tells_amount = any(found.has(meaning) for meaning in AMOUNTS)
        if not tells_amount or len(found.places) < 2:
            continue
        if best is None or len(found.places) > len(best.places):
            best = found
    return best


def _places(row: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Each column has one meaning, each meaning one column; numbers may stand in several."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    for place, text in enumerate(row):
        known = _meaning(bare(text))
        if known:
            meaning, rank = known
            ranked.setdefault(meaning, []).append((rank, place))
    return {
        meaning: tuple(place for _rank, place in sorted(found))
        if meaning in SEVERAL
        else (min(found)[1],)
        for meaning, found in ranked.items()
    }


def _meaning(word: str) -> tuple[str, int] | None:
    for meaning, words in WORDS.items():
        if word in words:
            return meaning, words.index(word)
    return None
