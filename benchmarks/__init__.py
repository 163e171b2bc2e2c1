"""What measures the program from outside: it makes masses of papers, and times every list.

Nothing of it belongs to the program. It writes past the engine and the ledgers, which no code of an
app may do, so it lies outside the apps, where none of them can import it.
"""
