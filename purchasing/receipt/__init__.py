"""进货单: goods arrive, are inspected, and on approval become stock and a payable."""
