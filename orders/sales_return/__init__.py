"""退货申请 → 退货单: goods come back from a customer, are judged, and credited or sent again."""
