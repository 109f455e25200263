"""DataCite's schemas from the shared data, without any look at the network."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lxml import etree

_VERSION = re.compile(r"/meta/kernel-([\d.]+)/metadata\.xsd")


@cache
def schema(shared: Path, kernel: str) -> etree.XMLSchema:
    """Load the schema of one kernel from 4.2 on: those bring all that they include, xml.xsd too."""
    path = shared / f"harvest/schema/meta/kernel-{kernel}/metadata.xsd"
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))


def named_kernel(root: etree._Element) -> str:
    """Read the kernel version that a document's schemaLocation names."""
    location = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "")
    found = _VERSION.search(location)
    assert found, location
    return found[1]


def faults(shared: Path, document: bytes) -> list[str]:
    """Validate a document against the schema that it names."""
    root = etree.fromstring(document)
    rules = schema(shared, named_kernel(root))
    return [] if rules.validate(root) else [str(entry.message) for entry in rules.error_log]
