"""Lines to paste: typed links, JSON-LD and DataCite XML, with a place for the dataset's own PID."""

from __future__ import annotations

import json
from collections.abc import Mapping
from xml.sax.saxutils import escape

from fairsvc.model.pid import Pid

# Stands in a remedy where the PID's address goes.
PID = "{pid}"

# What would end a string in JSON, an attribute in XML or the brackets of a Link header.
_UNSAFE = {code: f"%{code:02X}" for code in (*range(0x21), 0x7F, *map(ord, "\"'<>\\`{}"))}
_QUOTE = {'"': "&quot;"}


def link_header(target: str, rel: str, media_type: str = "") -> str:
    """Write a Link header line (RFC 8288)."""
    kind = f'; type="{media_type}"' if media_type else ""
    return f'Link: <{target}>; rel="{rel}"{kind}'


def json_ld(properties: Mapping[str, object]) -> str:
    """Write a schema.org block for the head of the landing page, with these properties."""
    block = {"@context": "https://schema.org/", "@type": "Dataset", "@id": PID, **properties}
    text = json.dumps(block, indent=2, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">\n{text}\n</script>'


def datacite(element: str, text: str, attributes: Mapping[str, str] | None = None) -> str:
    """Write one element of DataCite XML (kernel 4)."""
    given = "".join(f' {name}="{escape(value, _QUOTE)}"' for name, value in (attributes or {}).items())
    return f"<{element}{given}>{escape(text)}</{element}>"


def advice(sentence: str, *snippets: str) -> str:
    """Write a remedy: what to do, then the lines to paste."""
    return "\n".join((sentence, *snippets))


def for_pid(remedy: str, pid: Pid) -> str:
    """Put the dataset's own PID into a remedy, as an address that no snippet can be broken with."""
    return remedy.replace(PID, pid.uri.translate(_UNSAFE)) if PID in remedy else remedy
