"""The contract booklet (合同编号清册): a month of contracts, bound by the 5th of the next."""
