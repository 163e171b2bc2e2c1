"""axe on every main page, light and dark; narrow screens; the policy; whole in its language."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from documents.models import Document
from masterdata.models import Item, User
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from tests import factories
from tests.browser.keyboard import words_on
from tests.factories_papers import make
from tests.purchasing import firm

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
Browse = Callable[..., Any]
Look = Callable[..., list[str]]
COLOURS = ["color-contrast", "link-in-text-block"]
WIDE = {"width": 1366, "height": 800}
NARROW = {"width": 390, "height": 844}
PAGES = (
    "home", "inbox",
    "purchase_order_list", "purchase_order_new", "purchase_order_edit", "purchase_order_detail",
    "receipt_list", "receipt_new", "receipt_detail", "receipt_arrival", "receipt_pull",
    "item_list", "item_new", "item_edit", "item_detail", "item_history", "item_import",
    "party_list", "supplier_price_list",
    "stock_list", "stock_card", "payable_list", "payable_party",
    "payables_due", "payment_request_list", "payment_request_new", "payment_request_detail",
    "settlement_list", "settlement_new", "settlement_detail", "bank_accounts",
    "statement_list", "statement_new", "statement_detail", "statement_make_many",
    "cash_account_list", "cash_journals", "cash_daily", "cash_voucher_new", "closing_month",
    "supplier_invoice_list", "supplier_invoice_new", "supplier_invoice_detail", "invoice_register",
    "owed_invoices", "owed_by_supplier", "missing_invoices", "invoice_handover_new",
    "purchase_return_list", "purchase_return_new", "purchase_return_detail",
    "meeting_sheet_list", "meeting_sheet_new", "meeting_sheet_detail",
    "chase_list", "delay_notice_list", "delay_notice_compliance", "contract_booklet_new",
    "purchases_by_supplier", "purchases_by_month",
    "document_types", "document_type", "settings", "approval_chains", "approval_chain",
    "number_rules", "delegations", "months", "calendar", "company", "preferences", "keys",
)  # fmt: skip
# In the state in which the page has most to say.
MONEY_PAPERS = {
    "payment_request": "part_paid",
    "settlement": "posted",
    "statement": "issued",
    "supplier_invoice": "matched",
    "purchase_return": "posted",
    "meeting_sheet": "submitted",
}

NOTE_WHAT_IS_STOPPED = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.stopped.push(`the policy stopped ${event.violatedDirective}`));
"""
COLOURS_HAVE_CHANGED = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  await Promise.allSettled(document.getAnimations().map((change) => change.finished));
}
"""
MEANT = "Switch to English"
# Two words in a row: names of keys, codes and prefixes are single ones.
ENGLISH = re.compile(r"[A-Za-z']{2,}(?: [a-z']{2,})+")


@pytest.fixture
def everyone() -> User:
    """Somebody with all desks at once, in a firm with papers in the middle of their way."""
    seed_basics()
    firm.order("螺丝 100 x 2.26, 螺母 20 x 113", state="submitted")
    order = firm.order("螺丝 200 x 2.26, 垫片 30 x 1.13")
    firm.receipt([order], "150-5", "30")
    firm.draft_order("螺丝 300 x 2.26")
    for code, state in MONEY_PAPERS.items():
        make(code, state=state)
    return factories.user(*Role, name="全能")


def address(name: str) -> str:
    """The page of that name, about the things that the firm has."""
    orders = Document.objects.filter(type="purchase_order")
    subjects: dict[str, Any] = {
        "purchase_order_edit": orders.filter(state="draft"),
        "purchase_order_detail": orders.filter(state="active"),
        "receipt_detail": Document.objects.filter(type="receipt", state="approved"),
        **{f"{code}_detail": Document.objects.filter(type=code) for code in MONEY_PAPERS},
        "payable_party": Document.objects.filter(type="receipt").values_list("party_id", flat=True),
        **dict.fromkeys(("item_edit", "item_detail", "item_history", "stock_card"), Item.objects),
        **dict.fromkeys(("document_type", "approval_chain"), ["receipt"]),
    }
    if name == "closing_month":
        return reverse(name, args=[2026, 1])
    found = subjects.get(name)
    if found is None:
        return reverse(name)
    subject = found[0] if isinstance(found, list) else found.order_by("pk").first()
    return reverse(name, args=[getattr(subject, "pk", subject)])


def visit(page: Any, name: str) -> Any:
    answer = page.goto(address(name))
    assert answer.status == 200, name
    return answer


def overflow_of(page: Any) -> list[str]:
    """At 390 px wide tables scroll within themselves, the page never sideways."""
    page.set_viewport_size(NARROW)
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{over} px too wide"] if over > 0 else []


def english_on(page: Any) -> list[str]:
    said = [text for text in words_on(page) if text != MEANT]
    return [found for text in said for found in ENGLISH.findall(text)]


def stopped_on(page: Any) -> list[str]:
    """What the policy had to stop since the page began to load, scripts and all."""
    page.wait_for_load_state("networkidle")
    return list(page.evaluate("window.stopped"))


def axe_in_both_schemes(page: Any, look: Look) -> list[str]:
    """All rules in the light; in the dark only the colours are others."""
    in_scheme(page, "light")
    light = look(page)
    in_scheme(page, "dark")
    return [*light, *(f"dark {fault}" for fault in look(page, COLOURS))]


def in_scheme(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(COLOURS_HAVE_CHANGED)


def named(name: str, faults: list[str]) -> list[str]:
    return [f"{name}: {fault}" for fault in faults]


def test_every_main_page_is_accessible_narrow_whole_in_chinese_and_within_the_policy(
    browse: Browse, everyone: User, accessibility_faults: Look
) -> None:
    """One browser page walks them all once; a fault is named with its page."""
    page = browse(everyone, "/")
    page.add_init_script(NOTE_WHAT_IS_STOPPED)
    faults = []
    for name in PAGES:
        page.set_viewport_size(WIDE)
        answer = visit(page, name)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        faults += named(name, stopped_on(page))
        faults += named(name, english_on(page))
        faults += named(name, overflow_of(page))
        page.set_viewport_size(WIDE)
        # Last, for axe tries inline styles.
        faults += named(name, axe_in_both_schemes(page, accessibility_faults))

    assert faults == []


def test_axe_finds_nothing_on_the_way_in(
    chromium: Any, live_server: Any, accessibility_faults: Look
) -> None:
    with chromium.new_context(base_url=live_server.url) as context:
        page = context.new_page()
        page.goto("/login/")

        assert axe_in_both_schemes(page, accessibility_faults) == []


def test_a_narrow_page_in_english_does_not_overflow(browse: Browse, everyone: User) -> None:
    page = browse(everyone, "/", viewport=NARROW, language="en")
    wide = []
    for name in PAGES:
        visit(page, name)
        wide += named(name, overflow_of(page))

    assert wide == []
