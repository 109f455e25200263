"""The table of file formats: by what they are recognised, by what names they are claimed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from fairsvc.vocab import load_toml


@dataclass(frozen=True, slots=True)
class Signature:
    """A format that bytes were recognised as; `id` is stable, `media_type` the first of `media_types`.

    `within` names the formats whose bytes it is too: netCDF-4 is HDF5.
    """

    id: str
    media_type: str
    title: str
    media_types: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """How one row of signatures.toml is recognised."""

    signature: Signature
    magics: tuple[bytes, ...]
    offsets: tuple[int, ...]
    contains: bytes
    skip_space: bool
    zip_name: re.Pattern[str] | None
    zip_mimetype: str

    def matches(self, head: bytes) -> bool:
        """Tell whether the first bytes are of this format."""
        start = head.lstrip() if self.skip_space else head
        return any(start.startswith(self.magics, offset) for offset in self.offsets) and self.contains in head

    def matches_zip(self, names: tuple[str, ...], mimetype: str) -> bool:
        """Tell whether a ZIP with these members is of this format."""
        if self.zip_mimetype:
            return self.zip_mimetype == mimetype
        return self.zip_name is not None and any(map(self.zip_name.search, names))


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """Load the rows that recognise, in the order in which they are tried."""
    return tuple(_pattern(row) for row in load_toml("signatures.toml")["signature"])


@cache
def load_signatures() -> dict[str, Signature]:
    """Load every format by its id."""
    return {pattern.signature.id: pattern.signature for pattern in reversed(load_patterns())}


def find_claimed(media_type: str, name: str) -> tuple[Signature, ...]:
    """Find the formats that a media type names, or an extension where it names none; empty when none is known."""
    by_type = _by_media_type().get(media_type.partition(";")[0].strip().lower(), ())
    extension = name.partition("?")[0].partition("#")[0].rpartition("/")[2].rpartition(".")[2].lower()
    return by_type or _by_extension().get(extension, ())


def is_hdf5(id: str) -> bool:
    """Tell whether the format of that id is HDF5 or made of it."""
    known = load_signatures().get(id)
    return known is not None and (id == "hdf5" or "hdf5" in known.within)


def _pattern(row: dict[str, Any]) -> Pattern:
    return Pattern(
        Signature(
            row["id"],
            row["media_type"],
            row["title"],
            (row["media_type"], *row.get("also", ())),
            tuple(row.get("extensions", ())),
            tuple(row.get("within", ())),
        ),
        tuple(bytes.fromhex(magic) for magic in row.get("magic", ())),
        tuple(row.get("offsets", (0,))),
        row.get("contains", "").encode(),
        row.get("skip_space", False),
        re.compile(row["zip_name"]) if "zip_name" in row else None,
        row.get("zip_mimetype", ""),
    )


@cache
def _by_media_type() -> dict[str, tuple[Signature, ...]]:
    return _grouped((media_type, one) for one in load_signatures().values() for media_type in one.media_types)


@cache
def _by_extension() -> dict[str, tuple[Signature, ...]]:
    return _grouped((extension, one) for one in load_signatures().values() for extension in one.extensions)


def _grouped(names: Iterable[tuple[str, Signature]]) -> dict[str, tuple[Signature, ...]]:
    grouped: dict[str, tuple[Signature, ...]] = {}
    for name, one in names:
        grouped[name] = (*grouped.get(name, ()), one)
    return grouped
