"""What released orders lack and purchasing has to bring (缺货需求)."""
