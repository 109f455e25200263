"""A record as harvested."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fairsvc.model.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a source: `raw` is its metadata element as received, empty when it is deleted.

    `datestamp` is kept as written (providers send days that do not exist). `format` is the id of the format that read
    it, empty when none could; `metadata` is None then, and `trouble` says why. A record that is `withheld` is one that
    the source lists but does not deliver: `raw` is empty, and what was known of it before stays. `fingerprint` is a
    SHA-256 over what matters of `raw`, where that carries counters too; empty when every byte matters.
    """

    identifier: str
    datestamp: str
    prefix: str
    raw: bytes = b""
    sets: tuple[str, ...] = ()
    deleted: bool = False
    format: str = ""
    metadata: Metadata | None = None
    trouble: str = ""
    withheld: bool = False
    fingerprint: str = ""

    @property
    def sha256(self) -> str:
        """Content hash: over the bytes received, or what the source says matters of them."""
        return self.fingerprint or hashlib.sha256(self.raw).hexdigest()
