"""Guards of the order from the fax to the notice; each refusal says what to do first, and who."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from masterdata.roles import Role, roles_of
from orders.customer_order.models import CallRecord, CallResult, Channel, Terms
from ui.prepared import Prepared
from ui.punctuation import named
from ui.values import KEY

WRITTEN = (Channel.FAX, Channel.MAIL)
EVERYWHERE = frozenset(
    {
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
    }
)


def has_customer(body: Any, actor: Any) -> Words:
    party = body.head.party
    if party is None or not party.is_customer:
        return _("No customer is named yet: edit the order and choose one.")
    words = {"name": party.name, "reason": party.block_reason or "—"}
    if not party.is_active:
        return _("%(name)s is no longer active. Choose another customer.") % words
    if party.blocked_for_orders:
        return (
            _("%(name)s is blocked for new orders (%(reason)s). The sales director can lift it.")
            % words
        )
    return ""


def in_own_region(body: Any, actor: Any) -> Words:
    """Whoever stands above the regions may take any order (R23)."""
    party = body.head.party
    theirs, own = getattr(party, "region_id", None), getattr(actor, "region_id", None)
    if not theirs or not own or theirs == own:
        return ""
    if actor.is_superuser or roles_of(actor) & EVERYWHERE or _is_above(actor, party.owner):
        return ""
    return _(
        "%(name)s belongs to %(region)s. Ask a clerk of that region, or your regional manager, to"
        " register the order."
    ) % {"name": party.name, "region": party.region}


def _is_above(actor: Any, person: Any) -> bool:
    seen = set()
    while person is not None and person.pk not in seen:
        seen.add(person.pk)
        if person.superior_id == actor.pk:
            return True
        person = person.superior
    return False


def has_lines(body: Any, actor: Any) -> Words:
    if body.lines.all():
        return ""
    return _("There are no lines yet: edit the document and add at least one.")


def items_active(body: Any, actor: Any) -> Words:
    gone = [line for line in body.lines.all() if not line.item.is_active]
    if not gone:
        return ""
    return _("These items are no longer active; take their lines out: %(items)s.") % {
        "items": named(f"{line.line_no} {line.item.code}" for line in gone)
    }


def written_order_attached(body: Any, actor: Any) -> Words:
    """An order must be in writing before it leaves draft (R3)."""
    if body.channel not in WRITTEN:
        return ""
    if body.head.attachments.filter(withdrawn_at__isnull=True).exists():
        return ""
    return _("Attach the customer's written order (the fax or the letter) first.")


def received_time_given(body: Any, actor: Any) -> Words:
    if body.received_at is None:
        return _("Enter when the order was received.")
    if body.received_at > timezone.now():
        return _("The time of receipt lies in the future; correct it.")
    return ""


def address_given(body: Any, actor: Any) -> Words:
    if body.address.strip():
        return ""
    return _("Enter where the goods are to be delivered.")


_last_call = Prepared(lambda order: CallRecord.objects.filter(order=order).order_by("-id")[:1], KEY)


def confirmed_by_phone(body: Any, actor: Any) -> Words:
    """The last call went through every line and every line was as in the fax (R5)."""
    call = _last_call.first(body.pk)
    if call is None:
        return _("Call the customer first and enter what he said of each line.")
    lines = body.lines.all()
    different = [line.line_no for line in lines if line.call_result == CallResult.DIFFERENT]
    if different:
        return _(
            "The customer said otherwise of these lines: %(lines)s. Take the order back to draft"
            " with “Differences”, correct it and call again."
        ) % {"lines": named(different)}
    told = call.results
    open_ = [
        line.line_no
        for line in lines
        if line.call_result != CallResult.SAME
        or told.get(str(line.line_no), {}).get("result") != CallResult.SAME
    ]
    if open_:
        return _("These lines were not confirmed in the last call yet: %(lines)s.") % {
            "lines": named(open_)
        }
    return ""


def not_the_maker(body: Any, actor: Any) -> Words:
    """The sheet is made by another than the order clerk (R7)."""
    if body.head.maker_id != actor.pk:
        return ""
    return _("You registered this order; another billing clerk makes its sheet.")


def account_and_date_given(body: Any, actor: Any) -> Words:
    missing = []
    if body.account_id is None:
        missing.append(str(_("Account to pay into")))
    if body.remit_by is None:
        missing.append(str(_("Remit by")))
    if not missing or body.total_to_remit <= 0 or body.terms == Terms.CREDIT:
        return ""
    return _(
        "The notice needs: %(what)s. Withdraw it to pricing; the billing clerk enters that."
    ) % {"what": named(missing)}


def not_held(body: Any, actor: Any) -> Words:
    if not body.head.held:
        return ""
    return _("The order is on hold; resume it first.")


def is_held(body: Any, actor: Any) -> Words:
    return "" if body.head.held else _("The order is not on hold.")
