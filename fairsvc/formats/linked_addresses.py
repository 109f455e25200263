"""Addresses that linked data give relative to the document."""

from __future__ import annotations

import re
from dataclasses import replace

from fairsvc.errors import Unreadable
from fairsvc.formats.link_header import absolute, is_absolute
from fairsvc.formats.recognise import scheme_of
from fairsvc.model.metadata import Metadata

# Words, fragments, blank nodes, and hosts without a scheme are no relative addresses.
_RELATIVE = re.compile(r"(?!#|_:|www\.)[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_PATH = re.compile(r"/|\.[a-z0-9]{1,8}(?:[?#]|\Z)", re.IGNORECASE)


def resolve_addresses(metadata: Metadata, base: str) -> Metadata:
    """Resolve the addresses of files and of the page itself (RFC 3986 section 5; JSON-LD 1.1 section 7.1)."""
    content = tuple(replace(one, url=_resolved(one.url, base)) for one in metadata.content)
    url = _resolved(metadata.url, base)
    if url == metadata.url and content == metadata.content:
        return metadata
    return replace(metadata, content=content, url=url)


def _resolved(reference: str, base: str) -> str:
    if not _RELATIVE.fullmatch(reference) or is_absolute(reference) or not _PATH.search(reference):
        return reference
    if reference[:2] != "//" and scheme_of(reference):
        return reference
    try:
        return absolute(reference, base)
    except Unreadable:
        return reference
