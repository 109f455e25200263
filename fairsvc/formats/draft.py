"""A metadata view in the making: every value enters with the place it was read from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fairsvc.model.metadata import Agent, Metadata, Origin


class Draft:
    """Gather fields of one document, then `build` the view; equal values of a field are taken once."""

    __slots__ = ("_document", "_fields", "_kept", "_origins", "_singles", "_warnings")

    def __init__(self, document: str) -> None:
        self._document = document
        self._fields: dict[str, list[Any]] = {}
        self._singles: dict[str, Any] = {}
        self._origins: dict[str, Origin] = {}
        self._kept: dict[tuple[str, str], None] = {}
        self._warnings: dict[str, None] = {}

    def add(self, field: str, value: object, pointer: str) -> None:
        """Add one value to a field that holds many."""
        if field in self._fields:
            self._fields[field].append(value)
            return
        self._fields[field] = [value]
        self._origins.setdefault(field, _origin(self._document, pointer))

    def extend(self, field: str, values: list[Any], pointer: str) -> None:
        """Add several values to a field that holds many."""
        if field in self._fields:
            self._fields[field] += values
        elif values:
            self._fields[field] = values
            self._origins.setdefault(field, _origin(self._document, pointer))

    def put(self, field: str, value: object, pointer: str) -> None:
        """Set a field that holds one value; the first one stays, another is kept as unmapped with a warning."""
        if field not in self._singles:
            self._singles[field] = value
            self._origins.setdefault(field, _origin(self._document, pointer))
        elif self._singles[field] != value:
            self.warn(f"repeated: {pointer}")
            self.keep(pointer, str(getattr(value, "name", "") or value))

    def keep(self, pointer: str, text: str) -> None:
        """Keep what no field takes."""
        if text:
            self._kept[pointer, text] = None

    def warn(self, text: str) -> None:
        """Note a deviation from the format; the text is short and stable."""
        self._warnings[text] = None

    def has(self, field: str) -> bool:
        """Tell whether the field has a value yet."""
        return field in self._fields or field in self._singles

    def values(self, field: str) -> tuple[Any, ...]:
        """List what a field that holds many has so far."""
        return _distinct(self._fields.get(field, []))

    def pointer(self, field: str) -> str:
        """Tell where the field was read first; empty when it has no value yet."""
        origin = self._origins.get(field)
        return origin.pointer if origin else ""

    def build(self, namespaces: tuple[str, ...] = (), schemas: tuple[str, ...] = ()) -> Metadata:
        """Make the view of a document with these namespaces, which says to conform to these schemas."""
        many: dict[str, Any] = {field: _distinct(values) for field, values in self._fields.items()}
        conforms_to = schemas + many.pop("conforms_to", ())
        return Metadata(
            **many,
            **self._singles,
            namespaces=namespaces,
            conforms_to=conforms_to,
            unmapped=tuple(self._kept),
            warnings=tuple(self._warnings),
            origins=tuple(self._origins.items()),
        )


@lru_cache(maxsize=4096)
def _origin(document: str, pointer: str) -> Origin:
    """Make an origin; the records of a harvest share a few."""
    return Origin(document, pointer)


def _distinct(values: list[Any]) -> tuple[Any, ...]:
    """Take equal values once; to compare whole agents is dear, and hardly ever do two have one name."""
    alone = len(values) < 2 or (isinstance(values[0], Agent) and len({agent.name for agent in values}) == len(values))
    return tuple(values if alone else dict.fromkeys(values))
