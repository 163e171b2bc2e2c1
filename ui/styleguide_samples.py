"""The sample data of the style guide: a purchase that never was."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui import formats
from ui.charts import Series, bars, lines
from ui.forms import DecimalField, Form
from ui.grid import Column, Grid
from ui.lookup_field import LookupField

Row = dict[str, Any]
AT = datetime(2026, 7, 1, 10, 22, tzinfo=timezone(timedelta(hours=8)))
PIECE = {"id": 1, "text": "个", "numerator": 1, "denominator": 1, "decimals": 0}
BOX = {"id": 2, "text": "箱", "numerator": 12, "denominator": 1, "decimals": 0}

NAMES = (
    ("LS-0008", "六角螺丝", "M8×40 镀锌", "llls lllsm", "0.35"),
    ("LS-0010", "内六角螺丝", "M10×60 发黑", "nljls", "0.82"),
    ("DP-0003", "平垫片", "Φ8 304", "pdp", "0.06"),
    ("BX-0100", "面包箱 五层瓦楞", "600×400×400", "mbx", "6.80"),
    ("ZC-6204", "深沟球轴承", "6204-2RS", "sgqzc", "11.50"),
    ("YQ-0020", "银色喷漆", "450ml", "ysp", "18.00"),
)
ITEMS: list[Row] = [
    {
        "id": number,
        "code": code,
        "name": name,
        "text": f"{code} {name}",
        "specification": specification,
        "pinyin": pinyin,
        "barcode": f"69010000000{number}",
        "unit": 1,
        "unit_name": "个",
        "units": [PIECE, BOX],
        "price": price,
        "price_source": "最近进价",
        "tax_rate": "13",
        "available": str(number * 120),
    }
    for number, (code, name, specification, pinyin, price) in enumerate(NAMES, start=1)
]


class ItemForm(Form):
    code = forms.CharField(label=_("Code"))
    name = forms.CharField(label=_("Name"))


def add_item(values: dict[str, Any]) -> Row:
    row = {**ITEMS[0], **values, "id": len(ITEMS) + 1, "specification": "", "barcode": ""}
    row["text"] = f"{row['code']} {row['name']}"
    ITEMS.append(row)
    return row


class HeadForm(Form):
    party = LookupField("supplier", None, label=_("Supplier"), required=True)
    date = forms.DateField(label=_("Date"), initial="2026-07-01")
    warehouse = forms.ChoiceField(label=_("Warehouse"), choices=[("1", "主仓"), ("2", "二号仓")])
    contract = forms.CharField(label=_("Contract number"), required=False, help_text="HT-…")
    limit = DecimalField(places=2, label=_("Amount"), required=False)
    price_includes_tax = forms.BooleanField(
        label=_("Price includes tax"), required=False, initial=True
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 1})
    )


def grid(*, faulty: bool = False) -> Grid:
    columns = (
        Column("item", _("Item"), "lookup", lookup="sample"),
        Column("specification", _("Specification"), "readonly", width=120),
        Column("unit", _("Unit"), "choice", width=64),
        Column("quantity", _("Quantity"), "quantity", total=True),
        Column("price", _("Price incl. tax"), "price"),
        Column("discount", _("Discount %"), "percent"),
        Column("gross", _("Amount incl. tax"), "money", total=True),
        Column("tax_rate", _("Tax rate %"), "percent"),
        Column("tax", _("Tax"), "money", editable=False, total=True),
        Column("net", _("Net"), "money", editable=False, total=True),
        Column("wanted_on", _("Wanted on"), "date"),
        Column("inspected", _("Inspected"), "check"),
        Column("line_remark", _("Remark"), "text", width=160),
    )
    rows = [_line(1, "100", "个"), _line(2, "36", "箱")] if faulty else []
    if faulty:
        rows[1]["errors"] = {"quantity": "本行超出订单未入数 12 个，请减少数量或先变更订单。"}
    return Grid(
        columns=columns,
        rows=rows,
        blank={"discount": "100", "tax_rate": "13"},
        includes_tax_field="price_includes_tax",
        context={"party": "party", "warehouse": "warehouse"},
        urls={"history": "/styleguide/history/?item={item}"},
    )


def _line(number: int, quantity: str, unit: str) -> Row:
    item = ITEMS[number - 1]
    values = {
        "item": str(item["id"]),
        "specification": item["specification"],
        "unit": "1" if unit == "个" else "2",
        "quantity": quantity,
        "price": item["price"],
        "discount": "100",
        "tax_rate": "13",
        "wanted_on": "2026-07-10",
    }
    return {
        "id": str(number),
        "values": values,
        "texts": {"item": item["text"]},
        "units": item["units"],
        "errors": {},
    }


def _cells(*texts: str) -> Row:
    return {"cells": [{"text": text} for text in texts]}


LABELS = (
    ("序号", "end"), ("编码", ""), ("品名", ""), ("规格", ""), ("单位", ""), ("数量", "end"),
    ("含税单价", "end"), ("价税合计", "end"), ("税率", "end"), ("税额", "end"), ("已入", "end"),
)  # fmt: skip
LINES = {
    "columns": [{"label": label, "align": align} for label, align in LABELS],
    "rows": [
        _cells("1", "LS-0008", "六角螺丝", "M8×40 镀锌", "个", "1,200", "0.35", "420.00", "13%",
               "48.32", "1,200"),
        _cells("2", "ZC-6204", "深沟球轴承", "6204-2RS", "个", "96", "11.50", "1,104.00", "13%",
               "127.01", "60"),
        _cells("3", "BX-0100", "面包箱 五层瓦楞", "600×400×400", "个", "50", "6.80", "340.00",
               "13%", "39.12", ""),
    ],
    "footer": [
        {"label": "合计",
         "cells": [{"text": text} for text in
                   ("", "", "", "", "", "1,346", "", "1,864.00", "", "214.45", "1,260")]},
    ],
}  # fmt: skip
DEALS = {
    "columns": [{"label": "日期"}, {"label": "单号"}, {"label": "数量", "align": "end"},
                {"label": "含税单价", "align": "end"}],
    "rows": [_cells("2026-06-12", "JH-20260612-0003", "1,000", "0.35"),
             _cells("2026-05-20", "JH-20260520-0011", "600", "0.36")],
}  # fmt: skip

RECORDS = [
    {
        "id": number,
        "day": date(2026, 7, 1) - timedelta(days=number // 3),
        "number": f"JH-20260701-{number:04d}",
        "party": ("甲厂五金有限公司", "乙记包装", "丙氏轴承（无锡）")[number % 3],
        "quantity": Decimal(number * 12),
        "gross": Decimal(number) * Decimal("137.50") - 900,
    }
    for number in range(1, 64)
]
LIST_ACTIONS = [
    {"label": _("New"), "url": "/styleguide/entry/", "icon": "plus-lg", "tone": "primary"},
    {"label": _("Import"), "url": "/styleguide/import/", "icon": "upload"},
]

DOCUMENT = {"number": "JH-20260701-0012", "version": 4, "pk": 1}
TYPE = {"label": "进货单", "code": "receipt"}
DRAFT = {"label": "草稿", "tone": "neutral"}
APPROVED = {"label": "已审核", "tone": "good"}
OFFERS = [
    {"code": "reverse", "label": "红冲", "tone": "bad", "url": "#", "allowed": False,
     "refusals": ["请先处理进货结算 FK-20260703-0002：它已付清本单。", "七月已月结。"],
     "may_clear": "可由 财务 王芳 解除"},
    {"code": "return", "label": "驳回", "tone": "warning", "url": "#", "allowed": True,
     "needs_reason": True, "refusals": []},
    {"code": "approve", "label": "审核", "tone": "good", "url": "#", "allowed": True,
     "icon": "check-lg", "shortcut": "F4", "key": "k", "refusals": []},
]  # fmt: skip
TASKS = [
    {"title": "审核进货单", "number": "JH-20260701-0012", "url": "/styleguide/paper/",
     "party": "甲厂五金有限公司", "total": Decimal("1864"), "who": "采购部经理", "opened_at": AT,
     "due_at": AT + timedelta(hours=8), "is_late": True, "rule": "T7", "urge_url": "#"},
    {"title": "签订采购合同", "number": "CG-20260630-0004", "url": "#", "party": "乙记包装",
     "total": Decimal("88250.5"), "who": "采购员", "opened_at": AT, "is_late": False,
     "due_at": AT + timedelta(days=1)},
]  # fmt: skip
CHAIN = [
    {"number": "CG-20260625-0004", "url": "#", "type_label": "进货订单", "state_label": "部分入库",
     "tone": "primary", "date": AT, "total": Decimal("2640"), "depth": 0},
    {"number": "JH-20260701-0012", "url": "#", "type_label": "进货单", "state_label": "已审核",
     "tone": "good", "date": AT, "total": Decimal("1864"), "depth": 1, "is_current": True},
    {"number": "FK-20260703-0002", "url": "#", "type_label": "进货结算", "state_label": "草稿",
     "tone": "neutral", "date": AT, "total": Decimal("1000"), "depth": 2},
]  # fmt: skip
TIMELINE = [
    {"at": AT, "actor": "李娜", "title": "新增", "to_label": "草稿", "icon": "plus"},
    {"at": AT, "actor": "李娜", "title": "提交", "from_label": "草稿", "to_label": "待审核",
     "tone": "primary", "icon": "send"},
    {"at": AT, "actor": "赵强", "acting_for": "周敏", "title": "审核", "from_label": "待审核",
     "to_label": "已审核", "tone": "good", "icon": "check", "reason": "数量已当面点清。"},
]  # fmt: skip
POSTINGS = [
    {"label": "库存账", "rows": [
        {"line_no": 1, "text": "六角螺丝 → 主仓 A-01 现存", "quantity": Decimal(1200),
         "amount": Decimal("371.68")},
        {"line_no": 1, "text": "六角螺丝 在途", "quantity": Decimal(-1200), "amount": None}]},
    {"label": "应付账", "rows": [
        {"line_no": 0, "text": "甲厂五金有限公司 应付 2026-07-31", "quantity": None,
         "amount": Decimal("1864")}]},
]  # fmt: skip
PAPER = {
    "document": DOCUMENT, "type": TYPE, "state": APPROVED, "company_name": "跟单示范商贸有限公司",
    "stamp": {"text": "已审核", "tone": "good"},
    "fields": [
        {"label": "供应商", "value": "甲厂五金有限公司", "url": "#"},
        {"label": "单据日期", "value": "2026-07-01"}, {"label": "仓库", "value": "主仓"},
        {"label": "经手人", "value": "李娜"}, 
        {"label": "源单", "value": "CG-20260625-0004", "url": "#"},
        {"label": "到货时间", "value": "2026-07-01 09:10"}, {"label": "送货单号", "value": ""},
        {"label": "付款方式", "value": "月结 30 天"}],
    "lines": LINES, "remark": "第二行尚欠 36 个，供方答应 7 月 5 日补齐。",
    "totals": [{"label": "金额", "value": "1,649.55"}, {"label": "税额", "value": "214.45"},
               {"label": "价税合计", "value": "¥1,864.00", "strong": True}],
    "capital": "人民币壹仟捌佰陆拾肆元整",
    "people": [{"role": "制单人", "name": "李娜", "at": AT},
               {"role": "审核人", "name": "赵强", "acting_for": "周敏", "at": AT}],
    "offers": OFFERS, "actions": [{"label": "复制", "url": "#", "icon": "copy"}],
    "prints": [{"label": "A4", "url": "#"}, {"label": "241 × 139.7", "url": "#"}],
    "approvals": [{"position": 1, "role": "采购部经理", "name": "赵强", "at": AT, "state": "done"},
                  {"position": 2, "role": "总经理", "state": "current"}],
    "tasks": TASKS[:1], "chain": CHAIN, "timeline": TIMELINE, "postings": POSTINGS,
    "comments": [{"at": AT, "author": "李娜", "text": "外箱一角受潮，已拍照。"}],
    "comment_url": "#",
    "attachments": [{"name": "送货单.jpg", "url": "#", "size": 245760, "by": "李娜", "at": AT}],
    "attach_url": "#",
    "blockers": [{"sentence": "进货结算已付清本单：", "number": "FK-20260703-0002", "url": "#"}],
    "undo_url": "#",
}  # fmt: skip
MONTHS = [310000, 355000, 298000, 402000, 391204, 428610]
BUCKETS = (
    ("0–30天", (120000, 42000, 0, 8600), "good"),
    ("31–60天", (60500, 0, 31000, 0), "warning"),
    ("61–90天", (0, 18000, 0, 0), "late"),
    ("90天以上", (42000, 0, 0, -3200), "bad"),
)
FIRMS = ("温州市正泰紧固件有限公司", "上海宝钢", "宁波甬城电镀加工有限责任公司", "义乌市场三区")
CHARTS = [
    bars(
        "month",
        "进货金额",
        ["2月", "3月", "4月", "5月", "6月", "7月"],
        [Series("已审核", MONTHS), Series("订单", MONTHS[::-1])],
        unit="元",
    ),
    bars(
        "age",
        "应付账款账龄",
        FIRMS,
        [Series(*bucket) for bucket in BUCKETS],
        stacked=True,
        across=True,
        unit="元",
    ),
    lines(
        "price",
        "进价走势",
        [date(2026, 1, 9), date(2026, 3, 2), date(2026, 5, 20), date(2026, 7, 1)],
        [
            Series("正泰", [Decimal("0.35"), None, Decimal("0.38"), Decimal("0.36")]),
            Series("宝钢", [None, Decimal("0.33"), None, Decimal("0.41")]),
        ],
        unit="元/个",
        form=formats.price,
    ),
    bars("nothing", "到期应付", [], []),
]
HOME = {
    "tasks": TASKS, "task_count": 2, "late_count": 1, "inbox_url": "/styleguide/inbox/",
    "figures": [
        {"label": "本月进货", "value": "¥428,610", "change": "上月 ¥391,204", "url": "#"},
        {"label": "应付账款", "value": "¥1,206,332", "url": "#", "tone": "bad"},
        {"label": "未审核进货单", "value": "7", "unit": "张", "url": "#"},
        {"label": "逾交订单", "value": "3", "unit": "张", "url": "#", "tone": "warning"}],
    "chart": CHARTS[0],
    "panels": [{"title": "最近单据", "template": "components/chain.html", "context": {}}],
    "papers": CHAIN,
}  # fmt: skip


def entry(*, faulty: bool = False) -> Row:
    form = HeadForm({"date": "x"} if faulty else None)
    if faulty:
        form.is_valid()
    return {
        "title": _("New receipt"), "type": TYPE, "form": form, "grid": grid(faulty=faulty),
        "action_url": "", "cancel_url": "/styleguide/list/", "key": "k",
        "submit_label": _("Submit"),
        "may_save_new": True, "wide_fields": ["remark"], "import_url": "/styleguide/import/",
        "pull": {"label": _("Pull from order"), "url": "#"},
    }  # fmt: skip


PAGES: dict[str, tuple[str, Any]] = {
    "parts": ("ui/styleguide.html", {"title": _("Style guide"), "offers": OFFERS, "version": 1,
                                     "charts": CHARTS, "state": APPROVED}),
    "paper": ("documents/detail.html", PAPER),
    "entry": ("documents/form.html", entry),
    "faulty": ("documents/form.html", lambda: entry(faulty=True)),
    "home": ("home.html", HOME),
    "inbox": ("documents/inbox.html", {"title": _("What waits for me"), "groups": [
        {"title": _("Late"), "tone": "bad", "tasks": TASKS[:1]},
        {"title": _("Today"), "tasks": TASKS[1:]}]}),
    "import": ("ui/import.html", {"title": _("Import"), "step": "upload", "upload_url": "",
                                  "cancel_url": "#", "template_url": "#", "headings": [
                                      {"label": "编码", "required": True}, {"label": "品名"}],
                                  "faults": [{"row": 3, "column": "数量",
                                              "reason": "“abc”不是数字"}]}),
    "stale": ("documents/stale.html", {"document": DOCUMENT, "changed_by": "赵强", "changed_at": AT,
                                       "differences": [{"label": "仓库", "theirs": "主仓",
                                                        "mine": "二号仓"}],
                                       "posted": [], "version": 5, "document_url": "#"}),
}  # fmt: skip
