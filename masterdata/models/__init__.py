"""Every model of the master data, named once."""

from masterdata.models.calendar import Holiday, MakeUpDay
from masterdata.models.company import Company
from masterdata.models.items import Category, Item, ItemBarcode, PackUnit, TaxRate, Unit
from masterdata.models.parties import Address, BankAccount, Contact, Party
from masterdata.models.people import Preference, Region, User

__all__ = [
    "Address",
    "BankAccount",
    "Category",
    "Company",
    "Contact",
    "Holiday",
    "Item",
    "ItemBarcode",
    "MakeUpDay",
    "PackUnit",
    "Party",
    "Preference",
    "Region",
    "TaxRate",
    "Unit",
    "User",
]
