"""What proves the program from outside: races, bites, numbers, tampering, kills, load.

Nothing of it belongs to the program. It switches guards off and writes past the ledgers, which no
code of an app may do, so it lies outside the apps, where none of them can import it.
"""
