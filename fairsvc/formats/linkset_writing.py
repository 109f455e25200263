"""Write linksets (RFC 9264) as JSON and as text; reading them gives the same links."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from fairsvc.model.link import Link

_TEXT_SAFE = "!#$&+-.^_`|~"


def write_linkset_json(links: Iterable[Link]) -> bytes:
    """Write `application/linkset+json` (section 4.2), one context an anchor."""
    contexts: dict[str, dict[str, object]] = {}
    for link in links:
        context = contexts.setdefault(link.anchor, {"anchor": link.anchor})
        targets = context.setdefault(link.rel, [])
        assert isinstance(targets, list)
        targets.append(_target(link))
    document = {"linkset": [*contexts.values()]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _target(link: Link) -> dict[str, object]:
    attributes: dict[str, object] = {"href": link.target}
    if link.media_type:
        attributes["type"] = link.media_type
    if link.hreflang:
        attributes["hreflang"] = [link.hreflang]
    if link.title.isascii() and link.title:
        attributes["title"] = link.title
    elif link.title:
        attributes["title*"] = [{"value": link.title}]
    # Section 4.2.4.3: what RFC 8288 does not define is an array of strings.
    if link.profile:
        attributes["profile"] = [link.profile]
    return attributes


def write_linkset_text(links: Iterable[Link]) -> bytes:
    """Write `application/linkset` (section 4.1), a link a line, each with its anchor."""
    return (",\n".join(" ; ".join(_iter_parts(link)) for link in links) + "\n").encode()


def _iter_parts(link: Link) -> Iterator[str]:
    yield f"<{link.target}>"
    yield f"rel={_quoted(link.rel)}"
    if link.media_type:
        yield f"type={_quoted(link.media_type)}"
    if link.profile:
        yield f"profile={_quoted(link.profile)}"
    if link.hreflang:
        yield f"hreflang={_quoted(link.hreflang)}"
    if link.title.isascii() and link.title:
        yield f"title={_quoted(link.title)}"
    elif link.title:
        # RFC 8187: the same text in ASCII.
        yield f"title*=UTF-8''{quote(link.title, safe=_TEXT_SAFE)}"
    yield f"anchor={_quoted(link.anchor)}"


def _quoted(text: str) -> str:
    """Write a quoted-string (RFC 9110 section 5.6.4)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
