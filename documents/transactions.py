"""One transaction per act: opened before the first read, repeated when the database is busy."""

import logging
import random
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from documents.errors import Busy, Refused
from documents.violations import refused_by
from masterdata.fields import OutOfRange
from masterdata.once import forget, once, remembered
from ui.sending import together

logger = logging.getLogger(__name__)
T = TypeVar("T")
TRIES = 5
# Who has waited so long for a lock waits for it no more: he gets his sentence.
PATIENCE_SECONDS = 20
_in_a_step: ContextVar[bool] = ContextVar("in_a_step", default=False)
RETRIED = {"40001", "40P01", "55P03"}


def in_one_transaction(act: Callable[[], T]) -> T:
    """Run `act` atomically. Deadlocks and lock time-outs repeat the whole of it, up to five times.

    No longer than somebody at a browser is patient: SQLite alone waits 20 seconds each time.

    Inside somebody's open transaction it joins that one and cannot repeat.
    """
    if connection.in_atomic_block:
        return _once(act)
    begun = time.monotonic()
    for attempt in range(1, TRIES + 1):
        try:
            return _once(act)
        except OperationalError as error:
            if not _may_repeat(error):
                raise
            logger.warning("database busy, try %s of %s: %s", attempt, TRIES, error)
            if time.monotonic() - begun >= PATIENCE_SECONDS:
                break
            if attempt < TRIES:
                time.sleep(0.02 * 2**attempt * (0.5 + random.random()))
    raise Busy(_("The program is very busy just now and nothing was saved. Please try again."))


def _once(act: Callable[[], T]) -> T:
    try:
        with transaction.atomic(), _remembering(), together():
            return act()
    except IntegrityError as error:
        refusal = refused_by(error)
        raise refusal from (None if refusal is error else error)
    except OutOfRange as error:
        # Quantity, price and pack may each be right and their product not.
        raise Refused(
            _("An amount is larger than can be kept. Check quantities, units and prices.")
        ) from error


def in_a_step() -> bool:
    """Whether what is read now may be locked: on a page that only shows it, nobody waits."""
    return _in_a_step.get()


def once_on_a_page(key: Hashable, ask: Callable[[], T]) -> T:
    """`once` while a page is read; in a step it is asked each time, for a lock may lie between."""
    return ask() if _in_a_step.get() else once(key, ask)


@contextmanager
def _remembering() -> Iterator[None]:
    """What does not change within one transaction is asked once in it, and never after it.

    An act inside another begins with nothing that is known, and leaves nothing behind: it may
    have changed anything, or be taken back to its savepoint.
    """
    if _in_a_step.get():
        forget()
        try:
            yield
        finally:
            forget()
        return
    token = _in_a_step.set(True)
    try:
        with remembered():
            yield
    finally:
        _in_a_step.reset(token)


def _may_repeat(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None)
    return code in RETRIED or "database is locked" in str(error)
