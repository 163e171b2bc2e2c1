"""600,000 items in one statement: materials × things × finishes × sizes, with Chinese names.

They are put beside those of the base, in the copy that is worked on.
"""

from django.db import connection

from benchmarks.by_hand import one
from masterdata import search_index
from masterdata.models import Item

MATERIALS = (
    *("不锈钢 bxg", "碳钢 tg", "黄铜 ht", "紫铜 zt", "铝合金 lhj", "铸铁 zt", "尼龙 nl", "橡胶 xj"),
    *("陶瓷 tc", "玻璃 bl", "木质 mz", "竹制 zz", "塑料 sl", "硅胶 gj", "镀锌 dx", "镀铬 dg"),
    *("钛合金 thj", "锌合金 xhj", "聚氨酯 jaz", "石墨 sm"),
)
THINGS = (
    *("螺丝 ls", "螺母 lm", "垫圈 dq", "铆钉 md", "膨胀管 pzg", "合页 hy", "拉手 ls", "滑轨 hg"),
    *("锁具 sj", "铰链 jl", "弹簧 th", "轴承 zc", "齿轮 cl", "链条 lt", "皮带 pd", "密封圈 mfq"),
    *("阀门 fm", "接头 jt", "软管 rg", "水龙头 slt", "地漏 dl", "花洒 hs", "角阀 jf", "开关 kg"),
    *("插座 cz", "灯具 dj", "电缆 dl", "线槽 xc", "支架 zj", "托盘 tp"),
)
FINISHES = tuple(
    f"{surface}{grade} {codes}{letter}"
    for surface, codes in (
        ("抛光", "pg"),
        ("拉丝", "ls"),
        ("喷涂", "pt"),
        ("磨砂", "ms"),
        ("本色", "bs"),
    )
    for grade, letter in (
        ("一级", "yj"),
        ("二级", "ej"),
        ("出口", "ck"),
        ("内销", "nx"),
        ("定制", "dz"),
    )
)
SIZES = tuple(f"M{3 + number % 10}×{5 * (1 + number // 10)}mm x" for number in range(40))
OWN = ("id", "code", "name", "pinyin", "specification", "model", "barcode", "is_active")


def fill(*, small: bool = False) -> int:
    """How many items there are then; the small form takes the first few of each."""
    parts = (MATERIALS, THINGS, FINISHES, SIZES)
    if small:
        parts = (MATERIALS[:3], THINGS[:4], FINISHES[:2], SIZES[:5])
    template = Item.objects.order_by("id").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        for table, words in zip("mtfs", parts, strict=True):
            cursor.execute(f"CREATE TEMPORARY TABLE bench_{table} (n text, word text, py text)")
            values = [(f"{number:02}", *each.split()) for number, each in enumerate(words, 1)]
            cursor.executemany(f"INSERT INTO bench_{table} VALUES (%s, %s, %s)", values)
        # The indexes of look-up are made when all is there, as after any bulk import.
        search_index.drop(_Editor())
        cursor.execute(_statement(), [template])
        search_index.create(_Editor())
        for table in "mtfs":
            cursor.execute(f"DROP TABLE bench_{table}")
        cursor.execute("ANALYZE masterdata_item")
    return int(one("SELECT COUNT(*) FROM masterdata_item"))


class _Editor:
    """What a migration hands to the makers of indexes, without its tables."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _statement() -> str:
    copied = [f.column for f in Item._meta.concrete_fields if f.name not in OWN]
    names = [*OWN[1:], *copied]
    values = [
        "'G' || m.n || t.n || '-' || f.n || s.n",
        "m.word || t.word || ' ' || f.word",
        "m.py || t.py",
        "s.word",
        "t.n || '-' || s.n",
        "'69' || m.n || t.n || f.n || s.n",
        "i.is_active",
        *(f'i."{column}"' for column in copied),
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO masterdata_item ({columns}) SELECT {', '.join(values)}"
        " FROM masterdata_item i, bench_m m, bench_t t, bench_f f, bench_s s WHERE i.id = %s"
    )
