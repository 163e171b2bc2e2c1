"""Goods on their way from one warehouse to another (调拨单)."""
