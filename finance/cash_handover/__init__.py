"""司机交款单: the cash that drivers collected on delivery, handed to the cashier and counted."""
