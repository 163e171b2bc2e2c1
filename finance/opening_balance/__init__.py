"""期初应付/应收: what was owed when the books were opened."""
