"""打印设置 and 打印机设置: who may change them, what is refused, and what this desk keeps."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import copies, print_settings
from documents.copies import FIVE_COPIES, FOUR_COPIES, THREE_COPIES, TWO_COPIES, Copy
from documents.models import PrintSetting
from documents.print_settings import PrintRules
from masterdata.roles import Role
from tests import factories
from tests.ui.test_prints import sizes_of, text_of
from ui import print_offset
from ui.print_offset import COOKIE, NO_OFFSET, Offset
from ui.prints import HALF_241, PAPERS, THIRD_241, Paper

pytestmark = pytest.mark.django_db
SETTING = reverse("print_setting", args=["receipt"])


@pytest.fixture
def administrator(client: Client, as_user: Any) -> Client:
    signed_in: Client = as_user(client, factories.user(Role.ADMINISTRATOR))
    return signed_in


def form(*rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    data = {"copies-TOTAL_FORMS": str(len(rows)), "copies-INITIAL_FORMS": "0"}
    data |= {"copies-MIN_NUM_FORMS": "0", "copies-MAX_NUM_FORMS": "7"}
    for number, row in enumerate(rows):
        for name, value in zip(("name", "colour", "priced"), row, strict=True):
            data[f"copies-{number}-{name}"] = value
    return data | more


STUB, KEEPER = ("存根联", "白", "yes"), ("仓库联", "黄", "no")


# --- settings ------------------------------------------------------------------------------------


def test_without_a_setting_the_declaration_holds() -> None:
    assert print_settings.rules_of("receipt", usual=TWO_COPIES).copies == TWO_COPIES


@pytest.mark.parametrize(
    ("usual", "unpriced"),
    [(TWO_COPIES, []), (THREE_COPIES, [3]), (FOUR_COPIES, [3]), (FIVE_COPIES, [4])],
)
def test_the_usual_sets_hide_prices_from_the_warehouse_alone(
    usual: tuple[Copy, ...], unpriced: list[int]
) -> None:
    found = [number for number, copy in enumerate(usual, start=1) if not copy.priced]

    assert found == unpriced


def test_an_administrator_sets_copies_terms_rows_and_switches(administrator: Client) -> None:
    more = {"terms": "请当面点清", "approved_only": "on", "rows_half-241": "10", "version": "0"}

    answer = administrator.post(SETTING, form(STUB, KEEPER, **more))

    assert answer.status_code == 302
    rules = print_settings.rules_of("receipt")
    assert rules.copies == (Copy("存根联", "白"), Copy("仓库联", "黄", priced=False))
    assert (rules.terms, dict(rules.rows)) == ("请当面点清", {"half-241": 10})
    assert (rules.approved_only, rules.subtotals_only) == (True, False)
    assert PrintSetting.history.count() == 1
    for page in (SETTING, reverse("print_settings")):
        assert "请当面点清" in administrator.get(page).content.decode()


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ((), {}),
        ((STUB, STUB), {}),
        ((STUB,) * 7, {}),
        ((("", "白", "yes"),), {}),
        ((("存" * 13, "白", "yes"),), {}),
        (((*STUB[:2], "perhaps"),), {}),
        ((STUB,), {"rows_half-241": "11"}),
        ((STUB,), {"rows_third-241": "0"}),
        ((STUB,), {"rows_a4": "x"}),
        ((STUB,), {"terms": "请" * 201}),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_typed_is_lost(
    administrator: Client, rows: tuple[Any, ...], more: dict[str, str]
) -> None:
    answer = administrator.post(SETTING, form(*rows, **{"terms": "请点清", **more}))

    assert answer.status_code == 200
    assert "请点清" in answer.content.decode() or "terms" in more
    assert not PrintSetting.objects.exists()


def test_two_administrators_do_not_overwrite_each_other(administrator: Client) -> None:
    administrator.post(SETTING, form(STUB, version="0"))

    answer = administrator.post(SETTING, form(STUB, KEEPER, version="0"))

    assert answer.status_code == 200
    assert len(print_settings.rules_of("receipt").copies) == 1


def test_others_may_not_change_settings(client: Client, as_user: Any) -> None:
    as_user(client, factories.user(Role.GENERAL_MANAGER))

    assert client.get(reverse("print_settings")).status_code == 200
    assert client.get(SETTING).status_code == 403
    assert client.post(SETTING, form(STUB)).status_code == 403
    as_user(client, factories.user(Role.STOREKEEPER))
    assert client.get(reverse("print_settings")).status_code == 403


def test_a_type_without_slips_in_copies_has_no_settings(administrator: Client) -> None:
    for code in ("meeting_sheet", "nothing"):
        assert administrator.get(reverse("print_setting", args=[code])).status_code == 404


def test_the_law_holds_below_the_form_too() -> None:
    storekeeper = factories.user(Role.STOREKEEPER)
    with pytest.raises(print_settings.NotAllowed):
        print_settings.store("receipt", PrintRules(copies=TWO_COPIES), actor=storekeeper)
    rules = PrintRules(copies=(), rows={"a4": 99})
    with pytest.raises(print_settings.Refused) as refused:
        print_settings.store("receipt", rules, actor=factories.user(Role.ADMINISTRATOR))
    assert len(refused.value.details) == 1


# --- names and legend ----------------------------------------------------------------------------


def test_the_word_for_copy_is_not_written_twice() -> None:
    typed, bare = (Copy("仓库联", "黄"),), (Copy("仓库", "黄"),)

    assert copies.title_of(typed, 1) == copies.title_of(bare, 1)
    assert copies.legend_of(typed) == copies.legend_of(bare)


@pytest.mark.parametrize("paper", [HALF_241, THIRD_241], ids=lambda paper: paper.name)
@pytest.mark.parametrize("count", [1, 3, 5, 6])
def test_no_column_of_the_legend_is_longer_than_the_paper(paper: Paper, count: int) -> None:
    legend = [f"第{n}联 存根(白)" for n in range(count)]

    made = copies.legend_columns(legend, paper)

    assert [text for column in made["legend_columns"] for text in column] == legend
    assert not made["legend_turned"]
    for column in made["legend_columns"]:
        assert sum(len(text) for text in column) * Decimal("3.3") < paper.height_mm - 20


# --- this desk's printer -------------------------------------------------------------------------


def test_offsets_are_kept_by_the_browser_and_move_every_print(administrator: Client) -> None:
    answer = administrator.post(reverse("printer"), {"x": "-1.5", "y": "２.0"})

    cookie = answer.cookies[COOKIE]
    assert answer.status_code == 302
    assert cookie.value == "-1.5_2.0"
    assert cookie["max-age"] > 365 * 86_400
    assert cookie["httponly"]
    said = text_of(administrator.get(reverse("printer_test", args=["half-241"])).content)
    assert "-1.5" in said
    assert 'value="-1.5"' in administrator.get(reverse("printer")).content.decode()


@pytest.mark.parametrize(
    ("x", "y"),
    [("20.1", "0"), ("0", "-21"), ("0.25", "0"), ("x", "0"), ("", "0"), ("1e1", "0"), ("nan", "0")],
)
def test_an_offset_that_cannot_be_is_refused_in_words(
    administrator: Client, x: str, y: str
) -> None:
    answer = administrator.post(reverse("printer"), {"x": x, "y": y})

    assert answer.status_code == 200
    assert COOKIE not in answer.cookies
    assert answer.context["form"].errors
    assert answer.context["form"]["x"].value() == x


@pytest.mark.parametrize(
    "forged", ["99.0_0.0", "1_1", "x", "1.0_1.0;}body{display:none", "-20.1_0.0", "1.0", "١.٠_١.٠"]
)
def test_a_forged_cookie_moves_nothing(rf: Any, forged: str, caplog: Any) -> None:
    request = rf.get("/")
    request.COOKIES[COOKIE] = forged

    assert print_offset.offset_of(request) == NO_OFFSET
    assert "ignored" in caplog.text


def test_the_farthest_offsets_are_taken(rf: Any) -> None:
    request = rf.get("/")
    request.COOKIES[COOKIE] = "-20.0_20.0"

    assert print_offset.offset_of(request) == Offset(Decimal("-20.0"), Decimal("20.0"))


@pytest.mark.parametrize("paper", PAPERS.values(), ids=list(PAPERS))
def test_each_paper_has_a_test_print_of_its_size(administrator: Client, paper: Paper) -> None:
    administrator.cookies[COOKIE] = "1.0_1.0"

    answer = administrator.get(reverse("printer_test", args=[paper.name]))

    sizes = sizes_of(answer.content)
    assert len(sizes) == 2
    for width, height in sizes:
        assert width == pytest.approx(float(paper.width_mm), abs=0.01)
        assert height == pytest.approx(float(paper.height_mm), abs=0.01)
    numbers = set(re.findall(r"\d+", text_of(answer.content)))
    assert {"10", "50", "90", str(int(paper.width_mm) // 10 * 10 - 10)} <= numbers


def test_a_paper_that_is_not_ours_has_no_test_print(administrator: Client) -> None:
    assert administrator.get(reverse("printer_test", args=["a0"])).status_code == 404
