"""Codes of units: UCUM by its grammar, QUDT by its addresses."""

from __future__ import annotations

import re
from functools import cache

from fairsvc.vocab import load_toml
from fairsvc.vocab.addresses import bare_address

_FILE = "units.toml"
_LONGEST = 100
# A component of a term: a number, a symbol with its exponent, and what stands in braces (UCUM 2.2, sections 5 to 8).
_COMPONENT = re.compile(
    r"(\[[^\[\]{}]{1,20}\]|10[*^]|[A-Za-z%']{1,8}(?:\[[^\[\]{}]{1,20}\])?|\d{1,6})?([+-]?\d)?(\{[^{}]{0,40}\})?"
)
_CURIES = {"ucum:": "UCUM", "unit:": "QUDT", "qudt:": "QUDT", "qudt-unit:": "QUDT"}


def find_unit_system(code: str) -> str | None:
    """Find whose code or address of a unit it is, QUDT or UCUM; None when it is neither's."""
    code = code.strip()
    if not code or len(code) > _LONGEST:
        return None
    if "://" in code:
        bare = bare_address(code)
        rows: dict[str, str] = load_toml(_FILE)["addresses"]
        return next((system for start, system in rows.items() if bare.startswith(start) and bare != start), None)
    lower = code.lower()
    for prefix, system in _CURIES.items():
        if lower.startswith(prefix):
            rest = code[len(prefix) :]
            return system if (is_ucum(rest) if system == "UCUM" else rest.replace("-", "").isalnum()) else None
    return "UCUM" if is_ucum(code) else None


def find_ucum(text: str) -> str | None:
    """Find the UCUM code of a unit as people write it; None when it is not known."""
    text = text.strip()
    known: dict[str, str] = load_toml(_FILE)["names"]
    return known.get(text.lower()) or (text if is_ucum(text) else None)


def is_ucum(code: str) -> bool:
    """Tell whether it is a term of UCUM, case-sensitive; one level of parentheses is read."""
    if not code or len(code) > _LONGEST or not code.isascii():
        return False
    inner = re.sub(r"\(([^()]*)\)", lambda match: match[1] if _is_term(match[1]) else "(", code)
    return _is_term(inner.removeprefix("/"))


def _is_term(text: str) -> bool:
    return bool(text) and all(map(_is_component, re.split(r"[./](?![^{]*\})", text)))


def _is_component(text: str) -> bool:
    match = _COMPONENT.fullmatch(text)
    if match is None or not text:
        return False
    symbol, exponent, annotation = match.groups()
    if symbol is None:
        return bool(annotation) and exponent is None
    return symbol.isdigit() or symbol in _symbols()


@cache
def _symbols() -> frozenset[str]:
    table = load_toml(_FILE)
    metric: list[str] = table["metric"]
    prefixed = (prefix + symbol for prefix in table["prefixes"] for symbol in metric)
    return frozenset((*metric, *table["other"], *prefixed))
