"""Money: what is owed to and by the firm."""
