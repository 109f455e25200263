"""Several JSON-LD documents of one page as one: they are joined where they name the same thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

_BLANK = "_:"


def join(documents: Sequence[list[Any]]) -> list[Any]:
    """Join expanded documents (RDF 1.1 Semantics, section 4.1, merging); empty unless two name the same thing.

    A blank node is of its document alone, whatever its label.
    """
    named = Counter(identity for document in documents for identity in set(_iter_identities(document)))
    if not any(count > 1 and not identity.startswith(_BLANK) for identity, count in named.items()):
        return []
    return [item for number, document in enumerate(documents) for item in _labelled(document, f"{_BLANK}{number}-")]


def _iter_identities(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            identity = value.get("@id")
            if isinstance(identity, str):
                yield identity
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _labelled(value: Any, prefix: str) -> Any:
    """Copy with other labels of blank nodes."""
    if isinstance(value, list):
        return [_labelled(item, prefix) for item in value]
    if not isinstance(value, dict):
        return value
    copied = {name: _labelled(member, prefix) for name, member in value.items()}
    if str(value.get("@id", "")).startswith(_BLANK):
        copied["@id"] = prefix + value["@id"].removeprefix(_BLANK)
    return copied
