"""Prices at which we sell: lists, agreed prices, floors, what was sold before and what to offer."""
