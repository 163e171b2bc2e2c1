"""汇款登记: a customer's money as he said it, as the bank has it, and what it is for."""
