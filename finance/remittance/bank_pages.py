"""银行到账: the lines of the bank's own statement, entered or imported, used by one claim each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.pages.declaration import url_for
from finance.cash.models import AccountKind, CashAccount
from finance.remittance.lookups import MATCHERS
from finance.remittance.models import BankLine, Remittance
from masterdata.roles import Role, has_any
from masterdata.sheets import rows_in
from ui.children import StillUsed
from ui.filters import FilterSet, FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.forms import DateField, DecimalField, LookupField, ModelForm
from ui.imports import Fault, Heading
from ui.pages import Importer, RecordPages
from ui.tables import Column, DateColumn, LinkColumn, MoneyColumn, Table

READERS = MATCHERS | {
    Role.DEPUTY_GENERAL_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ADMINISTRATOR,
}


def may_view(user: Any) -> bool:
    return has_any(user, frozenset(READERS))


def may_change(user: Any) -> bool:
    return has_any(user, MATCHERS)


class BankLineForm(ModelForm):
    """A line that a claim has used is frozen; one entered by mistake is withdrawn with a reason."""

    account = LookupField(
        "cash_account", CashAccount.objects.filter(is_active=True), label=_("Account")
    )
    on_date = DateField(label=_("Date"))
    amount = DecimalField(label=_("Amount"), places=2, min_value=Decimal("0.01"))

    class Meta:
        model = BankLine
        fields = (
            "account",
            "on_date",
            "amount",
            "payer",
            "reference",
            "note",
            "withdrawn_reason",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.fields.pop("withdrawn_reason", None)

    def clean_on_date(self) -> Any:
        if self.cleaned_data["on_date"] > timezone.localdate():
            raise ValidationError(_("Money cannot have come in the future. Correct the date."))
        return self.cleaned_data["on_date"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            try:
                _require_unused(self.instance)
            except StillUsed as fault:
                raise ValidationError(str(fault)) from fault
        return cleaned


class BankDay(DateField):
    """The day of a moment: banks print the time behind it."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.split(" ")[0] if isinstance(value, str) else value)


class ImportedLineForm(BankLineForm):
    """A row of the bank's sheet. What went out has no amount that came in, and is left out.

    The last fields are columns of the bank's that say nothing here; they need not be removed.
    """

    on_date = BankDay(label=_("Date"))
    went_out = forms.CharField(required=False)
    balance = forms.CharField(required=False)
    payer_account = forms.CharField(required=False)
    payer_bank = forms.CharField(required=False)
    currency = forms.CharField(required=False)
    account = LookupField(
        "cash_account",
        CashAccount.objects.filter(is_active=True),
        label=_("Account"),
        required=False,
    )
    amount = DecimalField(label=_("Amount"), places=2, required=False)

    def clean_account(self) -> Any:
        """Whoever has one bank account need not name it in every row."""
        if self.cleaned_data.get("account"):
            return self.cleaned_data["account"]
        banks = list(CashAccount.objects.filter(kind=AccountKind.BANK, is_active=True)[:2])
        if len(banks) != 1:
            raise ValidationError(_("Name the account in every row; there are several."))
        return banks[0]

    def validate_unique(self) -> None:
        """A line that is known already is left out, not refused: statements overlap."""

    def validate_constraints(self) -> None:
        """As above; the other rules of the model are asked by the fields."""

    @property
    def came_in(self) -> bool:
        amount = self.cleaned_data.get("amount")
        return amount is not None and amount > 0


def save_line(form: Any, request: HttpRequest) -> BankLine:
    """Under the line's lock: an accountant may be confirming a claim with it at this moment."""
    line: BankLine = form.save(commit=False)
    now = timezone.now()
    if line.pk is not None:
        BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        _require_unused(line)
    else:
        line.entered_by, line.entered_at = _who(request), now
    line.withdrawn_by = _who(request) if line.withdrawn_reason else None
    line.withdrawn_at = now if line.withdrawn_reason else None
    line.save()
    return line


def _require_unused(line: BankLine) -> None:
    used = Remittance.objects.filter(bank_line=line.pk).select_related("head").first()
    if used is not None:
        raise StillUsed(
            _("%(number)s uses this line; it can no longer be changed. Reverse that first.")
            % {"number": used.head.number}
        )


def _who(request: HttpRequest) -> Any:
    return request.user


def check_all(made: Sequence[Any], _request: HttpRequest) -> Sequence[Fault]:
    """The same reference with another amount is a fault of the sheet or of what was entered."""
    seen = _known(made)
    reason = str(_("This reference is known with another amount. Check it."))
    faults = []
    for number, form in enumerate(made, start=2):
        if form.came_in:
            amount = form.cleaned_data["amount"]
            if seen.setdefault(_key(form), amount) != amount:
                faults.append(Fault(number, str(_("Bank's reference")), reason))
    return faults


