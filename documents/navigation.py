"""Where the kernel stands in the menu, and what it gives to the frame of every page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents import inbox, search
from documents.jobs import pages as job_pages
from documents.period_pages import READERS as BOOKKEEPERS
from documents.settings_pages import OVERSEERS
from ui import context
from ui.navigation import MenuItem, register_finder, register_menu

PRINTING = (
    MenuItem(
        _("Print settings"),
        "print_settings",
        "printer",
        ("打印设置", "联次", "打印模板"),
        OVERSEERS,
    ),
    MenuItem(
        _("Printer set-up"),
        "printer",
        "printer",
        ("打印机设置说明", "打印偏移", "测试打印", "针式打印机"),
    ),
)
JOBS = MenuItem(
    _("Background jobs"),
    "jobs",
    "hourglass-split",
    ("后台任务", "导出进度", "下载", "夜间作业"),
)


def address_of_paper(user: Any, q: str) -> str:
    """What the search box opens: the paper of this number, or the only one that contains it."""
    paper = search.by_number(user, q)
    if paper is None:
        found = list(search.like(user, q, limit=2))
        paper = found[0] if len(found) == 1 else None
    return reverse("document_by_number", args=[paper.number]) if paper else ""


def register() -> None:
    register_finder(address_of_paper)
    context.contribute(("inbox_url", "task_count", "late_count"), inbox.frame_part)
    context.contribute(("jobs_url", "job_count"), job_pages.frame_part)
    register_menu(
        "finance",
        [
            MenuItem(
                _("Months"), "months", "calendar-month", ("月结", "结账", "反结账"), BOOKKEEPERS
            )
        ],
    )
    register_menu(
        "settings",
        [
            MenuItem(_("Delegation"), "delegations", "person-check", ("代理人", "代审", "授权")),
            MenuItem(
                _("Approval chains"),
                "approval_chains",
                "diagram-2",
                ("审批流程", "审核流", "审批设置"),
                OVERSEERS,
            ),
            MenuItem(
                _("Document numbers"),
                "number_rules",
                "hash",
                ("单号规则", "编码规则", "断号检查"),
                OVERSEERS,
            ),
            *PRINTING,
            JOBS,
            MenuItem(
                _("Document types"), "document_types", "bezier2", ("单据流程", "流程图", "术语表")
            ),
            MenuItem(_("Self-check"), "self_check", "heart-pulse", ("自检", "账务检查"), OVERSEERS),
            MenuItem(_("System settings"), "settings", "sliders2", ("设置",), OVERSEERS),
        ],
    )
