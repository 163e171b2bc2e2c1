"""What the demo firm returned, asked to be paid, paid and settled, as a plan; pure.

`ago` counts back from the day of loading. A debt or a credit is named by its supplier and a
reference: the days since its receipt, or the type of the paper that it stands on.
"""

from dataclasses import dataclass

OPENING, PREPAID = "opening_balance", "settlement"
Ref = int | str
ALL = ""


@dataclass(frozen=True)
class Changed:
    """A supplier's account, verified at first; `further` is a second one, `instead` replaces it."""

    supplier: str
    further: tuple[str, str] | None = None
    instead: tuple[str, str] | None = None


@dataclass(frozen=True)
class Returned:
    """Of every line of a receipt so many pieces go back; the fate is the state reached."""

    name: str
    supplier: str
    received: int
    pieces: int
    ago: int
    fate: str = "posted"
    outcome: str = "credit"
    reason: str = "表面划伤"


@dataclass(frozen=True)
class Asked:
    """A payment request; `order` is an order so many days old whose prepayment is asked for."""

    name: str
    buyer: str
    supplier: str
    ago: int
    debts: tuple[Ref, ...] = ()
    order: int | None = None
    fate: str = "paid"
    part: str = ALL
    purpose: str = "货款"
    reason: str = ""


@dataclass(frozen=True)
class Settled:
    """A settlement; its money is what the debts less credits and discount leave, and the surplus.

    `debts` and `credits` name an item and how much of it, empty for all that is open.
    """

    name: str
    maker: str
    supplier: str
    ago: int
    debts: tuple[tuple[Ref, str], ...] = ()
    credits: tuple[tuple[Ref, str], ...] = ()
    kind: str = "payment"
    discount: str = "0"
    surplus: str = "0"
    fate: str = "posted"
    reason: str = ""


ACCOUNTS = (
    Changed("GY001", further=("中国工商银行永兴支行", "1203230919200001002")),
    Changed("GY002", further=("中国建设银行勒流支行", "44050166723600200022")),
    Changed("GY003", further=("佛山农商银行盐步支行", "80020000003301200")),
    Changed("GY004", further=("中国银行里水支行", "7006577300020044")),
    Changed("GY005"),
    Changed("GY006"),
    Changed("GY007", instead=("中国农业银行狮山支行", "44516001040070077")),
    Changed("GY008", further=("中国工商银行厚街支行", "2010051819200200088")),
    Changed("GY009"),
    Changed("GY011"),
    Changed("GY012"),
)

RETURNS = (
    Returned("拉手划伤", "GY003", 33, 4, 26),
    Returned("板材受潮", "GY004", 13, 6, 9, outcome="replace", reason="受潮起鼓"),
    Returned("皮面色差", "GY008", 7, 5, 2, "approved", reason="与封样色差"),
    Returned("胶水过期", "GY011", 17, 8, 1, "submitted", reason="临近保质期"),
    Returned("螺丝错规格", "GY001", 11, 200, 0, "draft", reason="牙距不符"),
    Returned("纸箱", "GY012", 20, 20, 6, "void", reason="印刷模糊"),
    Returned("脚轮", "GY009", 24, 2, 12, "reversed", reason="数量点错"),
)

# The oldest first: what is paid is not open any more for the next one.
MONEY: tuple[Asked | Settled, ...] = (
    Settled("两次到货一并付", "chuna", "GY004", 28, ((34, ALL), (30, ALL)), discount="410"),
    Asked("岩板定金", "caigou", "GY006", 24, order=25, purpose="合同定金"),
    Asked("木料款", "caigou2", "GY005", 15, (29,)),
    Settled("坐具预付冲抵", "caigou2", "GY009", 12, ((24, "6000"),), ((OPENING, "6000"),),
            "offset"),
    Asked("木皮定金", "caigou2", "GY005", 12, order=12, purpose="合同定金"),
    Asked("紧固件货款", "caigou", "GY001", 11, (38,)),
    Settled("岩板定金冲抵", "caigou", "GY006", 10, ((15, "18000"),), ((PREPAID, "18000"),),
            "offset"),
    Asked("铰链旧账", "caigou", "GY002", 10, (OPENING,), fate="part_paid", part="20000",
          purpose="上年货款"),
    Settled("导轨付整数", "chuna", "GY002", 9, ((20, ALL),), surplus="3818.80"),
    Settled("坐具退定金", "chuna", "GY009", 7, credits=((OPENING, "4000"),), kind="refund"),
    Asked("板材货款", "caigou", "GY004", 7, (13,)),
    Settled("包装对冲", "caigou", "GY012", 6, ((20, "6500"),), kind="set_off"),
    Settled("型材付款", "chuna", "GY007", 6, ((22, ALL),), fate="reversed",
            reason="银行退票，户名与账号不符"),
    Settled("螺栓两单", "chuna", "GY001", 5, ((25, ALL), (23, ALL)), discount="8.21"),
    Settled("导轨用预付", "chuna", "GY002", 4, ((18, ALL),), ((PREPAID, ALL),)),
    Asked("本周板材", "caigou", "GY004", 4, (3,), fate="approved"),
    Asked("紧固件旧账", "caigou", "GY001", 4, (OPENING, 11), fate="approved"),
    Asked("岩板旧账", "caigou", "GY006", 4, (OPENING,), fate="returned", purpose="上年货款",
          reason="发票未到，补齐后再报"),
    Asked("皮革货款", "caigou", "GY008", 3, (OPENING, 27), fate="reviewed"),
    Asked("铰链第二批", "caigou", "GY002", 3, (8,), fate="void", reason="未到付款期"),
    Asked("拉手货款", "caigou2", "GY003", 2, (33,), fate="submitted"),
    Asked("立固胶水", "caigou2", "GY011", 1, (17,), fate="submitted"),
    Settled("钢柜订金", "chuna", "GY010", 1, kind="prepayment", surplus="6000",
            fate="submitted", reason="新供方首单，要求先付订金再排产"),
    Asked("型材货款", "caigou2", "GY007", 0, (22,), fate="draft"),
    Asked("锁具货款", "caigou2", "GY003", 0, (12,), fate="draft"),
    Settled("立固旧账", "chuna", "GY011", 0, ((OPENING, ALL),), fate="draft"),
    Settled("重复录入", "chuna", "GY011", 0, ((OPENING, "320"),), fate="void", reason="重复录入"),
)  # fmt: skip
