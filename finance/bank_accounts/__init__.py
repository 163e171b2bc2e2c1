"""Suppliers' bank accounts: verified by finance before money goes there, twice when changed."""
