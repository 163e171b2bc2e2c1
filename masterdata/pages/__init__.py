"""The pages of the master data, by what they show."""
