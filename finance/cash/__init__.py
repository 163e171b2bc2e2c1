"""现金银行: the firm's cash boxes and bank accounts, and what went in and out of them."""
