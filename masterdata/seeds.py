"""What a new firm begins with: roles, units, tax rates, the announced calendar, its own row.

Seeding twice changes nothing: what is there stays as people have edited it.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from masterdata.apps import make_groups
from masterdata.calendar import replace_year
from masterdata.models import Company, Holiday, TaxRate, Unit

# First and last day off as the State Council announced them each November for the next year.
DAYS_OFF = (
    ("2024-01-01", "2024-01-01", "元旦"),
    ("2024-02-10", "2024-02-17", "春节"),
    ("2024-04-04", "2024-04-06", "清明节"),
    ("2024-05-01", "2024-05-05", "劳动节"),
    ("2024-06-10", "2024-06-10", "端午节"),
    ("2024-09-15", "2024-09-17", "中秋节"),
    ("2024-10-01", "2024-10-07", "国庆节"),
    ("2025-01-01", "2025-01-01", "元旦"),
    ("2025-01-28", "2025-02-04", "春节"),
    ("2025-04-04", "2025-04-06", "清明节"),
    ("2025-05-01", "2025-05-05", "劳动节"),
    ("2025-05-31", "2025-06-02", "端午节"),
    ("2025-10-01", "2025-10-08", "国庆节、中秋节"),
    ("2026-01-01", "2026-01-03", "元旦"),
    ("2026-02-15", "2026-02-23", "春节"),
    ("2026-04-04", "2026-04-06", "清明节"),
    ("2026-05-01", "2026-05-05", "劳动节"),
    ("2026-06-19", "2026-06-21", "端午节"),
    ("2026-09-25", "2026-09-27", "中秋节"),
    ("2026-10-01", "2026-10-07", "国庆节"),
)
WORKED_INSTEAD = (
    ("春节", "2024-02-04", "2024-02-18", "2025-01-26", "2025-02-08", "2026-02-14", "2026-02-28"),
    ("元旦", "2026-01-04"),
    ("清明节", "2024-04-07"),
    ("劳动节", "2024-04-28", "2024-05-11", "2025-04-27", "2026-05-09"),
    ("中秋节", "2024-09-14"),
    ("国庆节", "2024-09-29", "2024-10-12", "2025-09-28", "2025-10-11", "2026-09-20", "2026-10-10"),
)


def _each_day(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


HOLIDAYS: dict[date, str] = {
    day: name for first, last, name in DAYS_OFF for day in _each_day(first, last)
}
MAKE_UP_DAYS: dict[date, str] = {
    date.fromisoformat(day): f"{name}调休" for name, *days in WORKED_INSTEAD for day in days
}
YEARS = sorted({day.year for day in HOLIDAYS})

# Code and name in one; the decimals its quantities show.
UNITS = {
    0: "个 件 只 套 张 把 条 根 块 片 箱 包 袋 盒 卷 桶 瓶 台 对 双 支 组 扇 副 次 樘 捆 打 令 本",
    2: "米 平方米 升 小时",
    3: "千克 克 吨 立方米",
}
TAX_RATES = (
    ("13", "货物 13%", "13", "rate", "2019-04-01", None),
    ("9", "运输、农产品、建筑 9%", "9", "rate", "2019-04-01", None),
    ("6", "服务 6%", "6", "rate", "2016-05-01", None),
    ("5", "简易计税 5%", "5", "rate", "2016-05-01", None),
    ("3", "小规模纳税人 3%", "3", "rate", "2014-07-01", None),
    ("1", "小规模纳税人减按 1%", "1", "rate", "2020-03-01", "2027-12-31"),
    ("0", "出口零税率", "0", "rate", "1994-01-01", None),
    ("MS", "免税", "0", "exempt", "1994-01-01", None),
    ("BZS", "不征税", "0", "untaxed", "1994-01-01", None),
)


@transaction.atomic
def seed_basics() -> None:
    make_groups()
    Company.objects.get_or_create(pk=1)
    for decimals, names in UNITS.items():
        for name in names.split():
            Unit.objects.get_or_create(code=name, defaults={"name": name, "decimals": decimals})
    for code, name, percent, kind, first, last in TAX_RATES:
        values = {"name": name, "percent": Decimal(percent), "kind": kind}
        validity = {
            "valid_from": date.fromisoformat(first),
            "valid_to": date.fromisoformat(last) if last else None,
        }
        TaxRate.objects.get_or_create(code=code, defaults={**values, **validity})
    for year in YEARS:
        if not Holiday.objects.filter(date__year=year).exists():
            replace_year(
                year,
                holidays={day: name for day, name in HOLIDAYS.items() if day.year == year},
                make_up_days={day: name for day, name in MAKE_UP_DAYS.items() if day.year == year},
            )
