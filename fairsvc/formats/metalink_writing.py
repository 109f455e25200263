"""Write Metalink 4 (RFC 5854): what Direct DOI Data Access answers, and what aria2 and others download by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from fairsvc.formats.fetch_list import Fetchable
from fairsvc.formats.metalink import NAMESPACE
from fairsvc.model.metadata import Identifier

# Section 4.2.4.2 wants names of IANA's registry of hash functions. Adler-32 is none: dCache and aria2 use it all the
# same, and others pass over what they do not know.
_HASHES = frozenset(("md5", "sha-1", "sha-224", "sha-256", "sha-384", "sha-512", "adler32"))
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class MetalinkHead:
    """What a Metalink says of itself: at `origin` it can be asked for again, and may then list other files.

    `identity` is what the files belong to, as their PID.
    """

    published_at: datetime
    generator: str
    origin: str = ""
    identity: str = ""


def write_metalink(files: Iterable[Fetchable], head: MetalinkHead) -> bytes:
    """Write the list; addresses have priorities in their order, 1 is best (section 4.2.16.1)."""
    return "".join(_iter_lines(files, head)).encode()


def _iter_lines(files: Iterable[Fetchable], head: MetalinkHead) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<metalink xmlns="{NAMESPACE}">\n'
    yield _tag("generator", head.generator)
    if head.origin:
        yield _tag("origin", head.origin, {"dynamic": "true"})
    yield _tag("published", f"{head.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    for file in files:
        yield f"  <file name={quoteattr(_legal(file.path))}>\n"
        yield from _iter_file(file, head.identity)
        yield "  </file>\n"
    yield "</metalink>\n"


def _iter_file(file: Fetchable, identity: str) -> Iterator[str]:
    if identity:
        yield _tag("identity", identity, indent=4)
    if file.size_bytes is not None:
        yield _tag("size", str(file.size_bytes), indent=4)
    for digest in sorted(file.digests, key=_strength, reverse=True):
        if digest.scheme in _HASHES:
            yield _tag("hash", digest.value, {"type": digest.scheme}, indent=4)
    for number, url in enumerate(file.addresses, 1):
        yield _tag("url", url, {"priority": str(number)}, indent=4)


def _strength(digest: Identifier) -> int:
    return len(digest.value)


def _tag(name: str, text: str, attributes: Mapping[str, str] | None = None, indent: int = 2) -> str:
    said = "".join(f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items())
    return f"{' ' * indent}<{name}{said}>{escape(_legal(text))}</{name}>\n"


def _legal(text: str) -> str:
    """Replace what XML cannot hold (XML 1.0 section 2.2)."""
    return _ILLEGAL.sub("\ufffd", text)
