"""Goods: where they lie, what moved them, what they cost."""
