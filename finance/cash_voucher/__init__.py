"""资金收支单: money in, out, between own accounts, and what was there when the books opened."""
