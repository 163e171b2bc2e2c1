"""The pages of cash vouchers."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.pages import DocumentPages, Print
from documents.tables import DocumentTable
from finance.cash.models import CashAccount
from finance.cash_voucher.flow import CASH_VOUCHER
from finance.cash_voucher.forms import CashVoucherForm, CashVoucherLineForm
from finance.cash_voucher.models import Kind
from finance.cash_voucher.prints import COPIES, voucher_slip
from ui.filters import ChoiceFilter, LookupFilter
from ui.grid import Column
from ui.prints import A4, A5_LANDSCAPE, THIRD_241
from ui.tables import Column as TableColumn

KINDS = {kind.value: kind.label for kind in Kind}


class CashVoucherTable(DocumentTable):
    goods = None
    kind = TableColumn(_("Kind"), accessor="cashvoucher__kind")
    account = TableColumn(_("Account"), accessor="cashvoucher__account__name")
    to_account = TableColumn(_("To account"), accessor="cashvoucher__to_account__name")
    other_side = TableColumn(_("Paid by or to"), accessor="cashvoucher__other_side", shown=False)

    class Meta(DocumentTable.Meta):
        sequence = ("number", "date", "kind", "account", "to_account", "party", "total", "...")

    def render_kind(self, value: str) -> str:
        return str(KINDS.get(value, value))

    value_kind = render_kind


class CashVoucherFilter(DocumentFilter):
    document_type = CASH_VOUCHER
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker")
    item = None

    kind = ChoiceFilter(field_name="cashvoucher__kind", choices=Kind.choices, label=_("Kind"))
    account = LookupFilter(
        "cash_account",
        queryset=CashAccount.objects.all(),
        field_name="cashvoucher__account",
        label=_("Account"),
    )


COLUMNS = (
    Column("purpose", _("Purpose"), "text", width=320),
    Column("amount", _("Amount"), "money", width=140, priced=True, total=True),
    Column("reference", _("Reference"), "text", width=180),
)


def subject(body: Any) -> str:
    """支出 · 现金, and from whom or to whom: in lists of what waits."""
    parts = (Kind(body.kind).label, body.account.name, body.other_side)
    return " · ".join(str(each) for each in parts if each)


CASH_VOUCHER_PAGES = DocumentPages(
    CASH_VOUCHER,
    table=CashVoucherTable,
    filter=CashVoucherFilter,
    head_form=CashVoucherForm,
    line_form=CashVoucherLineForm,
    columns=COLUMNS,
    subject=subject,
    subject_with=("account",),
    prints=(
        Print(
            "slip",
            _("Cash voucher"),
            "finance/cash_voucher/print_slip.html",
            voucher_slip,
            papers=(THIRD_241, A5_LANDSCAPE, A4),
            styles=("css/print/cash_voucher.css",),
            copies=COPIES,
        ),
    ),
)
