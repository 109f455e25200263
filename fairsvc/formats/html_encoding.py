"""The encoding of a page: by byte order mark, HTTP, meta element, XML declaration, in this order, else by looking."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^<>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]+)", re.IGNORECASE)
# Known to Python, and to no browser.
_PYTHONS_OWN = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"))
_NEAR = 2048

# WHATWG Encoding, section 4.2: what labels mean on the web, by Python's name for what they say; empty for what no
# browser decodes. The encodings on the right are supersets.
_ON_THE_WEB = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
    "hz": "",
    "iso2022_kr": "",
    **dict.fromkeys(("utf-7", "idna", "punycode", "undefined"), ""),
}
# Labels of the same table that Python does not know
_LABELS = {
    "cn-big5": "big5hkscs",
    "dos-874": "cp874",
    "windows-874": "cp874",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "unicode": "utf-16-le",
    "unicode-1-1-utf-8": "utf-8",
    "windows-949": "cp949",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
    "x-x-big5": "big5hkscs",
    **{f"x-cp125{digit}": f"cp125{digit}" for digit in range(9)},
}


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A page by one encoding: how many characters could not be decoded, and how many beyond ASCII could."""

    text: str
    errors: int
    beyond_ascii: int


def as_utf8(body: bytes, charset: str) -> bytes:
    """Re-encode a page, whose Content-Type names `charset`, without NULs (WHATWG HTML, section 13.2.3.2).

    Of the encodings that it claims, or else UTF-8, the one that leaves the fewest errors; windows-1252 where even that
    is wrong more often than right.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _encoded(body[len(mark) :].decode(encoding, errors="replace"))
    candidates = tuple(dict.fromkeys(filter(None, (find_encoding(charset), *_declared(body), "utf-8"))))
    for encoding in candidates:
        try:
            return _encoded(body.decode(encoding))
        except UnicodeError:
            continue
    best = min((_decoded(body, encoding) for encoding in candidates), key=lambda decoded: decoded.errors)
    return _encoded(best.text if best.errors <= best.beyond_ascii else body.decode("cp1252", errors="replace"))


def find_encoding(label: str) -> str:
    """Find Python's name of the encoding that browsers take the label for; empty for one that they do not know."""
    label = label.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(_LABELS.get(label, label))
    except (LookupError, ValueError):
        return ""
    # hex, rot13 and the like are no character encodings.
    if not getattr(info, "_is_text_encoding", True) or info.name in _PYTHONS_OWN:
        return ""
    return _ON_THE_WEB.get(info.name, info.name)


def _declared(body: bytes) -> tuple[str, ...]:
    """List what the page itself claims; UTF-16 cannot be declared in letters of one byte, and means UTF-8."""
    found = (_META_CHARSET.search(body[:_NEAR]), _XML_ENCODING.match(body[:_NEAR]))
    encodings = (find_encoding(match[1].decode("ascii", "replace")) for match in found if match)
    return tuple("utf-8" if encoding.startswith("utf-16") else encoding for encoding in encodings)


def _decoded(body: bytes, encoding: str) -> _Decoded:
    text = body.decode(encoding, errors="replace")
    errors = text.count("\ufffd")
    return _Decoded(text, errors, len(text) - len(text.encode("ascii", "ignore")) - errors)


def _encoded(text: str) -> bytes:
    return text.replace("\0", "\ufffd").encode("utf-8", errors="replace")
