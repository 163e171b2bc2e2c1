"""Owed invoices (欠票): receipts that lack an invoice, and the log of asking for them (催票)."""
