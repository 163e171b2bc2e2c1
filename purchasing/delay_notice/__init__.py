"""The delay notice (延误通知): what comes later than the contract says, told to the sales."""
