"""Chasing deliveries (跟催): calls to the supplier, reminders before a promise, overdue lines."""
