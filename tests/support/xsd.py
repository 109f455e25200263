"""DataCite's schemas from the shared data, without any look at the network."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lxml import etree

_VERSION = re.compile(r"/meta/kernel-([\d.]+)/metadata\.xsd")


class _Local(etree.Resolver):
    """Serve xml.xsd, which kernels before 4.2 import from w3.org, from kernel 4.7; refuse whatever is not a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, url: str, public_id: str, context: object) -> object:
        if url.endswith("xml.xsd"):
            return self.resolve_filename(str(self._folder / "kernel-4.7/include/xml.xsd"), context)
        if "://" in url and not url.startswith("file:"):
            raise AssertionError(f"the schema wants {url}")
        return None


@cache
def schema(shared: Path, kernel: str) -> etree.XMLSchema:
    """Load the schema of one kernel, "4.4" or "3" and so on."""
    folder = shared / "harvest/schema/meta"
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local(folder))
    return etree.XMLSchema(etree.parse(str(folder / f"kernel-{kernel}/metadata.xsd"), parser))


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
