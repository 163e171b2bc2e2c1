"""Pick-up notes brought into each of their states by real steps."""

from documents.models import Document
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes


def make(state: str) -> Document:
    """Fetched and stored, where the way goes that far; what goes direct needs the sale beside."""
    if state == "confirmed":
        return confirmed()
    order = firm.order("螺丝 100 x 2.26")
    if state == "draft":
        return notes.note(order, "40")
    if state == "filed":
        return notes.filed(order, "40")
    if state == "forwarded":
        return notes.sent_on(order, "40")
    if state == "void":
        return notes.step(
            notes.filed(order, "40"), "void", firm.people().purchaser, reason="供方未发货"
        )
    document = notes.fetched(order, "40")
    if state == "collected":
        return document
    document = notes.counted(document)
    if state == "counted":
        return document
    document = notes.agreed(document)
    if state == "handed_over":
        return document
    firm.approve(notes.receive(document))
    document.refresh_from_db()
    return document


def confirmed() -> Document:
    """The sale's delivery is authorised and the customer has the goods."""
    from tests.orders.delivery import straight

    return notes.confirm(straight.announced("螺丝 40")[0])
