"""What the daily papers share: due times, frozen tables, and which are late."""
