"""采购变更单: changes an approved order, with old and new side by side."""
