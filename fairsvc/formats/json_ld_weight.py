"""Weigh the contexts of JSON-LD before they are processed: each defines terms, and copies those around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fairsvc.errors import Unreadable
from fairsvc.formats.json_ld_contexts import find_context, own_context

# In definitions of a term, of which a second does some 100 000; a record with a context of its own has some dozens.
MAX_WEIGHT = 100_000
_COPIES = 500  # that cost as much as one definition
_DEEPEST = 400


class ContextScale:
    """Add up what processing the contexts of a document costs."""

    __slots__ = ("_copies", "_definitions")

    def __init__(self) -> None:
        self._definitions = self._copies = 0

    def weigh(self, document: Any) -> None:
        """Weigh a document. Raises Unreadable when its contexts cost too much, or it is nested too deeply."""
        self._weigh(document, len(own_context()), 0, depth=0)

    def _weigh(self, value: Any, active: int, scoped: int, *, depth: int) -> None:
        """Weigh a value under a context of `active` terms that brings scoped contexts of `scoped` terms."""
        if depth > _DEEPEST:
            raise Unreadable("the JSON-LD is nested too deeply", f"more than {_DEEPEST} levels")
        if isinstance(value, dict) and "@context" in value:
            active, brought = self._weigh_context(value["@context"], active, depth)
            scoped += brought
        if isinstance(value, dict) and scoped:
            # A scoped context is processed wherever a term or type that brings it stands.
            self._add(scoped, active)
        for item in _inner(value):
            self._weigh(item, active, scoped, depth=depth + 1)

    def _weigh_context(self, context: Any, active: int, depth: int) -> tuple[int, int]:
        """Give the number of terms that are active within a context, and of those in the contexts that it scopes."""
        scoped = 0
        for part in context if isinstance(context, list) else [context]:
            known = find_context(part) if isinstance(part, str) else None
            terms = known or (part if isinstance(part, dict) else {})
            active += len(terms)
            self._add(len(terms), active)
            for term in _inner(part):
                scoped += _count_terms(term.get("@context")) if isinstance(term, dict) else 0
                self._weigh(term, active, 0, depth=depth + 1)
        return active, scoped

    def _add(self, definitions: int, copies: int) -> None:
        self._definitions += definitions
        self._copies += copies
        if self._definitions + self._copies // _COPIES > MAX_WEIGHT:
            raise Unreadable("the JSON-LD's contexts are too large", f"they cost {MAX_WEIGHT} definitions and more")


def _count_terms(context: Any) -> int:
    parts = context if isinstance(context, list) else [context]
    return sum(len(part) if isinstance(part, dict) else len(own_context()) for part in parts if part is not None)


def _inner(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (item for key, item in value.items() if key != "@context" and isinstance(item, (dict, list)))
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, (dict, list)))
