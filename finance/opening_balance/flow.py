"""The law of opening balances: entered, approved by somebody else, then the debts stand."""

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents import opening
from documents.flow import DocumentType, Words
from documents.registry import register
from finance.opening_balance.models import OpeningBalance, OpeningBalanceLine
from finance.parties.ledger import Payable, Receivable
from finance.parties.models import Side
from masterdata.models import User
from masterdata.roles import Role
from ui.punctuation import bracketed, listed


def parties_stand_on_their_side(body: OpeningBalance, _actor: User) -> Words:
    """Payables are owed to suppliers, receivables by customers."""
    strangers = sorted(
        {
            line.party.code
            for line in body.lines.all()
            if not (line.party.is_supplier if line.side == Side.PAYABLE else line.party.is_customer)
        }
    )
    if not strangers:
        return ""
    return _("Payables need a supplier and receivables a customer; check %(codes)s.") % {
        "codes": listed(strangers)
    }


def debts_are_older_than_the_paper(body: OpeningBalance, _actor: User) -> Words:
    """A debt ages from its original date; one of tomorrow would have no age."""
    day = body.head.date
    late = [str(line.line_no) for line in body.lines.all() if line.dated and line.dated > day]
    if not late:
        return ""
    return _("The original date lies after the document date in lines %(lines)s; correct it.") % {
        "lines": listed(late)
    }


def not_opened_before(body: OpeningBalance, _actor: User) -> Words:
    """A party's balance of one side is opened once; a second paper would double it."""
    pairs = {(line.side, line.party_id) for line in body.lines.all()}
    same = Q(pk__in=[])
    for side in Side.values:
        same |= Q(side=side, party__in=[party for s, party in pairs if s == side])
    earlier = OpeningBalanceLine.objects.filter(same, body__head__state="approved")
    doubles = earlier.exclude(body=body).order_by("party__code")
    rows = doubles.values_list("party__code", "body__head__number").distinct()[:20]
    found = [f"{code}{bracketed(number)}" for code, number in rows]
    if not found:
        return ""
    return _("Already opened: %(parties)s. Remove these lines.") % {"parties": listed(found)}


def open_items(
    _body: OpeningBalance, lines: Sequence[OpeningBalanceLine]
) -> Iterator[Payable | Receivable]:
    for line in lines:
        entry = Payable if line.side == Side.PAYABLE else Receivable
        yield entry(
            line.party_id,
            line.amount,
            line.due_on,
            line_no=line.line_no,
            description=line.reference,
            dated=line.dated,
        )


OPENING_BALANCE = register(
    DocumentType(
        code="opening_balance",
        label=_("Opening balance"),
        prefix="QM",
        body=OpeningBalance,
        line=OpeningBalanceLine,
        makers=opening.MAKERS,
        readers=(Role.CASHIER,),
        synonyms=("期初", "期初余额", "期初应付", "期初应收", "开账"),
        extra={"opening": True},
        states=opening.states(_("Check and approve the opening balances")),
        steps=opening.steps(
            guards=(parties_stand_on_their_side, debts_are_older_than_the_paper),
            not_opened_before=not_opened_before,
            posts=open_items,
        ),
    )
)
