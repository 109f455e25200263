"""Write text/uri-list (RFC 2483 section 5): an address a line, for wget -i, curl and scripts."""

from __future__ import annotations

from collections.abc import Iterable

from fairsvc.formats.fetch_list import Fetchable


def write_uri_list(files: Iterable[Fetchable], title: str = "") -> str:
    """Write the best address of each file; lines end with CRLF, comments begin with a hash."""
    comment = [f"# {' '.join(title.split())}"] if title else []
    return "".join(f"{line}\r\n" for line in (*comment, *(file.addresses[0] for file in files)))
