"""The law of the hand-over list: purchasing gives the papers, an accountant counts and signs."""

from django.utils.translation import gettext_lazy as _

from documents.flow import MAKER, DocumentType, State, Step, WorkingDays, reversal, voiding
from documents.registry import register
from masterdata.roles import Role
from purchasing.guards import has_lines
from purchasing.invoice_handover import checks, effects
from purchasing.invoice_handover.models import InvoiceHandover, InvoiceHandoverLine
from purchasing.invoice_handover.step_forms import CountForm

BUYERS = (Role.PURCHASER, Role.PURCHASING_MANAGER)
FINANCE = (Role.ACCOUNTANT,)

STATES = (
    State(
        "draft",
        _("Draft"),
        initial=True,
        editable=True,
        waits_for=MAKER,
        due=WorkingDays(1),
        task=_("Hand the listed invoices over to finance"),
    ),
    State(
        "handed",
        _("Handed over"),
        tone="warning",
        waits_for=FINANCE,
        due=WorkingDays(1),
        rule="R137",
        task=_("Count the invoices handed over and sign for them"),
    ),
    State("signed", _("Signed for"), tone="good"),
    State("reversed", _("Reversed"), final=True, tone="bad"),
    State("void", _("Void"), final=True, tone="void"),
)

STEPS = (
    Step(
        "submit",
        _("Hand over to finance"),
        "draft",
        "handed",
        by=BUYERS,
        guards=(has_lines, checks.all_matched, checks.on_this_list_alone),
        effect=effects.give,
    ),
    Step("withdraw", _("Withdraw"), "handed", "draft", by=MAKER, tone="secondary"),
    Step(
        "sign",
        _("Count and sign"),
        "handed",
        "signed",
        by=FINANCE,
        form=CountForm,
        effect=effects.count,
        four_eyes=True,
        tone="good",
        help=_("Tick the papers that are here; what is not ticked goes to the missing invoices."),
    ),
    Step(
        "reject",
        _("Give the list back"),
        "handed",
        "draft",
        by=FINANCE,
        needs_reason=True,
        tone="danger",
    ),
    reversal("signed", by=(*FINANCE, Role.DEPUTY_GENERAL_MANAGER)),
    voiding(("draft", "handed"), by=(*BUYERS, Role.DEPUTY_GENERAL_MANAGER)),
)

INVOICE_HANDOVER = register(
    DocumentType(
        code="invoice_handover",
        label=_("Invoice hand-over"),
        prefix="FPJJ",
        body=InvoiceHandover,
        line=InvoiceHandoverLine,
        makers=BUYERS,
        readers=(
            Role.ACCOUNTANT,
            Role.CASHIER,
            Role.DEPUTY_GENERAL_MANAGER,
            Role.GENERAL_MANAGER,
        ),
        sources=effects.invoices_of,
        synonyms=("发票交接单", "票据移交单", "发票签收", "交票"),
        states=STATES,
        steps=STEPS,
    )
)
