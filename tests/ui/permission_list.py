"""A list over a table that every Django project has, for the tests of lists."""

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django_filters import CharFilter

from ui.columns import Column, CountColumn, LinkColumn, MoneyColumn
from ui.filters import FilterSet, TextFilter
from ui.listing import listing
from ui.tables import Table


class PermissionTable(Table):
    selectable = True

    name = LinkColumn("Name", url=lambda record: f"/permission/{record.pk}/")
    codename = Column("Code")
    app = Column("App", accessor="content_type__app_label")
    content_type_id = CountColumn("Number", footer="sum")
    cost = MoneyColumn("Cost", accessor="content_type_id", priced=True, footer="sum")
    shout = Column("Loud", accessor="pk")
    wink = Column("Wink", accessor="natural_key__0")
    late = Column("Late", accessor="codename", shown=False)

    class Meta(Table.Meta):
        order_by = "content_type_id"

    def render_shout(self, record: Permission) -> str:
        return record.name.upper()


class PermissionFilter(FilterSet):
    text = TextFilter(fields=("name", "codename", "content_type__app_label"))
    codename = CharFilter(label="Code")

    class Meta(FilterSet.Meta):
        model = Permission


def permissions(request: HttpRequest) -> HttpResponse:
    return listing(
        request,
        queryset=Permission.objects.select_related("content_type"),
        table_class=PermissionTable,
        filter_class=PermissionFilter,
        title="权限",
    )
