"""进货退货单: goods go back to the supplier, and what is owed for them is taken off."""
