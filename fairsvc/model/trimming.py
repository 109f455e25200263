"""Strip what sticks to an identifier that was copied out of a sentence."""

from __future__ import annotations

# Zero-width characters and the soft hyphen come with texts copied from web pages and PDF files.
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_OPENINGS = "<\"'(“‘„«[{"
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
_TAIL = frozenset(",;.\"'”’“»…" + "".join(_CLOSING) + _BLANKS)
_PATH_TAIL = _TAIL | {"/"}


def unwrapped(text: str) -> str:
    """Take blanks from both ends, and the brackets or quotation marks that the text begins with and ends with."""
    text = text.strip() if text.isascii() else text.strip(_BLANKS)
    if text and text[0] in _OPENINGS:
        return without_tail(text.lstrip(_OPENINGS + _BLANKS))
    return text


def without_tail(value: str, *, slashes: bool = False) -> str:
    """Cut the punctuation that ends a sentence, and brackets that nothing within the value opens.

    `slashes` cuts these too, where they mean nothing at the end. A full stop after a hyphen stays: old DOIs end so
    (SICI, ANSI/NISO Z39.56).
    """
    tail = _PATH_TAIL if slashes else _TAIL
    if not value or value[-1] not in tail:
        return value
    unopened = {closing: value.count(closing) - value.count(opening) for closing, opening in _CLOSING.items()}
    end = len(value)
    while end and (last := value[end - 1]) in tail:
        if (last in _CLOSING and unopened[last] <= 0) or value[max(end - 2, 0) : end] == "-.":
            break
        if last in _CLOSING:
            unopened[last] -= 1
        end -= 1
    return value[:end]
