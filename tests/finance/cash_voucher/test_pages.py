"""Cash vouchers on the screen and on paper."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from finance.cash_voucher.models import CashVoucher
from finance.cash_voucher.prints import COPIES, voucher_slip
from masterdata.roles import Role
from tests.finance.cash.papers import account
from tests.finance.cash_voucher.walk import approved, draft, make, person

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]


@pytest.fixture
def cashier(client: Client, as_user: AsUser) -> Client:
    return as_user(client, person(Role.CASHIER))


def typed(**more: Any) -> dict[str, Any]:
    return {
        "kind": "income",
        "account": account("钱箱").pk,
        "other_side": "张三",
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-MIN_NUM_FORMS": "0",
        "lines-MAX_NUM_FORMS": "1000",
        "lines-0-purpose": "废品收入",
        "lines-0-amount": "1,234.50",
        "then": "save",
    } | more


def sent(client: Client, **more: Any) -> Any:
    form = client.get(reverse("cash_voucher_new"))
    key = form.context["key"]
    return client.post(reverse("cash_voucher_new"), typed(key=key, **more))


def test_a_receipt_is_typed_and_saved(cashier: Client) -> None:
    answer = sent(cashier)

    assert answer.status_code == 302, answer.content.decode()
    document = Document.objects.get(type="cash_voucher")
    assert document.number.startswith("ZJ")
    assert f"{document.total}" == "1234.50"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "transfer"}, "to_account"),
        ({"kind": "income", "to_account": "same"}, "to_account"),
        ({"kind": "transfer", "to_account": "same"}, "to_account"),
        ({"account": ""}, "account"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    cashier: Client, wrong: dict[str, Any], field: str
) -> None:
    box = account("钱箱").pk
    answer = sent(cashier, **{k: box if v == "same" else v for k, v in wrong.items()})

    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert answer.context["grid"].rows[0]["values"]["purpose"] == "废品收入"
    assert not CashVoucher.objects.exists()


@pytest.mark.parametrize("amount", ["0", "-5", "abc", ""])
def test_an_amount_is_above_zero(cashier: Client, amount: str) -> None:
    assert sent(cashier, **{"lines-0-amount": amount}).status_code == 422


def test_the_list_tells_kind_and_account_and_is_filtered_by_both(cashier: Client) -> None:
    income = approved("收 钱箱 100.00")
    transfer = approved("转 钱箱→基本户 5.00")

    page = cashier.get(reverse("cash_voucher_list"), {"view": "all", "kind": "transfer"})

    assert transfer.number in page.content.decode()
    assert "基本户" in page.content.decode()
    assert income.number not in page.content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "reversed", "void"])
def test_the_paper_opens_in_every_state(cashier: Client, state: str) -> None:
    page = cashier.get(reverse("cash_voucher_detail", args=[make(state).pk]))

    assert page.status_code == 200
    assert "钱箱" in page.content.decode()


@pytest.mark.parametrize("text", ["收 钱箱 100.00", "付 钱箱 1.00", "转 钱箱→基本户 2.00"])
@pytest.mark.parametrize("paper", ["third-241", "a5-landscape", "a4"])
def test_every_kind_is_printed_on_every_paper(cashier: Client, text: str, paper: str) -> None:
    url = reverse("cash_voucher_print", args=[draft(text).pk, "slip"])

    assert cashier.get(url, {"paper": paper}).content.startswith(b"%PDF")


def test_a_receipt_says_who_paid_how_and_the_sum_in_capitals(cashier: Client) -> None:
    from documents import content
    from documents.pages import Printing
    from ui.prints import THIRD_241

    document = draft("收 钱箱 1234.50")
    body = content.load_body(document)
    printing = Printing(body, person(Role.CASHIER), THIRD_241, copies=COPIES)
    (slip,) = voucher_slip(printing)

    assert slip["capital"] == "人民币壹仟贰佰叁拾肆元伍角整"
    assert slip["facts"][0][0]["value"] == "张三"
    assert len(slip["legend"]) == 3
