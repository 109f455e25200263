"""All Link header lines of a dataset: as header fields while they are few, in a linkset beyond that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fairsvc.formats.link_header import read_link_header
from fairsvc.model.link import Link

# Proxies cut or refuse header fields that are longer; FAIR Signposting sends them to a linkset.
MOST_BYTES = 4096
_FIELD = "Link:"
# Beside letters and digits (RFC 3986 section 2); what is percent-encoded stays as it is.
_OF_ADDRESSES = "%:/?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Links:
    """The header lines, and the linkset that has the rest; empty when the lines hold all."""

    header: str
    linkset: str = ""


def merge_links(lines: Sequence[str], page_url: str) -> Links:
    """Write each line once; beyond 4 kB the items go to a linkset beside the page, or all when that is not enough."""
    each = list(dict.fromkeys(" ".join(line.split()) for line in lines))
    if _size(each) <= MOST_BYTES:
        return Links("\n".join(each))
    pointer = f'{_FIELD} <{linkset_address(page_url)}>; rel="linkset"; type="application/linkset+json"'
    links, _ = read_link_header([line.removeprefix(_FIELD) for line in each], page_url)
    kept = [line for line in each if 'rel="item"' not in line]
    header = [*kept, pointer] if _size([*kept, pointer]) <= MOST_BYTES else [pointer]
    return Links("\n".join(header), _linkset(links, page_url))


def linkset_address(page_url: str) -> str:
    """Name an address beside the page, another for each query and fragment; safe within angle brackets and a header."""
    rest, _, fragment = page_url.partition("#")
    path, _, query = rest.partition("?")
    named = [query] if query else []
    named += [f"fragment={quote(fragment, safe='')}"] if fragment else []
    return quote("?".join((f"{path.rstrip('/')}/linkset.json", *filter(None, ["&".join(named)]))), safe=_OF_ADDRESSES)


def _linkset(links: Sequence[Link], page_url: str) -> str:
    """Write the links as a linkset in JSON (RFC 9264 section 4.2)."""
    targets: dict[str, list[dict[str, object]]] = {}
    for link in links:
        named = {"href": link.target, "type": link.media_type, "profile": [link.profile] if link.profile else ""}
        targets.setdefault(link.rel, []).append({name: value for name, value in named.items() if value})
    return json.dumps({"linkset": [{"anchor": page_url, **targets}]}, ensure_ascii=False, indent=2)


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 2 for line in lines)
