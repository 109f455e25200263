"""Names of files in foreign lists: relative paths that stay in their folder and look like what they are."""

from __future__ import annotations

import re

_DRIVE = re.compile(r"[A-Za-z]:")
# Control characters, and the marks that turn the direction of text.
_DECEPTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PLAIN = re.compile(r"[\w-][\w. -]*+(?:/[\w-][\w. -]*+)*+", re.ASCII)


def read_path(name: str) -> str:
    """Spell a name as a relative path with slashes; empty when it is absolute, leaves the folder or deceives."""
    if _PLAIN.fullmatch(name):
        return name.rstrip(" ")
    text = name.strip().replace("\\", "/")
    unsafe = text.startswith(("/", "~")) or _DRIVE.match(text) or _DECEPTIVE.search(name)
    parts = [part for part in text.split("/") if part not in ("", ".")]
    return "" if unsafe or ".." in parts else "/".join(parts)
