"""Who sees the firm's money, and who keeps the list of its accounts."""

from masterdata.roles import Role

READERS = frozenset(
    {
        Role.ACCOUNTANT,
        Role.CASHIER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)
KEEPERS = frozenset({Role.ACCOUNTANT, Role.ADMINISTRATOR})
