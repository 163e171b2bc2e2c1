"""期初库存: what lay in the stores when the books were opened."""
