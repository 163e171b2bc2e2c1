"""进项发票: entered, matched three ways, differences settled, handed to finance, booked."""
