"""单据编号: prefix, date, running number; allotted at the first save, never reused."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.errors import NotAllowed, Refused
from documents.models import Document, NumberCounter, NumberRule
from documents.transactions import in_one_transaction
from masterdata.roles import Role, roles_of
from ui.prepared import Prepared
from ui.sending import Statement, ask
from ui.values import WORD

if TYPE_CHECKING:
    from documents.flow import DocumentType
    from masterdata.models import User

FORMATS = {
    NumberRule.Reset.DAY: "%Y%m%d",
    NumberRule.Reset.MONTH: "%Y%m",
    NumberRule.Reset.YEAR: "%Y",
}
_NEXT = (
    "INSERT INTO {table} (prefix, period, last) VALUES (%s, %s, 1) "
    "ON CONFLICT (prefix, period) DO UPDATE SET last = {table}.last + 1 RETURNING last"
)


def rule_of(document_type: "DocumentType") -> NumberRule:
    """The firm's rule for this type, or the default: daily, four digits."""
    return _rule.first(document_type.code) or default_rule(document_type)


_rule = Prepared(lambda code: NumberRule.objects.filter(type=code), WORD)


def default_rule(document_type: "DocumentType") -> NumberRule:
    return NumberRule(type=document_type.code, prefix=document_type.prefix)


def set_rule(wanted: NumberRule, *, actor: "User") -> NumberRule:
    """Change how a type's next numbers look; numbers already given stay as they are."""
    if Role.ADMINISTRATOR not in roles_of(actor):
        who = Role.ADMINISTRATOR.label
        raise NotAllowed(_("Number rules are changed by the %(who)s.") % {"who": who})
    prefixes = {each.code: each.prefix for each in registry.all_types()}
    prefixes |= dict(NumberRule.objects.values_list("type", "prefix"))
    require_free_prefix(wanted, others=prefixes)
    return in_one_transaction(lambda: _set_rule(wanted))


def _set_rule(wanted: NumberRule) -> NumberRule:
    rule, _made = NumberRule.objects.get_or_create(
        type=wanted.type, defaults={"prefix": wanted.prefix}
    )
    rule.prefix, rule.reset, rule.digits = wanted.prefix, wanted.reset, wanted.digits
    rule.save()
    return rule


@dataclass
class Series:
    """All numbers of one prefix and period: how far it ran, and which numbers no paper bears."""

    stem: str
    last: int = 0
    papers: int = 0
    void: int = 0
    missing: list[int] = field(default_factory=list)


def series() -> list[Series]:
    """Every series, by one pass over the numbers of all papers (断号检查)."""
    found: dict[str, Series] = {}
    borne: dict[str, set[int]] = defaultdict(set)
    for number, state in Document.objects.values_list("number", "state").iterator():
        stem, _dash, running = number.rpartition("-")
        one = found.setdefault(stem, Series(stem))
        one.papers += 1
        one.void += state in ("void", "cancelled")
        borne[stem].add(int(running) if running.isdecimal() else 0)
    for prefix, period, last in NumberCounter.objects.values_list("prefix", "period", "last"):
        found.setdefault(f"{prefix}-{period}", Series(f"{prefix}-{period}")).last = last
    for stem, one in found.items():
        one.last = max(one.last, max(borne[stem], default=0))
        one.missing = [n for n in range(1, one.last + 1) if n not in borne[stem]]
    return sorted(found.values(), key=lambda one: one.stem)


def allot(rule: NumberRule, *, day: date) -> str:
    """Draw the next number; call it as the last act of the creating transaction.

    Its counter row stays locked until commit, so a rolled-back paper leaves no gap.
    """
    period = day.strftime(FORMATS[NumberRule.Reset(rule.reset)])
    table = connection.ops.quote_name(NumberCounter._meta.db_table)
    ((last,),) = ask(Statement(_NEXT.format(table=table), [rule.prefix, period]))
    return written(rule, period, last)


def written(rule: NumberRule, period: str, last: int) -> str:
    return f"{rule.prefix}-{period}-{last:0{rule.digits}d}"


def preview(rule: NumberRule, *, day: date) -> str:
    period = day.strftime(FORMATS[NumberRule.Reset(rule.reset)])
    return written(rule, period, 1)


def require_free_prefix(rule: NumberRule, *, others: dict[str, str]) -> None:
    """Two types must not share a prefix; `others` maps each other type to its prefix."""
    for type_code, prefix in others.items():
        if prefix == rule.prefix and type_code != rule.type:
            raise Refused(
                _("The prefix %(prefix)s is already used by another document; choose another.")
                % {"prefix": rule.prefix}
            )
