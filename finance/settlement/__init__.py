"""进货结算单: what is paid to a supplier, from what, and which of his debts that settles."""
