"""How Python looks for circles of objects in a process that serves.

By its own setting it looks after each 700 new objects, and now and then through all there are. A
request makes tens of thousands that end with it, and the program's modules, models and templates
never end: looking took an eighth of the time of a large paper.
"""

import gc

# A page of 50 rows makes some 20,000 objects that are alive at once.
YOUNG, OLDER, OLDEST = 20_000, 20, 50


def settle() -> None:
    """What is loaded by now is not looked through any more; what comes later, less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDEST)
