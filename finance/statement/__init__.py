"""对账单: what a party owes or is owed, frozen, sent, compared with his own books, agreed."""
