"""Reads the AdventureWorks purchasing data into the books through the real steps."""
