"""The composition root: settings, addresses, the WSGI entry; nothing else."""
