"""采购合同: the purchase order, from draft to the filed contract."""