def save_all(made: Sequence[Any], request: HttpRequest) -> int:
    known = _known(made)
    fresh: dict[tuple[int, str], Any] = {}
    for form in made:
        if form.came_in and _key(form) not in known:
            fresh.setdefault(_key(form), form)
    for form in fresh.values():
        save_line(form, request)
    return len(fresh)


def _key(form: Any) -> tuple[int, str]:
    return form.cleaned_data["account"].pk, form.cleaned_data["reference"]


def _known(made: Sequence[Any]) -> dict[tuple[int, str], Decimal]:
    keys = {_key(form) for form in made if form.came_in}
    lines = BankLine.objects.filter(account__in={account for account, _reference in keys})
    rows = rows_in(
        lines.values_list("account_id", "reference", "amount"),
        "reference",
        {reference for _account, reference in keys},
    )
    return {(account, reference): amount for account, reference, amount in rows}


class BankLineTable(Table):
    on_date = DateColumn(_("Date"))
    account = Column(_("Account"), accessor="account__name")
    payer = Column(_("Payer"))
    amount = MoneyColumn(_("Amount"), footer="sum")
    reference = LinkColumn(
        _("Bank's reference"), url=lambda record: reverse("bank_line_detail", args=[record.pk])
    )
    used_by = LinkColumn(
        _("Used by"),
        accessor="remittance__head__number",
        url=lambda record: url_for(record.remittance.head),
    )
    note = Column(_("Bank's note"))
    withdrawn_reason = Column(_("Why withdrawn"), shown=False)
    entered_by = Column(_("Entered by"), accessor="entered_by__full_name", shown=False)

    def row_url(self, record: BankLine) -> str:
        return reverse("bank_line_detail", args=[record.pk])


class BankLineFilter(FilterSet):
    q = TextFilter(fields=("payer", "reference", "note", "remittance__head__number"))
    period = PeriodFilter(field_name="on_date", label=_("Date"))
    account = LookupFilter("cash_account", queryset=CashAccount.objects.all(), label=_("Account"))
    unused = FlagFilter(label=_("Not claimed yet"), method="by_unused")

    def by_unused(self, lines: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return lines.filter(remittance=None, withdrawn_at=None) if value else lines


def lines(_request: HttpRequest) -> "QuerySet[BankLine]":
    related = ("account", "entered_by", "remittance__head")
    return BankLine.objects.select_related(*related).order_by("-on_date", "-id")


LEFT_OUT = (
    Heading(
        "went_out",
        _("Debit"),
        synonyms=("借方金额", "借方发生额", "支出金额", "支出"),
    ),
    Heading("balance", _("Balance"), synonyms=("账户余额", "本次余额")),
    Heading("payer_account", _("Payer's account"), synonyms=("对方账号", "付款账号")),
    Heading("payer_bank", _("Payer's bank"), synonyms=("对方开户行", "对方行名", "开户行")),
    Heading("currency", _("Currency"), synonyms=("币种",)),
)
HEADINGS = (
    Heading("account", _("Account"), synonyms=("本方账户", "收款账户")),
    Heading("on_date", _("Date"), required=True, synonyms=("交易日期", "记账日期", "入账日期")),
    Heading(
        "amount",
        _("Amount"),
        synonyms=("贷方金额", "贷方发生额", "收入金额", "收入", "到账金额", "交易金额"),
    ),
    Heading("payer", _("Payer"), synonyms=("对方户名", "付款人", "付款方", "对方名称")),
    Heading(
        "reference",
        _("Bank's reference"),
        required=True,
        synonyms=("流水号", "交易流水号", "凭证号", "回单编号"),
    ),
    Heading("note", _("Bank's note"), synonyms=("摘要", "附言", "用途", "备注")),
)
BANK_LINES = RecordPages(
    model=BankLine,
    name="bank_line",
    table=BankLineTable,
    filter=BankLineFilter,
    form=BankLineForm,
    title=_("Bank line"),
    title_plural=_("Bank lines"),
    may_view=may_view,
    may_change=may_change,
    queryset=lines,
    save=save_line,
    importer=Importer(
        form=ImportedLineForm,
        headings=(*HEADINGS, *LEFT_OUT),
        save=save_all,
        check=check_all,
        examples=(("基本户", "2026-11-24", "12000.00", "王老板", "20261124001", "货款"),),
    ),
)
