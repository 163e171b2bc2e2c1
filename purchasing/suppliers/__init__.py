"""What suppliers ask: their price lists, the prices paid, and the price a new line proposes."""
