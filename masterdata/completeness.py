"""What a record added in passing still lacks before a paper that names it may be approved."""

from django.utils.translation import gettext as _

from masterdata.models import Item, Party, User

SAID_IN = {"specification": ("specification", "model", "size")}
ITEM_NEEDS = ("name", "category", "specification")


def missing_of(record: Item | Party | User) -> list[str]:
    """The labels of what must be filled in; empty for a record that was entered in full."""
    if not record.to_complete:
        return []
    return missing_parts(record)


def is_complete(record: Item | Party | User) -> bool:
    return not missing_of(record)


def missing_parts(record: Item | Party | User) -> list[str]:
    if isinstance(record, Item):
        return _of_item(record)
    if isinstance(record, Party):
        return _of_party(record)
    return [] if record.position else [_label(record, "position")]


def _of_item(item: Item) -> list[str]:
    missing = []
    for name in ITEM_NEEDS:
        if not any(getattr(item, one) for one in SAID_IN.get(name, (name,))):
            missing.append(_label(item, name))
    return missing


def _of_party(party: Party) -> list[str]:
    missing = [] if party.payment_terms else [_label(party, "payment_terms")]
    contacts = list(party.contacts.all()) if party.pk else []
    if not any(contact.mobile or contact.phone for contact in contacts):
        missing.append(_("Contact with a phone number"))
    if party.is_customer and not (party.pk and party.addresses.exists()):
        missing.append(_("Delivery address"))
    return missing


def _label(record: Item | Party | User, name: str) -> str:
    return str(record._meta.get_field(name).verbose_name)
