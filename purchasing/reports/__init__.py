"""采购统计: purchases by supplier, item, purchaser and month (R144)."""
