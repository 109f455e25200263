"""The text of BibTeX fields: TeX's accents and braces, and lists of names."""

from __future__ import annotations

import re
import unicodedata

# TeX's accent commands and the combining characters that they stand for.
_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "c": "\u0327",
    "k": "\u0328",
}
_LETTERS = {"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł"}
_LETTERS |= {"aa": "å", "AA": "Å", "i": "i", "j": "j"}
_ACCENTED = re.compile(r"\\(?:([`'^~=.\"])|([uHvckr])(?![A-Za-z]))\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\?([A-Za-z]))")
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)(?![A-Za-z])\s*(?:\{\})?")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_COMMAND = re.compile(r"\\[A-Za-z]+\s*")
_NAME_MARK = re.compile(r"[{}]|\sand\s", re.IGNORECASE)
# What is escaped must outlive the removal of the braces that only group.
_KEPT = {"{": "\ue000", "}": "\ue001"}
_BACK = str.maketrans({kept: mark for mark, kept in _KEPT.items()})


def plain(text: str) -> str:
    """Read a field as one line of plain text: accents as characters, grouping braces gone."""
    if "\\" in text:
        text = _ACCENTED.sub(_accented, text)
        text = _LETTER.sub(lambda match: _LETTERS[match[1]], text)
        text = _ESCAPED.sub(lambda match: _KEPT.get(match[1], match[1]), text)
        text = _COMMAND.sub("", text)
    text = text.replace("{", "").replace("}", "").translate(_BACK)
    # A tie is a space, but not in an address.
    return " ".join((text if "://" in text else text.replace("~", " ")).split())


def split_names(text: str) -> list[str]:
    """Part a list of names at each "and" outside braces; the names are as written."""
    names, depth, start = [], 0, 0
    for mark in _NAME_MARK.finditer(text):
        if mark[0] in "{}":
            depth = max(depth + (1 if mark[0] == "{" else -1), 0)
        elif not depth:
            names.append(text[start : mark.start()])
            start = mark.end()
    return [name.strip() for name in (*names, text[start:]) if name.strip()]


def _accented(match: re.Match[str]) -> str:
    mark = _ACCENTS[match[1] or match[2]]
    return unicodedata.normalize("NFC", (match[3] or match[4]) + mark)
