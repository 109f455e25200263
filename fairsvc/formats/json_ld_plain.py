"""Expand plain schema.org JSON-LD, in a tenth of the time that the whole algorithm takes, to exactly its result.

Plain is a document whose only context is schema.org's, whose keys and types are names of the vocabulary, and whose
values are texts, numbers, nodes and lists. Whatever else a document has is left to the whole algorithm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from fairsvc.formats.foreign import BASE
from fairsvc.formats.json_ld_contexts import find_context, own_context

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_VOCABULARY = re.compile(r"https?://(?:www\.)?schema\.org/?\Z")
_ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*|_):\S*\Z")
_FRAGMENT = re.compile(r"#[A-Za-z0-9_-]+\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_SCALARS = (str, int, float)


class _NotPlain(Exception):
    """The whole algorithm must read the document."""


def expand_plain(document: Any) -> list[Any] | None:
    """Expand the document as JSON-LD 1.1 API, section 5.1 demands; None when it is not plain."""
    try:
        return _document(document)
    except (_NotPlain, RecursionError):
        return None


def _document(document: Any) -> list[Any]:
    if isinstance(document, dict) and document.keys() == {"@context", "@graph"}:
        expansion = _Expansion(document["@context"])
        return expansion.free_nodes(document["@graph"])
    items = document if isinstance(document, list) else [document]
    if not all(isinstance(item, dict) for item in items):
        raise _NotPlain
    contexts = [item.get("@context") for item in items]
    if any((context is None) != (contexts[0] is None) for context in contexts):
        raise _NotPlain
    found: list[Any] = []
    for item, context in zip(items, contexts, strict=True):
        bare = {key: value for key, value in item.items() if key != "@context"}
        found += _Expansion(context).free_nodes([bare])
    return found


class _Expansion:
    """The expansion of one node object and what is in it, under one context."""

    __slots__ = ("_names", "_terms", "_vocab")

    def __init__(self, context: Any) -> None:
        ours = own_context()
        if isinstance(context, list) and len(context) == 1:
            context = context[0]
        if context is None or (isinstance(context, str) and find_context(context) is ours):
            self._vocab, self._terms = ours["@vocab"], ours.keys()
        elif isinstance(context, dict) and context.keys() == {"@vocab"} and _is_vocabulary(context["@vocab"]):
            self._vocab, self._terms = context["@vocab"], {}.keys()
        else:
            raise _NotPlain
        self._names: dict[str, str] = {}

    def free_nodes(self, items: Any) -> list[Any]:
        """Expand nodes that no property holds; what says nothing is left out."""
        if isinstance(items, dict):
            items = [items]
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise _NotPlain
        nodes = [self._node(item) for item in items]
        if any("@value" in node or "@list" in node for node in nodes):
            raise _NotPlain
        return [node for node in nodes if node and node.keys() != {"@id"}]

    def _node(self, item: dict[str, Any]) -> dict[str, Any]:
        node: dict[str, Any] = {}
        for key in sorted(item):
            value = item[key]
            if key == "@id":
                node["@id"] = self._identity(value)
            elif key == "@type":
                node["@type"] = self._types(value)
            elif key[:1] == "@":
                return self._value_object(item)
            else:
                name = self._name(key)
                if value is not None:
                    node[name] = list(self._values(value))
        return node

    def _values(self, value: Any) -> Iterator[Any]:
        if isinstance(value, _SCALARS):
            yield {"@value": value}
        elif isinstance(value, dict):
            yield self._node(value)
        elif isinstance(value, list):
            for item in value:
                yield from self._values(item)

    def _value_object(self, item: dict[str, Any]) -> dict[str, Any]:
        if item.keys() == {"@list"} and item["@list"] is not None:
            items = item["@list"] if isinstance(item["@list"], list) else [item["@list"]]
            if any(isinstance(inner, list) or _is_list_object(inner) for inner in items):
                raise _NotPlain
            return {"@list": [value for inner in items for value in self._values(inner)]}
        value, language = item.get("@value"), item.get("@language")
        if item.keys() == {"@value"} and isinstance(value, _SCALARS):
            return {"@value": value}
        if item.keys() == {"@value", "@language"} and isinstance(value, str) and _is_language(language):
            return {"@language": language.lower(), "@value": value}
        raise _NotPlain

    def _name(self, name: str) -> str:
        found = self._names.get(name)
        if found is None:
            if not _NAME.match(name) or name in self._terms:
                raise _NotPlain
            found = self._names[name] = self._vocab + name
        return found

    def _types(self, value: Any) -> list[str]:
        types = value if isinstance(value, list) else [value]
        if not types or not all(isinstance(kind, str) for kind in types):
            raise _NotPlain
        return [kind if kind.startswith(("http://", "https://")) else self._name(kind) for kind in types]

    def _identity(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _NotPlain
        if _FRAGMENT.match(value):
            return BASE + value
        absolute = _ABSOLUTE.match(value)
        if absolute is None or absolute[1] in self._terms:
            raise _NotPlain
        return value


def _is_vocabulary(value: Any) -> bool:
    return isinstance(value, str) and bool(_VOCABULARY.match(value))


def _is_language(tag: Any) -> TypeGuard[str]:
    return isinstance(tag, str) and bool(_LANGUAGE.match(tag))


def _is_list_object(value: Any) -> bool:
    return isinstance(value, dict) and "@list" in value
