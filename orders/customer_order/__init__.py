"""客户订单: what the customer wants, from his fax to the last signed slip."""
