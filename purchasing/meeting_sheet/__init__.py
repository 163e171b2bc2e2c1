"""周例会表: what was paid, what is owed, and what shall be paid this week (F6, R138)."""
