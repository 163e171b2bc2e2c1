"""Orders: from the customer's fax to the signed delivery slip, prices, returns, daily papers."""
