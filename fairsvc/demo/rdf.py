"""The schema.org description as triples: RDF Turtle and RDF/XML."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fairsvc.demo.markup import Markup, join, tag
from fairsvc.demo.schema_org import PREFIXES, Json

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMESPACES = {"schema": "https://schema.org/", **PREFIXES}
# What schema.org's context makes addresses of, where they are written as text.
_ADDRESSES = frozenset({"conditionsOfAccess", "contentUrl", "inDefinedTermSet", "license", "url"})

# Subject, property and object; a name that begins with "_:" is a blank node's, one with "://" an address.
Triple = tuple[str, str, "Literal | str"]


class Literal(str):
    """Text, not a node."""

    __slots__ = ()


def turtle(described: Json) -> bytes:
    """Write Turtle, a triple a line."""
    prefixes = [f"@prefix {name}: <{address}> ." for name, address in NAMESPACES.items()]
    lines = [f"{_node(s)} {'a' if p == 'a' else p} {_object(p, o)} ." for s, p, o in _iter_triples(described)]
    return "\n".join([*prefixes, "", *lines, ""]).encode()


def rdf_xml(described: Json) -> bytes:
    """Write RDF/XML, one Description for each subject."""
    subjects: dict[str, list[Markup]] = {}
    for subject, name, value in _iter_triples(described):
        subjects.setdefault(subject, []).append(_element(name, value))
    about = (tag("rdf:Description", _naming("about", subject), *found) for subject, found in subjects.items())
    declared = {"xmlns:rdf": RDF, **{f"xmlns:{name}": address for name, address in NAMESPACES.items()}}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tag("rdf:RDF", declared, join(*about))}\n'.encode()


def _iter_triples(described: Json) -> Iterator[Triple]:
    numbers = iter(range(100_000))

    def walk(node: Json) -> Iterator[Triple]:
        subject = str(node.get("@id") or f"_:b{next(numbers)}")
        names[id(node)] = subject
        for key, value in node.items():
            if key not in ("@context", "@id"):
                yield from each(subject, key, value)

    def each(subject: str, key: str, value: object) -> Iterator[Triple]:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from walk(item)
                yield subject, _property(key), names[id(item)]
            elif key == "@type":
                yield subject, "a", _property(str(item))
            else:
                yield subject, _property(key), _value(key, item)

    names: dict[int, str] = {}
    return walk(described)


def _property(key: str) -> str:
    return key if ":" in key else f"schema:{key}"


def _value(key: str, item: object) -> Literal | str:
    if isinstance(item, bool):
        return Literal(str(item).lower())
    text = str(item)
    return text if key in _ADDRESSES and text.startswith(("http://", "https://")) else Literal(text)


def _node(name: str) -> str:
    return name if name.startswith("_:") else f"<{name}>"


def _object(name: str, value: Literal | str) -> str:
    if isinstance(value, Literal):
        return json.dumps(str(value), ensure_ascii=False)
    return value if name == "a" else _node(value)


def _element(name: str, value: Literal | str) -> Markup:
    if isinstance(value, Literal):
        return tag(name, {}, str(value))
    if name == "a":
        prefix, _, local = value.partition(":")
        return tag("rdf:type", {"rdf:resource": NAMESPACES[prefix] + local})
    return tag(name, _naming("resource", value))


def _naming(attribute: str, name: str) -> dict[str, str]:
    return {"rdf:nodeID": name.removeprefix("_:")} if name.startswith("_:") else {f"rdf:{attribute}": name}
