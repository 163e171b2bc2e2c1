"""Reads the Northwind sales orders into the books through the real steps."""
