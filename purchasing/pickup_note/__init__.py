"""提货单: the supplier's pick-up note, for goods sent on to the customer or fetched."""
