"""Lists of a dataset's files, as a server would send them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from assessors.filling.choosing import choose_page_address, file_name
from assessors.filling.pasting import own_address, safe_address, server_lines
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Content
from fairsvc.model.remedy import Snippet


def metalink(files: Iterable[Content]) -> Snippet:
    """Write the Metalink of the files (RFC 5854)."""
    lines = ['<metalink xmlns="urn:ietf:params:xml:ns:metalink">']
    for file in files:
        lines += _metalink_file(file)
    return server_lines("Content-Type: application/metalink4+xml", "Vary: Accept", "", *lines, "</metalink>")


def linkset(evidence: Evidence, files: Iterable[Content]) -> Snippet:
    """Write the linkset of the page with every file (RFC 9264)."""
    items = [{"href": safe_address(file.url), **_typed(file)} for file in files]
    context = {"anchor": choose_page_address(evidence), "cite-as": [{"href": own_address(evidence)}], "item": items}
    return server_lines("Content-Type: application/linkset+json", "", json.dumps({"linkset": [context]}, indent=2))


def _typed(file: Content) -> dict[str, str]:
    return {"type": safe_address(file.media_type)} if file.media_type else {}


def _metalink_file(file: Content) -> Iterator[str]:
    yield f'  <file name="{safe_address(file_name(file))}">'
    if file.size_bytes is not None:
        yield f"    <size>{file.size_bytes}</size>"
    for digest in file.digests[:2]:
        yield f'    <hash type="{safe_address(digest.scheme)}">{escape(digest.value)}</hash>'
    yield f"    <url>{escape(safe_address(file.url))}</url>"
    yield "  </file>"
