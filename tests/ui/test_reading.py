"""What is made out of a row all at once is what Django makes of it field by field."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Model
from django.db.models.signals import post_init

from documents.models import Attachment, Document, Task
from inventory.stock.models import StockEntry
from masterdata.models import Company, User
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.receipt.models import ReceiptLine
from tests.purchasing import firm
from ui.reading import Maker, Shared, Unsaved, maker_of, unsaved

pytestmark = pytest.mark.django_db


def _names(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _own(row: Model) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_the_models_of_lines_and_papers_are_made_all_at_once() -> None:
    slow = {m.__name__ for m in apps.get_models() if not isinstance(maker_of(m), Maker)}

    assert not slow & {"Document", "PurchaseOrderLine", "ReceiptLine", "Item", "Unit", "User"}


@pytest.mark.parametrize("model", [Document, User, Company, Attachment])
def test_a_row_is_the_same_however_it_is_made(model: Any) -> None:
    firm.draft_order("螺丝 100 x 2.26")
    names = _names(model)
    for row in model._base_manager.values_list(*names)[:5]:
        quick = maker_of(model).from_db("default", names, list(row))
        plain = model.from_db("default", names, list(row))

        assert _own(quick) == _own(plain)
        assert quick == plain
        assert (quick._state.adding, quick._state.db) == (False, "default")


def test_a_field_that_was_not_read_is_asked_for_when_it_is_wanted() -> None:
    group = Group.objects.create(name="group")

    made = maker_of(Group).from_db("default", ["id"], [group.pk])

    assert made.get_deferred_fields() == {"name"}
    assert made.name == "group"


def test_one_that_was_made_can_be_written_and_read_anew() -> None:
    group = Group.objects.create(name="group")
    made = maker_of(Group).from_db("default", ["id", "name"], [group.pk, "group"])

    made.name = "other"
    made.save()
    group.refresh_from_db()

    assert group.name == "other"


def test_a_model_whose_making_somebody_hears_of_is_made_by_django() -> None:
    def listener(**_told: Any) -> None: ...

    maker_of.cache_clear()
    post_init.connect(listener, sender=Group)
    try:
        assert maker_of(Group) is Group
    finally:
        post_init.disconnect(listener, sender=Group)
        maker_of.cache_clear()


def test_what_many_rows_name_is_one_object() -> None:
    shared = Shared(Group)

    first, again = (shared.from_db("default", ["id", "name"], [1, "group"]) for _row in "ab")

    assert first is again


NEW = {
    ReceiptLine: {"line_no": 1, "quantity": Decimal(3), "over_reason": "x", "bin": None},
    PurchaseOrderLine: {"line_no": 1, "price": Decimal("1.5"), "unit_id": 5},
    StockEntry: {"line_no": 1, "item_id": 2, "phase": "on_hand", "quantity": Decimal(1)},
    Task: {"kind": "x", "document": None},
}


@pytest.mark.parametrize("model", NEW)
def test_a_new_one_is_the_same_however_it_is_made(model: Any) -> None:
    plain, quick = model(**NEW[model]), unsaved(model)(**NEW[model])

    assert isinstance(unsaved(model), Unsaved)
    assert _own(quick) == _own(plain)
    assert quick._state.adding
    assert quick._state.db is None
    assert quick._state.fields_cache == plain._state.fields_cache


def test_a_new_one_knows_what_it_was_given_for_a_relation() -> None:
    user = User.objects.create_user("maker")

    made = unsaved(Document)(maker=user)

    assert (made.maker_id, made.maker) == (user.pk, user)
    assert made.key != unsaved(Document)().key


def test_a_new_one_of_unknown_columns_is_refused() -> None:
    with pytest.raises(TypeError, match="unexpected"):
        unsaved(Task)(nonsense=1)
    with pytest.raises(AttributeError):
        unsaved(Document)(maker=5)
