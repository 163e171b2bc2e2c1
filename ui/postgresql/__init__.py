"""PostgreSQL as Django speaks to it; what differs stands in `base.py`."""
