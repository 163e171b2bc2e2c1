"""What the demo firm sold in the last weeks, as a plan; pure.

`ago` counts back from the day of loading, `lead` is the days until the agreed delivery. `fate` says
how far an order went; `paid` is the percent of it that was remitted, in one or two parts.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shipped:
    """A delivery: `hundredths` of what could still go; `state` is where it stands now."""

    ago: int
    hundredths: int = 100
    state: str = "closed"
    refused: int = 0


@dataclass(frozen=True)
class Sold:
    ago: int
    customer: str
    goods: tuple[tuple[str, int], ...]
    terms: str = "prepaid"
    fate: str = "released"
    paid: tuple[int, ...] = (100,)
    shipments: tuple[Shipped, ...] = ()
    deposit: int = 0
    discount: int = 100
    lead: int = 7
    freight: str = "0"
    number: str = ""
    remark: str = ""
    why: str = ""


OFFICE = (("BG0501", 6), ("BG0502", 8))
DINING = (("KT0702", 12), ("KT0701", 2))
BEDROOM = (("WS1801", 1), ("WS0401", 2))

PLAN = (
    Sold(24, "KH001", OFFICE, "prepaid", "closed", (100,), (Shipped(21),), number="HX-0412",
         freight="120.00"),
    Sold(20, "KH002", DINING, "deposit", "closed", (30, 70), (Shipped(17, 50), Shipped(14)),
         deposit=30, number="JZJ26-118"),
    Sold(16, "KH003", (("BG0501", 10), ("BG0701", 2)), "credit", "fulfilled", (),
         (Shipped(12),), lead=6, number="HC-2611"),
    Sold(13, "KH008", (("KT0702", 8),), "cod", "released", (), (Shipped(9, refused=1),),
         freight="80.00"),
    Sold(11, "KH001", BEDROOM, "prepaid", "released", (100,), (Shipped(7, state="delivered"),),
         number="HX-0427", remark="床头柜送到三楼样板间"),
    Sold(9, "KH006", (("BG0502", 24), ("BG0501", 12)), "credit", "released", (),
         (Shipped(5, 40, "dispatched"),), lead=14, number="LX-PO-881", remark="酒店会议厅"),
    Sold(7, "KH002", (("KT0301", 2), ("KT0601", 1)), "deposit", "released", (30,), (),
         deposit=30, lead=12, number="JZJ26-131"),
    Sold(5, "KH008", (("KT0702", 4), ("KT0301", 1)), "cod", "released", (),
         (Shipped(1, state="loaded"),)),
    Sold(4, "KH001", (("BG0501", 4),), "prepaid", "released", (100,),
         (Shipped(1, state="authorized"),), number="HX-0433"),
    Sold(4, "KH003", (("BG1401", 60),), "credit", "held", (), (), lead=20,
         why="客户改颜色，等待确认样板"),
    Sold(3, "KH002", (("KT0501", 1),), "deposit", "noticed", (), (), deposit=30, lead=15,
         number="JZJ26-139"),
    Sold(3, "KH007", (("BG0502", 12),), "prepaid", "cancelled", (), (), why="客户资金未到位"),
    Sold(2, "KH001", (("WS1801", 2), ("WS2001", 1)), "prepaid", "approving", (), (), discount=92,
         number="HX-0440", why="老客户年终促销"),
    Sold(2, "KH005", (("KT0701", 3),), "deposit", "pricing", (), (), deposit=50, lead=18),
    Sold(1, "KH003", (("BG0701", 4),), "credit", "calling", (), (), number="HC-2619"),
    Sold(1, "KH004", (("KT0702", 6),), "cod", "consulting", (), ()),
    Sold(0, "KH006", (("WS1501", 10), ("WS0401", 10)), "credit", "draft", (), (), lead=30,
         number="LX-PO-902", remark="客房改造，分两批"),
)  # fmt: skip

# Level price lists: code, name, level, percent of the item's list price.
LISTS = (
    ("A2026", "A 级客户价", "A", 88),
    ("B2026", "B 级客户价", "B", 93),
)
FLOOR_PERCENT = 75
# Customer, item, agreed price.
AGREED = (("KH001", "BG0501", "318.00"), ("KH006", "BG0502", "196.00"))
# What customers say they remitted and finance has yet to find: customer, money, days ago.
CLAIMED = (("KH002", "1764.00", 0), ("KH007", "2736.00", 1))


@dataclass(frozen=True)
class Back:
    """Pieces of the first line of the customer's last delivery that come back."""

    ago: int
    customer: str
    quantity: int
    reason: str
    state: str = "posted"


RETURNS = (
    Back(6, "KH003", 1, "气杆漏气，客户退回", "posted"),
    Back(1, "KH001", 1, "颜色发错", "approving"),
)


@dataclass(frozen=True)
class Talked:
    """A call about what is owed; `days` after it the customer promised to pay `amount`."""

    ago: int
    customer: str
    said: str
    amount: str = ""
    days: int = 0


TALKS = (
    Talked(10, "KH002", "旧账本周付清", "45230.00", 5),
    Talked(2, "KH006", "月底结账后一并付款", "60000.00", 9),
)
