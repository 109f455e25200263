"""Typed links: RFC 8288 links as Signposting uses them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One typed link; `target` and `anchor` are absolute, `rel` is one relation in lower case.

    `source` is http, html or linkset. Two links are the same when rel, target, type and profile agree (one address
    may appear with many types).
    """

    target: str
    rel: str
    anchor: str = ""
    media_type: str = ""
    profile: str = ""
    title: str = ""
    hreflang: str = ""
    source: str = "http"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two links the same."""
        return self.rel, self.target, self.media_type, self.profile
