"""The steps of the return: who takes them, what holds them up, what they write and post."""

from django.utils.translation import gettext_lazy as _

from documents.flow import CHAIN, MAKER, Step, rejection, reversal, voiding
from masterdata.roles import Role
from orders.sales_return import arrival, checks, effects, settling
from orders.sales_return.step_forms import ConfirmForm, GradeForm, ReceiveForm, TellForm

MAKERS = (Role.ORDER_CLERK, Role.CUSTOMER_SERVICE, Role.SALES_REP)
REPLIERS = (Role.ORDER_CLERK, Role.CUSTOMER_SERVICE)
STORE = (Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR)
GRADERS = (Role.WAREHOUSE_SUPERVISOR, Role.INSPECTOR)
SUPERIORS = (Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR)
UNDOERS = (Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER)
EDITABLE = ("applied", "rejected")
LAWFUL = (
    checks.has_customer,
    checks.has_lines,
    checks.deliveries_fit,
    checks.within_delivered,
)
READY = (
    *LAWFUL,
    checks.replaceable,
    checks.vouched_for,
    checks.reasons_given,
    checks.prices_given,
)
GRADED = (checks.is_graded, *LAWFUL, checks.replaceable)

APPLYING = (
    Step(
        "submit",
        _("Submit"),
        EDITABLE,
        "approving",
        by=MAKERS,
        guards=(*READY, checks.photos_attached),
        effect=effects.cite,
    ),
    Step(
        "vouch",
        _("Give the reason without a delivery"),
        EDITABLE,
        "",
        by=(Role.SALES_REP, *SUPERIORS),
        guards=(checks.something_to_vouch_for,),
        effect=effects.vouch,
        needs_reason=True,
        tone="secondary",
        help=_("A sales representative says why goods without a delivery are taken back."),
    ),
    Step("withdraw", _("Withdraw"), "approving", "applied", by=MAKER, tone="secondary"),
    Step(
        "approve",
        _("Approve"),
        "approving",
        "approved",
        by=CHAIN,
        guards=(checks.signed_by_his_own, *READY),
        effect=effects.give_validity,
        tone="good",
    ),
    rejection("approving", target="rejected"),
    Step(
        "unapprove",
        _("Take approval back"),
        "approved",
        "applied",
        by=SUPERIORS,
        needs_reason=True,
        effect=effects.forget_validity,
        tone="danger",
        help=_("The application goes back to its maker and through its approvals again."),
    ),
    Step(
        "prolong",
        _("Prolong the approval"),
        "approved",
        "",
        by=SUPERIORS,
        effect=effects.give_validity,
        needs_reason=True,
        tone="secondary",
        help=_("The goods may come for another thirty days from today."),
    ),
    Step(
        "tell",
        _("Customer told"),
        ("approved", "rejected"),
        "",
        by=MAKERS,
        form=TellForm,
        effect=effects.tell_decision,
        tone="secondary",
        help=_("How and whom you told what was decided about the return."),
    ),
)

COMING = (
    Step(
        "receive",
        _("Receive the goods"),
        "approved",
        "received",
        by=STORE,
        guards=(checks.still_valid, *LAWFUL),
        form=ReceiveForm,
        effect=arrival.receive,
        posts=settling.coming_in,
        tone="good",
        help=_("What came lies in the hold bin until it is decided what becomes of it."),
    ),
    Step(
        "unreceive",
        _("Take the receipt back"),
        "received",
        "approved",
        by=STORE,
        effect=arrival.unreceive,
        reverses=True,
        needs_reason=True,
        tone="danger",
    ),
    Step(
        "grade",
        _("Grade the goods"),
        "received",
        "graded",
        by=GRADERS,
        guards=(checks.graded_by_another,),
        form=GradeForm,
        effect=arrival.grade,
        tone="good",
        help=_("Somebody else than the receiver says what each line is and what becomes of it."),
    ),
    Step(
        "regrade",
        _("Take the grades back"),
        "graded",
        "received",
        by=GRADERS,
        effect=arrival.regrade,
        needs_reason=True,
        tone="danger",
    ),
)

CREDITING = (
    Step(
        "draw_up",
        _("Draw up the return note"),
        "graded",
        "drawn",
        by=(Role.BILLING_CLERK,),
        guards=GRADED,
        effect=effects.draw_up,
        tone="good",
        help=_("The amounts follow from the deliveries and from what was taken back."),
    ),
    Step(
        "undraw",
        _("Send back to billing"),
        "drawn",
        "graded",
        by=(Role.BILLING_CLERK, Role.ACCOUNTANT),
        effect=effects.undraw,
        needs_reason=True,
        tone="danger",
    ),
    Step(
        "post",
        _("Audit the return note"),
        "drawn",
        "posted",
        by=(Role.ACCOUNTANT,),
        guards=(checks.audited_by_another, *GRADED),
        effect=effects.audit,
        posts=settling.goods_and_credit,
        four_eyes=True,
        tone="good",
        help=_("The goods leave the hold bin, and the customer is credited."),
    ),
    Step(
        "reply",
        _("Return note sent"),
        "posted",
        "replied",
        by=REPLIERS,
        form=TellForm,
        effect=effects.reply,
        tone="good",
        help=_("How and to whom the return note was sent."),
    ),
    Step(
        "close",
        _("Customer has confirmed"),
        "replied",
        "closed",
        by=REPLIERS,
        form=ConfirmForm,
        effect=effects.confirm,
        tone="good",
    ),
    Step(
        "reopen",
        _("Reopen"),
        "closed",
        "replied",
        by=REPLIERS,
        effect=effects.reopen,
        needs_reason=True,
        tone="danger",
    ),
)

STEPS = (
    *APPLYING,
    *COMING,
    *CREDITING,
    reversal(
        ("posted", "replied", "closed"),
        by=UNDOERS,
        guards=(
            checks.orders_not_closed,
            checks.orders_in_fulfilment,
            checks.replacement_not_sent,
        ),
    ),
    voiding(
        ("applied", "approving", "approved", "rejected"),
        by=(*MAKERS, *SUPERIORS, Role.DEPUTY_GENERAL_MANAGER),
    ),
)
