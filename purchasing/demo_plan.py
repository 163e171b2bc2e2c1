"""What the demo firm bought in the last weeks, as a plan; pure.

`ago` counts back from the day of loading, `lead` is the days until delivery, `dearer` the percent
above the list price, `prepaid` the percent of it to be paid in advance. `fate` says how far an
order went.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Receiving:
    """A delivery: `hundredths` of what was still open, some pieces of each line rejected."""

    ago: int
    hundredths: int = 100
    rejected: int = 0
    state: str = "approved"


@dataclass(frozen=True)
class Planned:
    ago: int
    buyer: str
    supplier: str
    goods: tuple[tuple[str, int], ...]
    fate: str = "active"
    receipts: tuple[Receiving, ...] = ()
    lead: int = 7
    dearer: int = 0
    prepaid: int = 0
    remark: str = ""


HINGES = (("JL0101", 2000), ("JL0102", 1200))
SLIDES = (("JL0201", 600), ("JL0202", 400), ("JL0203", 80))
SCREWS = (("JG0403", 60000), ("JG0404", 30000), ("JG0405", 5000))
BOLTS = (("JG0401", 8000), ("JG0402", 6000), ("JG0408", 8000), ("JG0407", 10000))
HANDLES = (("LS0101", 800), ("LS0102", 800))
BOARDS = (("BAN0118", 260), ("BAN0125", 120), ("BAN0205", 200))
CHAIRS = (("BG0501", 60), ("BG0502", 80), ("KT0702", 120))

PLAN = (
    Planned(46, "caigou", "GY001", SCREWS, "closed", (Receiving(38),)),
    Planned(44, "caigou", "GY002", HINGES, "closed", (Receiving(36),)),
    Planned(41, "caigou2", "GY003", HANDLES, "done", (Receiving(33, rejected=4),), remark="急"),
    Planned(40, "caigou", "GY004", BOARDS, "done", (Receiving(34, 60), Receiving(30)), lead=10),
    Planned(37, "caigou2", "GY005", (("BAN0301", 90), ("JG0406", 20000)), "done", (Receiving(29),)),
    Planned(35, "caigou", "GY008", (("PB0201", 300), ("HM0101", 60)), "done", (Receiving(27),)),
    Planned(33, "caigou2", "GY009", CHAIRS, "short", (Receiving(24, 90),), lead=9),
    Planned(31, "caigou", "GY001", BOLTS, "done", (Receiving(25, rejected=50), Receiving(23))),
    Planned(30, "caigou", "GY007", (("LV0101", 240), ("GC0101", 900)), "done", (Receiving(22),)),
    Planned(28, "caigou2", "GY012", (("BZ0101", 800), ("BZ0102", 1200)), "done", (Receiving(20),)),
    Planned(27, "caigou", "GY002", SLIDES, "done", (Receiving(20, 50), Receiving(18)), dearer=2),
    Planned(
        25, "caigou", "GY006", (("BAN0401", 70),), "late", (Receiving(15, 40),), lead=12,
        prepaid=50, remark="岩板易碎，押车",
    ),
    Planned(23, "caigou2", "GY011", (("FL0101", 300), ("FL0104", 120)), "done", (Receiving(17),)),
    Planned(21, "caigou", "GY004", BOARDS, "active", (Receiving(13, 50), Receiving(3, 40)),
            lead=14),
    Planned(20, "caigou2", "GY003", (("LS0301", 600), ("LS0302", 300)), "done", (Receiving(12),)),
    Planned(18, "caigou", "GY001", SCREWS, "done", (Receiving(11),), dearer=3),
    Planned(16, "caigou", "GY002", HINGES, "active", (Receiving(8, 60), Receiving(1, 100, 12,
        "submitted")), lead=14),
    Planned(15, "caigou2", "GY008", (("PB0101", 120),), "held", (Receiving(7, 50, 3),), lead=12),
    Planned(13, "caigou", "GY010", (("BG0701", 24),), "active",
            (Receiving(0, 50, 0, "inspecting"),)),
    Planned(12, "caigou2", "GY005", (("BC0101", 120), ("BC0201", 260)), "active",
            (Receiving(4, 100, 0, "reversed"), Receiving(1, 100, 0, "draft")), lead=10,
            prepaid=30),
    Planned(10, "caigou", "GY007", (("GC0201", 12),), "active", lead=15, dearer=4,
            prepaid=30),
    Planned(8, "caigou", "GY012", (("BZ0201", 600), ("BZ0202", 400)), "cancelled"),
    Planned(6, "caigou2", "GY003", HANDLES, "signed", lead=12),
    Planned(5, "caigou", "GY009", CHAIRS, "approved", lead=14),
    Planned(3, "caigou", "GY004", (("BAN0125", 500),), "submitted", lead=15, remark="春节前备料"),
    Planned(2, "caigou2", "GY011", (("FL0103", 2000), ("FL0105", 900)), "rejected", dearer=12),
    Planned(1, "caigou", "GY001", BOLTS, "submitted"),
    Planned(0, "caigou2", "GY002", SLIDES, "draft", lead=10),
    Planned(9, "caigou2", "GY009", (("BG0502", 40),), "active", lead=28),
)  # fmt: skip

# Goods at the gate whose receipt nobody has entered yet: supplier, warehouse, packages, days ago.
ARRIVALS = (("GY007", "YL", 4, 0), ("GY003", "WJ", 2, 1))
