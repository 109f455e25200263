"""Where rdflib puts what it parses, within bounds."""

from __future__ import annotations

from functools import cache
from typing import Any

from fairsvc.errors import Unreadable

# rdflib takes some 50 microseconds for each statement, and time that grows with the square of the prefixes.
MAX_STATEMENTS = 60_000
MAX_PREFIXES = 500


def bounded_store() -> Any:
    """Make a store of rdflib's that keeps the order of the document.

    It raises Unreadable when that is too large.
    """
    return _load_class()()


@cache
def _load_class() -> type:
    # rdflib costs much and is imported when a document is RDF.
    from rdflib.plugins.stores.memory import SimpleMemory  # noqa: PLC0415

    class BoundedStore(SimpleMemory):
        def __init__(self) -> None:
            super().__init__()
            self._statements, self._prefixes = MAX_STATEMENTS, MAX_PREFIXES

        def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
            self._statements -= 1
            if self._statements < 0:
                raise Unreadable("the RDF document is too large", f"more than {MAX_STATEMENTS} statements")
            super().add(triple, context, quoted)

        def bind(self, prefix: str, namespace: Any, override: bool = True) -> None:
            self._prefixes -= 1
            if self._prefixes < 0:
                raise Unreadable("the RDF document is too large", f"more than {MAX_PREFIXES} prefixes")
            super().bind(prefix, namespace, override)

    return BoundedStore
