"""Several schema.org blocks as one: properties merged deeply, without doubles; contradictions are told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from assessors.filling.pasting import json_ld
from fairsvc.formats.recognise import pid_key

# Of these a dataset, or a node within it, has one; what two blocks say differently is a contradiction.
_SINGLE = frozenset(
    {"@id", "name", "url", "license", "publisher", "version", "inLanguage", "isAccessibleForFree"}
    | {"datePublished", "dateCreated", "dateModified", "contentUrl", "contentSize", "sha256", "givenName", "familyName"}
    | {"propertyID", "value", "latitude", "longitude", "creativeWorkStatus"}
)
# What tells nodes apart, the surest first: the first that both have decides.
_NAMING = ("@id", "contentUrl", "url", "value", "name")
_SHOWN = 60

Found = list[str]


def merge_blocks(blocks: Sequence[str], background: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Merge blocks, the first that says something first, and tell what later ones contradict; empty without any.

    What a block of the `background` says of a property that another one states is used for what both describe alone:
    it adds no person, file or licence that a repair may just have replaced.
    """
    contradictions: Found = []
    merged: dict[str, Any] = {}
    for text in blocks:
        merged = _merge_nodes(merged, json.loads(text), "", contradictions)
    for text in background:
        merged = _fill(merged, json.loads(text))
    ordered = {name: merged[name] for name in ("@context", "@type", "@id") if name in merged} | merged
    return json_ld(ordered).text if merged else "", tuple(dict.fromkeys(contradictions))


def _fill(merged: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Add the properties that nobody states, and details to the nodes that are there."""
    filled = dict(merged)
    for name, value in known.items():
        if name == "@context":
            filled[name] = _contexts(filled.get(name), value)
        elif name not in filled:
            filled[name] = value
        else:
            filled[name] = _detailed(filled[name], _listed(value))
    return filled


def _detailed(stated: Any, known: list[Any]) -> Any:
    if isinstance(stated, list):
        return [_detailed(one, known) for one in stated]
    same = next((one for one in known if isinstance(one, dict) and _are_one(stated, one)), None)
    if same is None:
        return stated
    return _merge_nodes(stated, same, "", []) if isinstance(stated, dict) else same


def _merge_nodes(first: dict[str, Any], other: dict[str, Any], path: str, found: Found) -> dict[str, Any]:
    merged = dict(first)
    for name, value in other.items():
        where = f"{path}/{name}" if path else name
        if name == "@context":
            merged[name] = _contexts(merged.get(name), value)
        elif name in merged:
            merged[name] = _merge_values(merged[name], value, where, found)
        else:
            merged[name] = value
    return merged


def _merge_values(first: Any, other: Any, path: str, found: Found) -> Any:
    if first == other:
        return first
    merged = list(_listed(first))
    for value in _listed(other):
        place = next((place for place, one in enumerate(merged) if _are_one(one, value)), None)
        if place is not None:
            merged[place] = _merge_same(merged[place], value, path, found)
        elif path.rpartition("/")[2] in _SINGLE and merged:
            found.append(f"{path}: {_shown(merged[0])} is kept, {_shown(value)} is said too")
        else:
            merged.append(value)
    return merged if len(merged) > 1 or isinstance(first, list) or isinstance(other, list) else merged[0]


def _merge_same(first: Any, other: Any, path: str, found: Found) -> Any:
    if isinstance(first, dict) and isinstance(other, dict):
        return _merge_nodes(first, other, path, found)
    return other if isinstance(other, dict) else first


def _are_one(first: Any, other: Any) -> bool:
    """Tell whether two values name one thing."""
    if isinstance(first, dict) and isinstance(other, dict):
        for name in _NAMING:
            if isinstance(first.get(name), str) and isinstance(other.get(name), str):
                return _key(first[name]) == _key(other[name])
    return not set(_names(first)).isdisjoint(_names(other))


def _names(value: Any) -> Iterator[object]:
    if not isinstance(value, dict):
        # True and "true", 2020 and "2020" say the same.
        yield _key(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        return
    yield from (_key(value[name]) for name in _NAMING if isinstance(value.get(name), str))
    if inner := value.get("contributor"):
        # A schema.org Role is whom it is about.
        yield from _names(inner)


def _key(text: str) -> str:
    return pid_key(" ".join(text.split())).casefold()


def _contexts(first: Any, other: Any) -> Any:
    """Name each context once; prefixes of several objects become one object."""
    names: list[Any] = []
    prefixes: dict[str, Any] = {}
    for one in (*_listed(first), *_listed(other)):
        if isinstance(one, dict):
            prefixes |= one
        elif one not in (None, *names):
            names.append(one)
    contexts = [*names, prefixes] if prefixes else names
    return contexts[0] if len(contexts) == 1 else contexts


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[: _SHOWN - 1]}…”"
