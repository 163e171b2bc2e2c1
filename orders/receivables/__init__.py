"""应收账款回收: the chase list with its talks, the sales ledger, and credit by customer."""
