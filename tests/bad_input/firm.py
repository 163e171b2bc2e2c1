"""One firm for all cases: a record of every kind, a paper of every type, every address."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from documents import attachments, registry
from documents.jobs import queue
from documents.models import Delegation, Document, Job, Task
from documents.pages import pages_of
from inventory.places.models import ItemPlace
from masterdata.models import BankAccount, Category, Party, Region, TaxRate, User
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from purchasing.suppliers.models import SupplierPrice
from tests import factories
from tests.factories_papers import make
from tests.finance.cash import papers as cash
from tests.finance.remittance import desk as remittances
from tests.orders.prices import trade
from tests.purchasing import firm as purchasing

LOOKUPS = (
    "item",
    "supplier",
    "customer",
    "party",
    "user",
    "unit",
    "category",
    "region",
    "warehouse",
    "bin",
    "order_line",
    "purchase_order",
    "returnable_line",
    "owed_line",
    "blue_invoice",
    "open_item",
    "prepayable",
    "payee_account",
    "payment_via",
    "cash_account",
    "open_debt",
    "matched_invoice",
    "advance_order",
    "price_list",
    "sold_item",
    "pickup_note",
    "announced_goods",
)
# Of each type the state in which its page says most; the others are seen as approved.
FURTHER = {
    "payment_request": "part_paid",
    "purchase_return": "posted",
    "settlement": "posted",
    "statement": "disputed",
    "supplier_invoice": "matched",
}


@dataclass
class Firm:
    """`boss` holds every role; `papers` has one editable and one further paper of each type."""

    boss: User
    records: dict[str, Any]
    drafts: dict[str, Document] = field(default_factory=dict)
    approved: dict[str, Document] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def addresses(self, name: str, *, of: str = "drafts") -> list[str]:
        """Every address of this name: one, or several where a step or a kind is part of it."""
        wanted = set(re.findall(r"<\w+:(\w+)>", ROUTES[name]))
        found = [reverse(name, kwargs=given) for given in self._given(name, wanted, of)]
        return found if wanted else [reverse(name)]

    def _given(self, name: str, wanted: set[str], of: str) -> list[dict[str, Any]]:
        for code, document in getattr(self, of).items() if wanted else ():
            if name.startswith(f"{code}_"):
                return self._of_paper(name.removeprefix(f"{code}_"), code, document)
        if name == "lookup":
            return [{"kind": kind} for kind in LOOKUPS]
        if name in ARGUMENTS:
            return [ARGUMENTS[name]]
        keys = sorted(self.records, key=len, reverse=True)
        record = next((self.records[key] for key in keys if name.startswith(key)), None)
        return [{"pk": record.pk}] if record is not None and wanted else []

    def _of_paper(self, page: str, code: str, document: Document) -> list[dict[str, Any]]:
        base: dict[str, Any] = {"pk": document.pk}
        pages: Any = pages_of(code)
        if page == "step":
            return [base | {"code": step.code} for step in registry.get(code).steps]
        if page == "pull_from":
            types = dict.fromkeys(each.source_type for each in pages.pulls)
            return [{"source_type": each} for each in types or ["receipt"]]
        if page == "print":
            return [base | {"code": each.code} for each in pages.prints]
        if page in ("file", "withdraw_file"):
            return [base | {"file_id": self.files[code]}]
        if page == "urge":
            return [base | {"task_id": Task.objects.filter(document=document).latest("pk").pk}]
        return [base]


ARGUMENTS: dict[str, dict[str, Any]] = {
    "print_setting": {"code": "receipt"},
    "order_allotting_item": {"item_id": 1, "warehouse_id": 1},
    "printer_test": {"name": "a4"},
    "list_columns": {"key": "item_list"},
    "styleguide_page": {"name": "entry"},
    "calendar_year": {"year": 2026},
    "document_by_number": {"number": "JH-20260101-0001"},
    "document_type": {"code": "receipt"},
    "approval_chain": {"code": "receipt"},
    "number_rule": {"code": "receipt"},
    "month_close": {"year": 2026, "month": 1},
    "month_reopen": {"year": 2026, "month": 1},
    "closing_month": {"year": 2026, "month": 1},
}


def build() -> Firm:
    seed_basics()
    boss = factories.user(*Role, username="boss", name="全能", is_superuser=True)
    drafts = {kind.code: _editable(kind.code) for kind in registry.all_types()}
    made = Firm(boss, _records(boss) | {"job": _failed_job(boss)}, drafts)
    made.approved = {kind.code: _approved(kind.code) for kind in registry.all_types()}
    for code, document in made.drafts.items():
        file = SimpleUploadedFile(f"{code}.txt", code.encode())
        kept = attachments.attach(document, file, by=boss, at=timezone.now())
        made.files[code] = kept.pk
    return made


def _editable(code: str) -> Document:
    kind = registry.get(code)
    state = next((state.code for state in kind.initial_states if state.editable), "draft")
    return make(code, state=state)


def _approved(code: str) -> Document:
    states = [state.code for state in registry.get(code).states]
    usual = "approved" if "approved" in states else states[1]
    return make(code, state=FURTHER.get(code, usual))


def _records(boss: User) -> dict[str, Any]:
    item, supplier = factories.item(), factories.supplier()
    bin_ = factories.warehouse().bins.get(code="ZC")
    BankAccount.objects.create(
        party=supplier, bank_name="工行", account_number="62220001", account_name="甲厂"
    )
    price = SupplierPrice.objects.create(
        party=supplier, item=item, price=Decimal("2.26"), valid_from=timezone.localdate()
    )
    delegation = Delegation.objects.create(
        absent=boss,
        deputy=purchasing.people().manager,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        reason="出差",
    )
    return {
        "item_place": ItemPlace.objects.create(item=item, bin=bin_),
        "item": item,
        "party": supplier,
        "supplier": supplier,
        "supplier_price": price,
        "unit": item.unit,
        "category": Category.objects.create(code="WJ", name="五金"),
        "region": Region.objects.create(code="HD", name="华东"),
        "tax_rate": TaxRate.objects.first(),
        "user": factories.user(Role.DRIVER, username="siji", name="司机"),
        "warehouse": factories.warehouse(),
        "bin": bin_,
        "stock_card": item,
        "cash_account": cash.account("备用金"),
        "cash_journal": cash.account("备用金"),
        "payable_party": supplier,
        "demand_item": item,
        **_of_the_customer(),
        "bank_line": remittances.bank_line("7.00"),
        "urge": Task.objects.filter(document__type="receipt").latest("pk"),
        "delegation_end": delegation,
        **trade.one_of_each(),
    }


def _failed_job(owner: User) -> Job:
    order = queue.Order("request", "Export")
    job = queue.add(order, at=timezone.now(), owner=owner)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.FAILED)
    return job


def _of_the_customer() -> dict[str, Any]:
    return dict.fromkeys(
        ("receivable_party", "sales_ledger", "customer_money_of"), factories.customer()
    )


def inactive_party() -> Party:
    return factories.supplier("旧厂", is_active=False)


def all_addresses() -> list[tuple[str, str]]:
    """(name, route) of everything the program serves, in the order it is found."""

    def walk(patterns: Any, prefix: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            route = f"{prefix}{each.pattern}"
            if isinstance(each, URLPattern):
                yield str(each.name), route
            else:
                yield from walk(each.url_patterns, route)

    return list(walk(get_resolver().url_patterns, "/"))


ROUTES = dict(all_addresses())
NAMES = list(ROUTES)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace, so that every case meets the same firm."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client
