"""成品库存单: what of the finished goods can be promised, each morning at eight (S5, R38)."""
