"""付款申请单: asked for by the purchaser, reviewed, approved and paid by three other people."""
