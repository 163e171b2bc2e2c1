"""发货单: what leaves the house for one customer, until the signed slip is filed."""
