"""Parse foreign XML strictly and safely, and read text out of elements."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from functools import lru_cache
from threading import local
from typing import Any

from lxml import etree

from fairsvc.errors import Unreadable

MAX_BYTES = 16 * 2**20
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

HARDENED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""How lxml parses what strangers wrote: nothing is fetched, expanded or repaired."""


def read_xml(body: bytes) -> etree._Element:
    """Parse one document: no network, no DTD, no entity, bounded; a BOM or blank lines before it are tolerated.

    Comments and processing instructions are gone, so that every child is an element. Raises Unreadable.
    """
    if len(body) > MAX_BYTES:
        raise Unreadable("the XML document is too large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    try:
        root = parse_strictly(body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n"))
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable("the XML is not well formed", str(fault)[:200]) from None
    if has_doctype(root):
        raise Unreadable("the XML has a document type declaration, which is not read for safety")
    return root


def parse_strictly(body: bytes) -> etree._Element:
    """Parse with the one hardened parser; nothing is repaired or fetched. Raises lxml's XMLSyntaxError, ValueError."""
    return etree.fromstring(body, _own.parser)


def is_well_formed(body: bytes) -> bool:
    """Tell whether `parse_strictly` would parse it, without building the tree: a third of the work."""
    try:
        etree.fromstring(body, _own.checker)
    except (etree.XMLSyntaxError, ValueError):
        return False
    # What is wrong with namespaces is only noted.
    return not len(_own.checker.error_log)


class _Nothing:
    """What is made of a document that is only checked."""

    def close(self) -> None:
        """Make nothing of it."""


class _Own(local):
    """Parsers for each thread: they are dear to make, and locked while they work."""

    def __init__(self) -> None:
        self.parser = _parser(None)
        self.checker = _parser(_Nothing())


def _parser(target: Any) -> etree.XMLParser:
    return etree.XMLParser(**HARDENED, collect_ids=False, target=target)


_own = _Own()


def has_doctype(root: etree._Element) -> bool:
    """Tell whether the document brings a document type declaration: where entities come from."""
    return root.getroottree().docinfo.internalDTD is not None


def local_name(element: etree._Element) -> str:
    """Read the element's name without its namespace."""
    return _split(element.tag)[1]


def namespace_of(element: etree._Element) -> str:
    """Read the namespace of the element's name; empty when it has none."""
    return _split(element.tag)[0]


@lru_cache(maxsize=4096)
def _split(tag: object) -> tuple[str, str]:
    """Part a name of lxml's into namespace and local name; documents of one source have few different ones."""
    namespace, _, local = str(tag).rpartition("}")
    return namespace[1:], local


def line(element: etree._Element) -> str:
    """Read the element's whole text, also of markup inside it, as one line."""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return " ".join(text.split()) if text else ""


def prose(element: etree._Element) -> str:
    """Read the element's whole text with its line breaks."""
    return "".join(map(str, element.itertext())).strip()


def attribute(element: etree._Element, name: str) -> str:
    """Read an attribute as one line; empty when it is absent."""
    value = element.get(name)
    return " ".join(value.split()) if value else ""


def hold(root: etree._Element) -> list[etree._Element]:
    """List all elements in order: while the list lives, lxml need not make them again at every step."""
    return [*root.iter()]


def namespaces_used(root: etree._Element) -> tuple[str, ...]:
    """List the namespaces of the elements in the document, in order."""
    return namespaces_of(root.iter())


def namespaces_of(elements: Iterable[etree._Element]) -> tuple[str, ...]:
    """List the namespaces of these elements, in order."""
    return _namespaces(tuple(dict.fromkeys([element.tag for element in elements])))


@lru_cache(maxsize=1024)
def _namespaces(tags: tuple[object, ...]) -> tuple[str, ...]:
    """List the namespaces of tags, in order; documents of one source use the same few sets of tags."""
    return tuple(namespace for namespace in dict.fromkeys(_split(tag)[0] for tag in tags) if namespace)


def schema_locations(root: etree._Element) -> tuple[str, ...]:
    """List the schemas that the root says it conforms to: the second of each pair (XML Schema 1.0, section 4.3.2)."""
    tokens = (root.get(f"{XSI}schemaLocation") or "").split()
    lone = (root.get(f"{XSI}noNamespaceSchemaLocation") or "").split()
    return tuple(dict.fromkeys((tokens[1::2] or tokens) + lone))
