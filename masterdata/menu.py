"""Where the master data stand in the menu, with the words that other systems use for them."""

from django.utils.translation import gettext_lazy as _

from masterdata.roles import Role
from ui.navigation import MenuItem, register_menu

ADMINISTRATOR = (Role.ADMINISTRATOR.value,)


def register() -> None:
    register_menu(
        "masterdata",
        (
            MenuItem(_("Items"), "item_list", "box-seam", ("商品资料", "物料", "货品", "产品档案")),
            MenuItem(
                _("Parties"),
                "party_list",
                "people",
                ("供应商", "客户", "往来单位", "厂商", "供货商", "顾客档案"),
            ),
            MenuItem(_("Units"), "unit_list", "rulers", ("计量单位",)),
            MenuItem(_("Categories"), "category_list", "diagram-3", ("商品类别", "分类")),
            MenuItem(_("Regions"), "region_list", "geo-alt", ("地区", "片区")),
            MenuItem(_("Tax rates"), "tax_rate_list", "percent", ("税率", "税种")),
        ),
    )
    register_menu(
        "settings",
        (
            MenuItem(
                _("Users"), "user_list", "person-gear", ("操作员", "权限", "员工"), ADMINISTRATOR
            ),
            MenuItem(
                _("Company data"), "company", "building", ("公司信息", "账套信息"), ADMINISTRATOR
            ),
            MenuItem(
                _("Working calendar"),
                "calendar",
                "calendar3",
                ("节假日", "工作日", "调休", "假期"),
            ),
            MenuItem(_("My settings"), "preferences", "sliders", ("个人设置", "修改密码")),
        ),
    )
