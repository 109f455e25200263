"""How often Python looks for garbage while a harvest makes records by the thousand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A page is a hundred thousand young objects without cycles, of which all go with the page.
_YOUNG_OBJECTS = 100_000


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for garbage once in a page instead of hundreds of times: it took a third of a harvest's time."""
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
