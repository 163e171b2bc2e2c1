"""打印设置: what an administrator settled for the slips of a type, or what its paper declares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from documents.copies import MOST_COPIES, Copy
from documents.errors import NotAllowed, Refused
from documents.flow import Words
from documents.models import PrintSetting
from documents.transactions import in_one_transaction
from masterdata.roles import Role, roles_of
from ui.prints import PAPERS

if TYPE_CHECKING:
    from masterdata.models import User

LONGEST_NAME = 12
LONGEST_COLOUR = 8
LONGEST_TERMS = 200


@dataclass(frozen=True)
class PrintRules:
    """`rows` names only the papers whose rows differ from the usual."""

    copies: tuple[Copy, ...] = ()
    terms: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    approved_only: bool = False
    subtotals_only: bool = False


def rules_of(type_code: str, *, usual: tuple[Copy, ...] = ()) -> PrintRules:
    """`usual` are the copies that the print declares, in force where no setting stands."""
    setting = PrintSetting.objects.filter(type=type_code).first()
    if setting is None:
        return PrintRules(copies=usual)
    return PrintRules(
        copies=tuple(_copy(row) for row in setting.copies) or usual,
        terms=setting.terms,
        rows={name: int(rows) for name, rows in setting.rows.items()},
        approved_only=setting.approved_only,
        subtotals_only=setting.subtotals_only,
    )


def _copy(row: Mapping[str, Any]) -> Copy:
    return Copy(str(row["name"]), str(row.get("colour", "")), priced=bool(row.get("priced", True)))


def faults_of_copies(copies: Sequence[Copy]) -> list[Words]:
    """Why these are no copies to print; empty when they are."""
    faults: list[Words] = []
    if not copies:
        faults.append(_("Name at least one copy, for example the stub."))
    if len(copies) > MOST_COPIES:
        faults.append(_("A slip has %(most)s copies at most.") % {"most": MOST_COPIES})
    names = [str(copy.name) for copy in copies]
    faults += [
        _("Two copies are called %(name)s; give each its own name.") % {"name": name}
        for name in dict.fromkeys(name for name in names if names.count(name) > 1)
    ]
    return faults


def faults_of_rows(rows: Mapping[str, int]) -> list[Words]:
    return [
        _("%(paper)s holds 1 to %(most)s rows a page.")
        % {"paper": PAPERS[name].label, "most": PAPERS[name].most_rows}
        for name, count in rows.items()
        if not 1 <= count <= PAPERS[name].most_rows
    ]


def store(type_code: str, rules: PrintRules, *, actor: "User", version: str = "") -> None:
    """Put these rules in force; `version` is that of the rules the form was opened on (D7)."""
    if Role.ADMINISTRATOR not in roles_of(actor):
        who = Role.ADMINISTRATOR.label
        raise NotAllowed(_("Print settings are changed by the %(who)s.") % {"who": who})
    faults = [*faults_of_copies(rules.copies), *faults_of_rows(rules.rows)]
    if faults:
        raise Refused(faults[0], details=faults[1:])
    in_one_transaction(lambda: _store(type_code, rules, version))


def version_of(type_code: str) -> str:
    """Which edition of the setting is in force; empty before the first."""
    setting = PrintSetting.objects.filter(type=type_code).first()
    return str(setting.history.count()) if setting else "0"


def _store(type_code: str, rules: PrintRules, version: str) -> None:
    setting = PrintSetting.objects.select_for_update().filter(type=type_code).first()
    if version and version != version_of(type_code):
        raise Refused(
            _("Somebody else changed this setting meanwhile. Open it and enter your change again.")
        )
    setting = setting or PrintSetting(type=type_code)
    setting.copies = [
        {"name": str(copy.name), "colour": str(copy.colour), "priced": copy.priced}
        for copy in rules.copies
    ]
    setting.terms = rules.terms
    setting.rows = dict(rules.rows)
    setting.approved_only = rules.approved_only
    setting.subtotals_only = rules.subtotals_only
    setting.save()
