"""Debts as a picture: payables by age, supplier by supplier."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.parties import queries
from finance.parties.aging import BUCKETS, NOTHING, Ageing
from finance.parties.models import Side
from masterdata.models import Party
from masterdata.roles import Role, has_any
from ui import formats
from ui.charts import Chart, Series, bars
from ui.page_charts import register_charts
from ui.panels import Panel, register_panel

MOST_PARTIES = 10
AGES = (_("0–30 days"), _("31–60 days"), _("61–90 days"), _("Over 90 days"))
TONES = ("good", "warning", "late", "bad")
MANAGERS = frozenset(
    {
        Role.PURCHASING_MANAGER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ACCOUNTANT,
    }
)


def by_age(today: date) -> Chart:
    """The ten to whom most is owed, the others together; the sum is all that is owed."""
    aged = queries.ageing(Side.PAYABLE, on=today)
    owing = {party: ageing for party, ageing in aged.items() if ageing.owed}
    first = sorted(owing, key=lambda party: (-owing[party].owed, party))[:MOST_PARTIES]
    rest = [owing[party] for party in owing if party not in first]
    known = Party.objects.in_bulk(first)
    labels = [known[party].short_name or known[party].name for party in first]
    urls = [reverse("payable_party", args=[party]) for party in first]
    columns = [owing[party].buckets for party in first]
    if rest:
        labels.append(gettext("%(count)s others") % {"count": len(rest)})
        urls.append("")
        columns.append(together(rest))
    return bars(
        "payables-by-age",
        _("Payables by age"),
        labels,
        [
            Series(label, [buckets[n] for buckets in columns], tone)
            for n, (label, tone) in enumerate(zip(AGES, TONES, strict=True))
        ],
        stacked=True,
        across=True,
        unit=_("yuan"),
        urls=urls,
        note=_sums(aged.values()),
        empty=_("Nothing is owed to any supplier."),
    )


def together(ageings: Iterable[Ageing]) -> list[Decimal]:
    """The buckets of several parties added up."""
    found = list(ageings)
    return [sum((each.buckets[n] for each in found), NOTHING) for n in range(BUCKETS)]


def _sums(ageings: Iterable[Ageing]) -> str:
    found = list(ageings)
    owed = sum((each.owed for each in found), NOTHING)
    prepaid = sum((each.prepaid for each in found), NOTHING)
    words = {"owed": formats.money(owed), "prepaid": formats.money(prepaid)}
    return gettext("Owed in all %(owed)s; prepaid and credits %(prepaid)s, not taken off.") % words


def on_payables(request: HttpRequest, **_page: object) -> list[Chart]:
    return [by_age(timezone.localdate())]


def register() -> None:
    register_charts("payable_list", on_payables)
    register_panel(
        Panel(
            "payables-by-age",
            _("Payables by age"),
            "components/chart_panel.html",
            lambda request: {"chart": by_age(timezone.localdate())},
            order=20,
            may_see=lambda user: has_any(user, MANAGERS),
        )
    )
