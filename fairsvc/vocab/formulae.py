"""Chemical formulae as metadata write them: La0.7Sr0.3MnO3, Ca(OH)2, CuSO4·5H2O, D2O, H₂O, YBa2Cu3O7-x."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from fairsvc.vocab import load_toml

_LONGEST = 120
_DEEPEST = 6
_CLOSING = {"(": ")", "[": "]"}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉．", "0123456789.")
# The dots that part the water of a hydrate from its salt.
_DOTS = re.compile(r"[·•⋅∙*]")
_TOKEN = re.compile(r"(?P<symbol>[A-Z][a-z]?)|(?P<open>[(\[])|(?P<close>[)\]])")
# A count without leading zeros; a variable or "7-x" leaves it open.
_COUNT = re.compile(r"(?:(?:[1-9]\d{0,3}(?:\.\d{1,4})?|0\.\d{1,4})(?:[-+±][xyzδ])?|[xyzδ](?![a-z]))?")
_MULTIPLIER = re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{1,2})?|0\.\d{1,2}|[xn](?=[A-Z(\[]))?")


def find_formula(text: str) -> frozenset[str] | None:
    """Find the elements of which the formula is made; None when the text is no formula.

    D and T are deuterium and tritium. Counts may be fractions or open ("7-x"), groups stand in brackets.
    """
    text = text.strip()
    return _elements_in(text.translate(_SUBSCRIPTS)) if 0 < len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _elements_in(text: str) -> frozenset[str] | None:
    found: set[str] = set()
    for part in _DOTS.split(text):
        made_of = _made_of(part)
        if made_of is None:
            return None
        found |= made_of
    return frozenset(found)


def _made_of(part: str) -> set[str] | None:
    """Read one part between dots; None when it is no formula."""
    at, found, opened, empty = _behind(_MULTIPLIER, part, 0), set[str](), list[str](), True
    while at < len(part):
        match = _TOKEN.match(part, at)
        if match is None or len(opened) > _DEEPEST:
            return None
        if match["open"]:
            opened.append(_CLOSING[match["open"]])
            at, empty = match.end(), True
            continue
        symbol = _symbol(match["symbol"] or "")
        if symbol:
            found.add(symbol)
        elif empty or not opened or opened.pop() != match["close"]:
            return None
        at, empty = _behind(_COUNT, part, match.start() + len(symbol or ")")), False
    return found if found and not opened else None


def _symbol(letters: str) -> str:
    """Give the symbol that the letters begin with; empty when they begin with none."""
    return next((symbol for symbol in (letters, letters[:1]) if symbol in elements()), "")


def _behind(pattern: re.Pattern[str], part: str, at: int) -> int:
    match = pattern.match(part, at)
    return match.end() if match else at


@cache
def elements() -> frozenset[str]:
    """List the symbols of the elements."""
    return frozenset(load_toml("experiment.toml")["elements"])
