"""订单变更单: changes a noticed or released order, with old and new side by side."""
