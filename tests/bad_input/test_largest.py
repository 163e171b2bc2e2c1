"""Numbers that are right one by one and too large together: refused in a sentence."""

from itertools import product
from typing import Any

import pytest
from django.test import Client

from documents.models import Document
from documents.pages import pages_of
from masterdata.models import PackUnit
from masterdata.roles import Role
from tests import factories
from tests.bad_input import filling
from tests.bad_input import firm as firms
from tests.bad_input.firm import Firm
from tests.bad_input.test_forged import form_on

pytestmark = pytest.mark.django_db
PAPERS = ("purchase_order", "order_change", "receipt", "opening_stock", "opening_balance")
RECORDS = ("item", "party", "unit", "supplier_price", "tax_rate")
LARGE = ("99999999999", "9999999999999", "999999999999999", "999999999.999999", "99999999999.9999")


def test_a_pack_that_makes_a_quantity_too_large_is_refused(boss: Client, firm: Firm) -> None:
    item, box = factories.item(), factories.unit("箱")
    PackUnit.objects.create(item=item, unit=box, numerator=1_000_000, denominator=1, level=1)
    (address,) = firm.addresses("purchase_order_edit")
    right = filling.rightly(form_on(boss, address), firm)
    cells = {"unit": str(box.pk), "quantity": "99999999999", "price": "0", "typed_total": ""}
    before = firm.drafts["purchase_order"].version

    answer = boss.post(address, right | {f"lines-0-{name}": text for name, text in cells.items()})

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() or answer.context["formset"].errors[0]
    assert "99999999999" in answer.content.decode()
    assert Document.objects.get(pk=firm.drafts["purchase_order"].pk).version == before


def test_two_openings_too_large_together_are_refused_at_the_approval(
    boss: Client, firm: Firm
) -> None:
    """Each may be kept; what would stand on the shelf may not."""
    (address,) = firm.addresses("opening_stock_edit")
    paper = firm.drafts["opening_stock"]
    right = filling.rightly(form_on(boss, address), firm)
    rows = {"lines-0-quantity": "99999999999", "lines-0-unit_cost": "0.01"}
    assert boss.post(address, right | rows).status_code == 302
    row = {name: value for name, value in right.items() if name.startswith("lines-0-")}
    many = {
        name.replace("-0-", f"-{n}-"): value for n in range(1, 12) for name, value in row.items()
    }
    lines = {name: "" if name.endswith("-id") else value for name, value in many.items()}
    lines |= {n: "99999999999" for n in lines if n.endswith("quantity")}
    paper.refresh_from_db()
    sent = right | rows | lines | {"lines-TOTAL_FORMS": "12", "version": str(paper.version)}
    assert boss.post(address, sent).status_code == 302
    pages: Any = pages_of("opening_stock")
    approver = firms.signed_in(factories.user(Role.ACCOUNTANT))

    answer = approver.post(pages.url("step", paper.pk, "approve"))

    paper.refresh_from_db()
    assert answer.status_code == 409
    assert paper.state == "draft"


def large(form: Any, values: tuple[str, ...]) -> dict[str, str]:
    """The same largest value in every number, or two of them in turn."""
    numbers = [one for one in filling.typed(form) if filling.family_of(one) is filling.NUMBERS]
    return {one.name: values[n % len(values)] for n, one in enumerate(numbers)}


@pytest.mark.parametrize("code", [*PAPERS, *RECORDS])
def test_numbers_too_large_together_are_refused(code: str, boss: Client, firm: Firm) -> None:
    (address,) = firm.addresses(f"{code}_edit")
    form = form_on(boss, address)
    right = filling.rightly(form, firm)
    faults = []
    for values in product(LARGE, LARGE):
        wrong = large(form, values)
        # Percentages have their own limit and would hide what is asked here.
        odd = {n: v for n, v in wrong.items() if "rate" not in n and "discount" not in n}
        for sent in (odd, {n: v for n, v in odd.items() if "typed_total" not in n}):
            try:
                with firms.undone():
                    status = boss.post(address, right | sent).status_code
            except Exception as failure:
                faults.append(f"{values}: {failure!r:.200}")
            else:
                faults += [f"{values}: {status}"] if status not in (302, 409, 422) else []

    assert not faults, "\n".join(faults)
