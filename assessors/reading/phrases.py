"""Phrases that fill a form, judged by their words: "Your title here", "New dataset 2", "x y z", "qwe rty"."""

from __future__ import annotations

import re
from functools import cache

from assessors.reading.tables import filler
from fairsvc.vocab.wording import words

_ROWS = ("qwertyuiop", "qwertzuiopü", "azertyuiop", "asdfghjklöä", "qsdfghjklm", "zxcvbnm", "yxcvbnm", "1234567890")
_SHORTEST_RUN = 3
# Single letters that stand for anything; others are symbols and initials.
_VARIABLES = frozenset("xyz")
_FIRST_LETTERS = ("a", "b", "c")
# "Sample, I." is somebody: an initial with its full stop is nobody's filler.
_INITIAL = re.compile(r"\b[a-w]\.")
# What the thing is: resource types and keywords, which say little and yet something.
_THINGS = frozenset(("data set", "data sets", "data file", "data files", "text document", "text file"))
_DIGITS = "0123456789"
_LONGEST_COUNT = 3
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_filler_phrase(text: str) -> bool:
    """Tell whether there is nothing but words of templates and forms, or nothing but keys pressed at random.

    At least one word must be one of a template: "to be or not to be" is none. Longer numbers are somebody's
    identifiers and say something; short ones and years only count. Single words are the table of placeholders'.
    """
    parts = [part for word in words(text) for part in word.split("_") if part]
    if not parts or (len(parts) == 1 and not parts[0][-1].isdecimal()) or " ".join(parts) in _THINGS:
        return False
    return _of_forms(parts, text.casefold()) or _of_keys(parts)


def is_keyboard_run(word: str, shortest: int) -> bool:
    """Tell whether the word is a run of neighbouring keys, forwards or backwards."""
    return len(word) >= shortest and any(word in row or word in row[::-1] for row in _ROWS)


def _of_forms(parts: list[str], text: str) -> bool:
    if not all(_is_hollow(part) or part in _words("beside_hollow") or _counts(part) for part in parts):
        return False
    return any(map(_is_hollow, parts)) and not _INITIAL.search(text)


def _of_keys(parts: list[str]) -> bool:
    """Judge several words: one alone may be an abbreviation, three digits alone a reflection."""
    pressed = all(part in _VARIABLES or _is_pressed(part) for part in parts)
    return len(parts) > 1 and (pressed or tuple(parts) == _FIRST_LETTERS)


def _is_pressed(part: str) -> bool:
    again = len(part) >= _SHORTEST_RUN and len(set(part)) == 1 and part.isalpha()
    return again or is_keyboard_run(part, _SHORTEST_RUN)


def _is_hollow(part: str) -> bool:
    return part.rstrip(_DIGITS) in _words("hollow")


def _counts(part: str) -> bool:
    if not (part.isascii() and part.isdecimal()):
        return False
    return len(part) <= _LONGEST_COUNT or _YEAR.fullmatch(part) is not None


@cache
def _words(kind: str) -> frozenset[str]:
    """List a row of the table as texts are compared: without case and accents."""
    return frozenset(part for entry in filler(kind) for part in words(entry))
