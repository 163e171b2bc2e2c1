"""The forms of the master data, by what they describe."""
