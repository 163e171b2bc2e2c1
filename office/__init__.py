"""The office looks across all other apps: the first screen, and later conduct and staff."""
