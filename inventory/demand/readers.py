"""Who may look at what is missing; the list tells no prices."""

from masterdata.roles import SALES, Role

READERS = SALES | {
    Role.PLANNER,
    Role.PURCHASER,
    Role.PURCHASING_MANAGER,
    Role.STOREKEEPER,
    Role.WAREHOUSE_SUPERVISOR,
    Role.DEPUTY_GENERAL_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ADMINISTRATOR,
}
