"""Foreign text made fit for every document that we write."""

from __future__ import annotations

import re

# No XML, no JSON in UTF-8 and no terminal takes C0, C1, lone surrogates and noncharacters; embeddings and isolates turn
# round what stands beside them, also the lines that a person pastes.
_ILLEGIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_END = re.compile("\r\n?")
# What would end an IRI in Turtle or JSON-LD (RFC 3987 section 2.2).
_UNSAFE = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f]")


def legible(text: str, longest: int | None = None) -> str:
    """Replace what no document may hold by U+FFFD, and cut the text after so many characters."""
    if longest is not None and len(text) > longest:
        text = f"{text[: longest - 1]}…"
    return text if text.isascii() and text.isprintable() else _ILLEGIBLE.sub("\ufffd", _LINE_END.sub("\n", text))


def one_line(text: str, longest: int) -> str:
    """Make a text legible on one line."""
    return legible(" ".join(text[: 4 * longest].split()), longest)


def safe_iri(address: str) -> str:
    """Percent-encode what may not stand in an IRI."""
    return _UNSAFE.sub(_encoded, legible(address))


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
