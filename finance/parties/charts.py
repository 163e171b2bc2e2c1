"""Debts as a picture: payables by age, supplier by supplier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from finance.parties import queries
from finance.parties.aging import BUCKETS, NOTHING, Ageing
from finance.parties.models import Side
from masterdata.customer_scope import customers_of
from masterdata.models import Party, User
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


@dataclass(frozen=True)
class Named:
    """What a side's picture is called, and says when there is nothing to draw."""

    name: str
    title: Words
    empty: Words


NAMES = {
    str(Side.PAYABLE): Named(
        "payables-by-age", _("Payables by age"), _("Nothing is owed to any supplier.")
    ),
    str(Side.RECEIVABLE): Named(
        "receivables-by-age", _("Receivables by age"), _("No customer owes anything.")
    ),
}


def by_age(today: date) -> Chart:
    """Of what the firm owes."""
    return ages_of(Side.PAYABLE, queries.ages_shown(Side.PAYABLE, on=today))


def ages_of(side: str, aged: Mapping[int, Ageing]) -> Chart:
    """The ten of whom most is open, the others together; the sum is all that is owed."""
    words = NAMES[str(side)]
    owing = {party: ageing for party, ageing in aged.items() if ageing.owed}
    first = sorted(owing, key=lambda party: (-owing[party].owed, party))[:MOST_PARTIES]
    rest = [owing[party] for party in owing if party not in first]
    known = Party.objects.in_bulk(first)
    labels = [known[party].short_name or known[party].name for party in first]
    urls = [reverse(f"{side}_party", args=[party]) for party in first]
    columns = [owing[party].buckets for party in first]
    if rest:
        labels.append(gettext("%(count)s others") % {"count": len(rest)})
        urls.append("")
        columns.append(together(rest))
    return bars(
        words.name,
        words.title,
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
        empty=words.empty,
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


def on_receivables(request: HttpRequest, **_page: object) -> list[Chart]:
    """Of the customers whom this person looks after."""
    user = request.user
    assert isinstance(user, User)
    seen = set(Party.objects.filter(customers_of(user)).values_list("pk", flat=True))
    aged = queries.ages_shown(Side.RECEIVABLE, on=timezone.localdate())
    return [ages_of(Side.RECEIVABLE, {pk: each for pk, each in aged.items() if pk in seen})]


def register() -> None:
    register_charts("payable_list", on_payables)
    register_charts("receivable_list", on_receivables)
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
