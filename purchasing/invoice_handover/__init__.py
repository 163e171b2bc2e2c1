"""Invoice hand-over (发票交接单): paper invoices that purchasing gives to finance, signed for."""
