"""Where rdflib puts what it parses, within bounds; imported only when a document is RDF, for it costs much."""

from __future__ import annotations

from typing import Any

from rdflib.plugins.stores.memory import SimpleMemory

from fairsvc.errors import Unreadable

# rdflib takes some 50 microseconds for each statement, and time that grows with the square of the prefixes.
MAX_STATEMENTS = 60_000
MAX_PREFIXES = 500


class BoundedStore(SimpleMemory):
    """The store that keeps the order of the document. Raises Unreadable when that is too large."""

    def __init__(self) -> None:
        super().__init__()
        self._statements, self._prefixes = MAX_STATEMENTS, MAX_PREFIXES

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Add one statement."""
        self._statements -= 1
        if self._statements < 0:
            raise Unreadable("the RDF document is too large", f"more than {MAX_STATEMENTS} statements")
        super().add(triple, context, quoted)

    def bind(self, prefix: str, namespace: Any, override: bool = True) -> None:
        """Note one prefix."""
        self._prefixes -= 1
        if self._prefixes < 0:
            raise Unreadable("the RDF document is too large", f"more than {MAX_PREFIXES} prefixes")
        super().bind(prefix, namespace, override)
