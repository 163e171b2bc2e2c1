"""Who sees and who sets the prices we sell at."""

from typing import Any

from masterdata.roles import SALES, Role, has_any, may_see_list_prices

# Whoever prices an order does not also say what the list is.
SET_PRICES = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
    }
)
SEE_PRICE_LISTS = SET_PRICES | SALES | {Role.ACCOUNTANT}
# A lowest price that everybody knows becomes the price.
SEE_FLOORS = SET_PRICES | {Role.ORDER_CLERK, Role.BILLING_CLERK, Role.ACCOUNTANT}
SEE_OTHERS_DEALS = SET_PRICES | {Role.BILLING_CLERK, Role.ACCOUNTANT}

__all__ = [
    "SEE_PRICE_LISTS",
    "may_see_floors",
    "may_see_list_prices",
    "may_see_others_deals",
    "may_see_price_lists",
    "may_set_prices",
]


def may_set_prices(user: Any) -> bool:
    return has_any(user, SET_PRICES)


def may_see_price_lists(user: Any) -> bool:
    return has_any(user, SEE_PRICE_LISTS)


def may_see_floors(user: Any) -> bool:
    return has_any(user, SEE_FLOORS)


def may_see_others_deals(user: Any) -> bool:
    return has_any(user, SEE_OTHERS_DEALS)
