"""The law of the statement: computed and frozen when it is sent, then agreed or disputed.

It is not linked to the papers it lists: a statement must not forbid the correction of a receipt.
What is posted into its days later shows as a warning on its page instead.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, DocumentType, State, Step, Words, WorkingDays, voiding
from documents.registry import register
from finance.parties import queries
from finance.parties.models import Side
from finance.statement.effects import freeze, note_answer
from finance.statement.models import Statement, StatementLine
from finance.statement.step_forms import AnswerForm
from masterdata.models import User
from masterdata.roles import Role
from ui.punctuation import listed

MAKERS = (Role.ACCOUNTANT, Role.PURCHASER, Role.PURCHASING_MANAGER)
LIVE = ("issued", "agreed", "disputed")
OPEN_FOR_SHEETS = ("issued", "disputed")


def has_a_party(body: Statement, _actor: User) -> Words:
    return "" if body.head.party_id else _("Choose the party that the statement is for.")


def party_stands_on_this_side(body: Statement, _actor: User) -> Words:
    """A supplier is owed, a customer owes; whoever has a balance there stands there too."""
    party = body.head.party
    if party is None:
        return ""
    stands = party.is_supplier if body.side == Side.PAYABLE else party.is_customer
    if stands or party.pk in queries.balances(body.side, party_ids=[party.pk]):
        return ""
    return _("%(party)s has no account on this side; choose the other side.") % {"party": party}


def period_has_begun_and_ended(body: Statement, _actor: User) -> Words:
    """What will be owed nobody knows: the last day is today at the latest."""
    if body.last > timezone.localdate():
        return _("The last day lies in the future; choose today or an earlier day.")
    return ""


def stands_alone(body: Statement, _actor: User) -> Words:
    """Two statements of the same days would be agreed twice, and not alike."""
    others = Statement.objects.filter(
        side=body.side,
        head__party=body.head.party_id,
        head__state__in=LIVE,
        first__lte=body.last,
        last__gte=body.first,
    )
    numbers = others.exclude(pk=body.pk).order_by("pk").values_list("head__number", flat=True)
    if not numbers:
        return ""
    return _("%(numbers)s covers some of these days already; void it first.") % {
        "numbers": listed(numbers)
    }


def _agreement(source: str, *, needs_reason: bool) -> Step:
    return Step(
        "agree",
        _("Record the agreement"),
        source,
        "agreed",
        by=MAKERS,
        form=AnswerForm,
        effect=note_answer,
        needs_reason=needs_reason,
        tone="good",
    )


STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        rule="R133",
        task=_("Send the statement"),
    ),
    State(
        "issued",
        _("Sent"),
        tone="primary",
        waits_for=MAKER,
        due=WorkingDays(7),
        rule="R133",
        task=_("Get the reply to the statement"),
    ),
    State("agreed", _("Agreed"), tone="good"),
    State(
        "disputed",
        _("Disputed"),
        tone="warning",
        waits_for=MAKER,
        due=WorkingDays(3),
        rule="R133",
        task=_("Clear up the differences with the other side"),
    ),
    State("void", _("Void"), final=True, tone="void"),
)

STATEMENT = register(
    DocumentType(
        code="statement",
        label=_("Statement of account"),
        prefix="DZ",
        body=Statement,
        line=StatementLine,
        most_lines=4000,
        makers=MAKERS,
        readers=(Role.CASHIER, Role.ADMINISTRATOR),
        synonyms=("对账单", "往来对账单", "对账", "供应商对账"),
        states=STATES,
        steps=(
            Step(
                "issue",
                _("Send statement"),
                "draft",
                "issued",
                by=MAKERS,
                guards=(
                    has_a_party,
                    party_stands_on_this_side,
                    period_has_begun_and_ended,
                    stands_alone,
                ),
                effect=freeze,
                help=_("Computes the lines from the ledger and freezes them."),
            ),
            _agreement("issued", needs_reason=False),
            _agreement("disputed", needs_reason=True),
            Step(
                "dispute",
                _("Record the dispute"),
                "issued",
                "disputed",
                by=MAKERS,
                needs_reason=True,
                tone="warning",
            ),
            voiding(
                ("draft", "issued", "disputed", "agreed"),
                by=(*MAKERS, Role.DEPUTY_GENERAL_MANAGER),
            ),
        ),
    )
)
