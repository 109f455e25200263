"""Where the DOI ends and the path begins in doi://10.x/suffix/path. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

# A suffix may hold slashes (10.7910/DVN/ABC); so many readings of one address are tried.
MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of an address: `root` is the PID as it is spelt there, `path` the file or folder, empty for all."""

    root: str
    pid: str
    path: str


def iter_candidates(address: str) -> Iterator[Candidate]:
    """Iterate over the readings of an address without doi://, the shortest PID first.

    A first part with anything percent-encoded, usually the slash, is the PID exactly, of whatever scheme: the prefix of
    a DOI has nothing to encode.
    """
    head, _, rest = address.partition("/")
    if "%" in head:
        yield Candidate(head, unquote(head), rest)
        return
    parts = address.split("/")
    for length in range(2, min(len(parts), MOST_CANDIDATES + 1) + 1):
        root = "/".join(parts[:length])
        yield Candidate(root, root, "/".join(parts[length:]))


def exact_root(pid: str) -> str:
    """Spell a PID so that an address that begins with it has one reading."""
    return quote(pid, safe="")
