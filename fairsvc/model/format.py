"""What a format plug-in declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fairsvc.model.metadata import Metadata


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A metadata format: `read` turns bytes into the normalised view and raises Unreadable; `write` is its inverse.

    `read_element` reads the same of a parsed XML element (lxml's), for those who have parsed a whole page already.
    XML is recognised by the payload root's namespace (a prefix match, so that kernel-4 covers its minor versions) and,
    where `local_name` is set, its local name; JSON and RDF by media type.
    """

    id: str
    title: str
    source: str
    read: Callable[[bytes], Metadata]
    media_types: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    local_name: str = ""
    read_element: Callable[[Any], Metadata] | None = None
    write: Callable[[Metadata], bytes] | None = None
