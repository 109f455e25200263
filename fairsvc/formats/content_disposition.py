"""The file name in Content-Disposition (RFC 6266), in either form (RFC 8187)."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_LIMIT = 4096
_NAME_LIMIT = 255
_PARAMETER = re.compile(r";\s*+(filename\*?+)\s*+=\s*+(?:\"((?:[^\"\\]|\\.)*+)\"?|([^;]*+))", re.IGNORECASE)
_EXTENDED = re.compile(r"(utf-8|iso-8859-1)'[^']*+'(.*)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_filename(value: str) -> str:
    """Read the file name that is proposed, without any folder; empty when there is none.

    `filename*` outranks `filename` (RFC 6266 section 4.3). Deployed servers send raw UTF-8 or percent-encoded bytes
    in `filename`: both are read as they were meant.
    """
    plain, extended = "", ""
    for match in _PARAMETER.finditer(";" + value[:_LIMIT].partition(";")[2]):
        text = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3].strip()
        if match[1].endswith("*"):
            extended = extended or _extended(text)
        else:
            plain = plain or _meant(text)
    return _safe(extended or plain)


def _extended(text: str) -> str:
    match = _EXTENDED.match(text)
    if match is None:
        return ""
    charset = "utf-8" if match[1].lower() == "utf-8" else "latin-1"
    return unquote_to_bytes(match[2]).decode(charset, "replace")


def _meant(text: str) -> str:
    octets = text.encode("latin-1", "ignore") if not text.isascii() else text.encode()
    if "%" in text and re.search(r"%[0-9A-Fa-f]{2}", text):
        octets = unquote_to_bytes(octets)
    try:
        return octets.decode() if octets else text
    except UnicodeDecodeError:
        return text


def _safe(name: str) -> str:
    """Keep the last segment alone (RFC 6266 section 4.3), without control and direction marks."""
    last = re.split(r"[/\\]", _CONTROL.sub("", name))[-1].strip()
    return "" if last in (".", "..") else last[:_NAME_LIMIT]
