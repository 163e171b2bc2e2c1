"""The pages of parties as a test declares them: small table inside, import, hidden credit."""

from django import forms
from django.http import HttpRequest
from django.urls import include, path

from masterdata.models import Party
from tests.ui.urls import urlpatterns as frame
from ui.children import Child
from ui.columns import Column, LinkColumn, MoneyColumn
from ui.filters import FilterSet, TextFilter
from ui.forms import Form, ModelForm
from ui.grid import Column as Cell
from ui.imports import Heading
from ui.pages import Importer, RecordPages
from ui.tables import Table


class PartyTable(Table):
    code = Column("编码")
    name = LinkColumn("名称", url=lambda party: f"/parties/{party.pk}/")
    credit_limit = MoneyColumn("额度", priced=True, footer="sum")

    class Meta(Table.Meta):
        order_by = "code"


class PartyFilter(FilterSet):
    text = TextFilter(fields=("code", "name", "contacts__name"))

    class Meta(FilterSet.Meta):
        model = Party


class PartyForm(ModelForm):
    class Meta:
        model = Party
        fields = ["code", "name", "is_supplier", "credit_limit", "remark"]


class ContactForm(Form):
    name = forms.CharField(max_length=100)
    phone = forms.CharField(max_length=60, required=False)


def seen(request: HttpRequest) -> object:
    return Party.objects.exclude(code="secret")


PARTIES = RecordPages(
    model=Party,
    name="party",
    table=PartyTable,
    filter=PartyFilter,
    form=PartyForm,
    title="往来单位",
    title_plural="往来单位",
    may_change=lambda user: user.is_superuser or user.username == "clerk",
    may_delete=lambda user: user.is_superuser,
    queryset=seen,
    children=(
        Child(
            "contacts",
            "联系人",
            "contacts",
            ContactForm,
            (Cell("name", "姓名"), Cell("phone", "电话")),
        ),
    ),
    fieldsets=(("主要", ("code", "name")),),
    priced_fields=("credit_limit",),
    importer=Importer(
        form=PartyForm,
        headings=(
            Heading("code", "编码", required=True),
            Heading("name", "名称", required=True),
            Heading("credit_limit", "额度"),
            Heading("is_supplier", "供应商"),
        ),
        key="code",
        examples=(("JC-01", "甲厂", "0", "是"),),
    ),
)

urlpatterns = [path("parties/", include(PARTIES.urls)), *frame]
