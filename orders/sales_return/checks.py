"""The return's guards; each names every line that is wrong and says what to do about it."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import approvals
from documents.flow import Words
from documents.models import Event
from masterdata.roles import Role, roles_of
from orders.delivery import queries as deliveries
from orders.delivery.queries import Held
from orders.sales_return.models import Outcome
from orders.sales_return.queries import BINDING, SIGNED, held_on_returns
from ui import formats
from ui.punctuation import bracketed, listed, named

ZERO = Decimal(0)
REPLACEABLE = ("released", "fulfilled")
VOUCHING = "vouch"


def cited(body: Any) -> list[Any]:
    return [line for line in body.lines.all() if line.delivery_line_id]


def free(body: Any) -> list[Any]:
    return [line for line in body.lines.all() if not line.delivery_line_id]


def has_customer(body: Any, actor: Any) -> Words:
    party = body.head.party
    if party is not None and party.is_customer:
        return ""
    return _("No customer is named yet: edit the document and choose one.")


def has_lines(body: Any, actor: Any) -> Words:
    if body.lines.all():
        return ""
    return _("There are no lines yet: edit the document and add at least one.")


def deliveries_fit(body: Any, actor: Any) -> Words:
    """Same customer and item, and a delivery that was signed for: only then has he the goods."""
    found = [fault for line in cited(body) if (fault := _misfit(body, line))]
    if not found:
        return ""
    return _("These lines do not fit their deliveries: %(lines)s.") % {"lines": named(found)}


def _misfit(body: Any, line: Any) -> Words:
    delivery = line.delivery_line.body.head
    words = {"line": line.line_no, "number": delivery.number}
    if delivery.party_id != body.head.party_id:
        return _("line %(line)s: %(number)s went to another customer") % words
    if line.delivery_line.item_id != line.item_id:
        return _("line %(line)s: %(number)s delivered another item there") % words
    if delivery.state not in SIGNED:
        return _("line %(line)s: %(number)s is not signed for (any more)") % words
    return ""


def within_delivered(body: Any, actor: Any) -> Words:
    """Never more than was sent, less refused, less returned, less what other returns hold.

    Asked again at every step with the deliveries' heads locked: two returns of the last piece that
    both looked right as applications are not both approved.
    """
    lines = cited(body)
    if not lines:
        return ""
    held = held_on_returns(
        (line.delivery_line_id for line in lines), but=body.head_id, states=BINDING
    )
    wanted: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        wanted[line.delivery_line_id] += _asked(line)
    over = [
        _excess(line, wanted[line.delivery_line_id], held.get(line.delivery_line_id, Held()))
        for line in lines
        if wanted[line.delivery_line_id] > _left(line, held.get(line.delivery_line_id, Held()))
    ]
    if not over:
        return ""
    return _("More comes back than the customer has: %(lines)s. Lower the quantity.") % {
        "lines": named(over)
    }


def _asked(line: Any) -> Decimal:
    """A surplus in the parcel was never approved; it goes back and counts for nothing."""
    return Decimal(min(line.here, line.base_quantity))


def _left(line: Any, others: Held) -> Decimal:
    return max(line.delivery_line.kept - others.quantity, ZERO)


def _excess(line: Any, wanted: Decimal, others: Held) -> Words:
    source = line.delivery_line
    return _(
        "line %(line)s %(item)s: sent %(sent)s, refused %(refused)s, returned so far %(returned)s,"
        " on other returns %(held)s%(numbers)s, now %(now)s, at most %(most)s"
    ) % {
        "line": line.line_no,
        "item": line.item.code,
        "sent": formats.quantity(source.sent),
        "refused": formats.quantity(source.refused),
        "returned": formats.quantity(source.returned),
        "held": formats.quantity(others.quantity),
        "numbers": bracketed(listed(others.numbers)) if others.numbers else "",
        "now": formats.quantity(wanted),
        "most": formats.quantity(_left(line, others)),
    }


def reasons_given(body: Any, actor: Any) -> Words:
    bare = [line.line_no for line in body.lines.all() if not (line.reason or body.reason)]
    if not bare:
        return ""
    return _("Say why these lines come back, each or all at the top: %(lines)s.") % {
        "lines": named(bare)
    }


def photos_attached(body: Any, actor: Any) -> Words:
    """R61: who approves sees what is wrong with the goods, or why it cannot be seen."""
    if body.no_photo_reason or body.head.attachments.filter(withdrawn_at__isnull=True).exists():
        return ""
    return _("Attach photos of the goods, or say why there are none.")


def prices_given(body: Any, actor: Any) -> Words:
    bare = [
        line.line_no
        for line in free(body)
        if line.wish != Outcome.REPAIR and not line.price and not line.is_gift
    ]
    if not bare:
        return ""
    return _("Enter what these lines without a delivery were sold at: %(lines)s.") % {
        "lines": named(bare)
    }


def vouched_for(body: Any, actor: Any) -> Words:
    """Goods of no known delivery come back only on a sales representative's word, given for the
    application as it is now."""
    lines = free(body)
    if not lines or (body.no_delivery_reason and _word_stands(body)):
        return ""
    return _(
        "These lines name no delivery: %(lines)s. Take them from their delivery, or let a sales"
        " representative give the reason why there is none."
    ) % {"lines": named(line.line_no for line in lines)}


def _word_stands(body: Any) -> bool:
    """Given after the paper was last changed, or as the very act of making it."""
    if body.vouched_by_id is None:
        return False
    events = Event.objects.filter(document_id=body.head_id)
    changed = events.filter(kind=Event.Kind.CHANGED).order_by("-id").values_list("id", flat=True)
    given = events.filter(kind=Event.Kind.STEP, step=VOUCHING, id__gt=changed.first() or 0)
    return bool(given.filter(actor=body.vouched_by_id).exists())


def something_to_vouch_for(body: Any, actor: Any) -> Words:
    if free(body):
        return ""
    return _("Every line names its delivery; there is nothing to give a reason for.")


def replaceable(body: Any, actor: Any) -> Words:
    """Only an order can be open again; a closed one is reopened by hand first."""
    found = [fault for line in body.lines.all() if (fault := _not_replaceable(line))]
    if not found:
        return ""
    return _("These lines cannot be replaced: %(lines)s. Choose another outcome for them.") % {
        "lines": named(found)
    }


def _not_replaceable(line: Any) -> Words:
    if (line.outcome or line.wish) != Outcome.REPLACE:
        return ""
    if line.order_line is None:
        return _("line %(line)s: no customer order is behind it") % {"line": line.line_no}
    order = line.order_line.body.head
    words = {"line": line.line_no, "number": order.number}
    if order.state == "closed":
        return _("line %(line)s: %(number)s is closed; the accountant can reopen it") % words
    if order.state not in REPLACEABLE:
        return _("line %(line)s: %(number)s is not in fulfilment") % words
    return ""


def signed_by_his_own(body: Any, actor: Any) -> Words:
    """At the sales representatives' desk the customer's own one signs; if he wrote the application
    himself, or the customer has none, any other does."""
    desk = approvals.desk_of(body.head)
    party = body.head.party
    if desk is None or desk.role != Role.SALES_REP or party is None or party.owner_id is None:
        return ""
    if party.owner_id == body.head.maker_id or roles_of(actor) & {Role.REGIONAL_MANAGER}:
        return ""
    today = timezone.localdate()
    stands_for = {actor.pk} | {
        each.acting_for.pk for each in approvals.standings(actor, on=today) if each.acting_for
    }
    if party.owner_id in stands_for:
        return ""
    return _("%(customer)s is looked after by %(name)s, who approves it.") % {
        "customer": party.name,
        "name": party.owner.display_name,
    }


def still_valid(body: Any, actor: Any) -> Words:
    if body.valid_until is None or timezone.localdate() <= body.valid_until:
        return ""
    return _(
        "The approval ran out on %(day)s. The regional manager prolongs it, or takes it back."
    ) % {"day": formats.day(body.valid_until)}


def graded_by_another(body: Any, actor: Any) -> Words:
    if body.received_by_id is None or body.received_by_id != actor.pk:
        return ""
    return _("%(name)s received these goods; somebody else grades them.") % {
        "name": body.received_by.display_name
    }


def is_graded(body: Any, actor: Any) -> Words:
    bare = [line.line_no for line in body.lines.all() if line.taken is None or not line.outcome]
    if not bare:
        return ""
    return _("These lines are not graded: %(lines)s. The warehouse supervisor grades them.") % {
        "lines": named(bare)
    }


def audited_by_another(body: Any, actor: Any) -> Words:
    if body.drawn_by_id is None or body.drawn_by_id != actor.pk:
        return ""
    return _("%(name)s drew up this return; somebody else audits it.") % {
        "name": body.drawn_by.display_name
    }


def replacement_not_sent(body: Any, actor: Any) -> Words:
    """Before a posted return is reversed: what it opened on the orders must still be open."""
    lines = [line for line in body.lines.all() if line.outcome == Outcome.REPLACE and line.taken]
    opened: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        opened[line.order_line.pk] += line.taken
    held = deliveries.held_on_deliveries(opened)
    short = [
        _sent_again(line, held)
        for line in lines
        if opened[line.order_line.pk] > deliveries.left_of(line.order_line, held)
    ]
    if not short:
        return ""
    return _("The replacement is under way: %(lines)s. Undo that delivery first.") % {
        "lines": named(short)
    }


def _sent_again(line: Any, held: dict[int, Held]) -> Words:
    others = held.get(line.order_line.pk, Held())
    words = {
        "line": line.line_no,
        "order": line.order_line.body.head.number,
        "numbers": listed(others.numbers),
    }
    if others.numbers:
        return _("line %(line)s: %(numbers)s for %(order)s") % words
    return _("line %(line)s: %(order)s was delivered or closed short since") % words


def orders_not_closed(body: Any, actor: Any) -> Words:
    heads = _sending_again(body)
    closed = sorted(head.number for head in heads.values() if head.state == "closed")
    if not closed:
        return ""
    return _("%(orders)s is closed. The accountant reopens it first.") % {"orders": named(closed)}


def orders_in_fulfilment(body: Any, actor: Any) -> Words:
    """An order that was taken back or cancelled since is not delivered again by this."""
    return named(
        _("line %(line)s: %(number)s is not in fulfilment")
        % {"line": line_no, "number": head.number}
        for line_no, head in _sending_again(body).items()
        if head.state not in (*REPLACEABLE, "closed")
    )


def _sending_again(body: Any) -> dict[int, Any]:
    return {
        line.line_no: line.order_line.body.head
        for line in body.lines.all()
        if line.outcome == Outcome.REPLACE and line.order_line is not None
    }
