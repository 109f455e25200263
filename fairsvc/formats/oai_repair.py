"""Bytes that claim to be XML: undo an undeclared gzip, and mend what providers are known to get wrong."""

from __future__ import annotations

import re
import zlib
from html.entities import html5

from fairsvc.errors import Unreadable

LIMIT_BYTES = 64 * 2**20
_GZIP, _ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# XML 1.0 section 2.2 allows TAB, LF and CR of the C0 controls.
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_BEFORE = re.compile(rb"\A(?:[ \t\r\n]|\xef\xbb\xbf)+")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
# What `surrogateescape` makes of a stray byte, to the letter that Windows-1252 has for it.
_AS_WINDOWS_1252 = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
# An ampersand that does not begin one of the five references that XML knows without a DTD.
_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)(?:(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});)?")


def decompress(body: bytes) -> bytes:
    """Undo a gzip that no header declared; other bytes pass. Raises Unreadable when it is cut or unpacks too large."""
    if body.startswith(_ZSTANDARD):
        raise Unreadable("the body is compressed as nobody asked for (Zstandard)", next_step="Tell the provider")
    plain, rest = bytearray(), body
    while rest.startswith(_GZIP):
        member = zlib.decompressobj(wbits=31)
        try:
            plain += member.decompress(rest, LIMIT_BYTES + 1 - len(plain))
        except zlib.error as fault:
            raise Unreadable("the gzip body is damaged", str(fault), "Ask again") from fault
        if len(plain) > LIMIT_BYTES:
            raise Unreadable("the gzip body unpacks to more than allowed", f"{LIMIT_BYTES} bytes")
        if not member.eof:
            raise Unreadable("the gzip body stops before its end", f"{len(body)} bytes", "Ask again")
        rest = member.unused_data
    return bytes(plain) if plain else body


def repair(body: bytes) -> tuple[bytes, str]:
    """Mend control characters, stray bytes, undefined entities, bare ampersands and what stands before the declaration.

    Gives the mended bytes and what was done in words, empty when nothing was found. HTML's entities keep their
    meaning; unknown ones stay visible as text. CDATA sections lose control characters only.
    """
    clean = body.translate(None, _CONTROLS)
    start = _BEFORE.sub(b"", clean, count=1)
    spelt, stray = _mend_letters(start)
    mended = _mend_references(spelt)
    done = (
        (stray, f"{stray} bytes that are no UTF-8, read as Windows-1252"),
        (len(body) - len(clean), f"{len(body) - len(clean)} control characters"),
        (len(clean) - len(start), f"{len(clean) - len(start)} bytes before the document"),
        (mended != spelt, "references that nothing defines"),
    )
    return mended, ", ".join(what for found, what in done if found)


def _mend_letters(body: bytes) -> tuple[bytes, int]:
    """Read bytes that are no UTF-8 as Windows-1252, and count them; a document of another encoding passes."""
    encoding = _DECLARED.match(body)
    if encoding is not None and encoding[1].lower() not in (b"utf-8", b"utf8"):
        return body, 0
    text = body.decode("utf-8", "surrogateescape")
    stray = sum(1 for letter in text if "\udc80" <= letter <= "\udcff") if not body.isascii() else 0
    return (text.translate(_AS_WINDOWS_1252).encode(), stray) if stray else (body, 0)


def _mend_references(body: bytes) -> bytes:
    pieces, position = [], 0
    while True:
        start = body.find(b"<![CDATA[", position)
        end = body.find(b"]]>", start) if start >= 0 else -1
        pieces.append(_AMPERSAND.sub(_reference, body[position : start if end >= 0 else len(body)]))
        if end < 0:
            return b"".join(pieces)
        pieces.append(body[start:end])
        position = end


def _reference(match: re.Match[bytes]) -> bytes:
    name: bytes | None = match[1]
    if name is None:
        return b"&amp;"
    if name.startswith(b"#"):
        number = int(b"0" + name[1:], 16 if name[1:2] in b"xX" else 10)
        return b"&#%d;" % number if _is_character(number) else b""
    characters = html5.get(f"{name.decode('ascii')};")
    if characters is None:
        return b"&amp;" + name + b";"
    return b"".join(b"&#%d;" % ord(character) for character in characters)


def _is_character(number: int) -> bool:
    """Tell whether XML 1.0 section 2.2 allows the code point."""
    return (
        number in (0x9, 0xA, 0xD)
        or 0x20 <= number <= 0xD7FF
        or 0xE000 <= number <= 0xFFFD
        or 0x1_0000 <= number <= 0x10_FFFF
    )
