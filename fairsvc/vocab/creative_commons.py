"""Creative Commons deeds: their addresses, and their names in many languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from fairsvc.vocab import load_text, load_toml
from fairsvc.vocab.licensing import offers_choice, only_licenses

_DEED = re.compile(
    r"(?:i\.)?(?:creativecommons\.org/(?:licen[sc]es|l)|licensebuttons\.net/l)"
    r"/(?P<terms>[a-z-]+)/(?P<version>\d\.\d)(?![\d.])(?:/(?P<place>[a-z]{2,3})\b)?"
)
_DEDICATION = re.compile(
    r"(?:i\.)?(?:creativecommons\.org/(?:publicdomain|p)|licensebuttons\.net/p)/(?P<name>zero|mark)/1\.0(?![\d.])"
)
_DEDICATIONS = {"zero": "CC0-1.0", "0": "CC0-1.0", "mark": "CC-PDM-1.0"}
_SPELT = re.compile(
    r"(?<![a-z])(?:cc|creative\s?commons)[\W_]{0,3}(?P<terms>by(?:[\W_]{0,3}(?:nc|nd|sa))*(?![a-z])|zero|0)"
    r"(?:[\W_]{0,3}(?:v|version)?\W?(?P<version>[1-4](?:\.[05])?)(?![\d.]*\d))?(?:[\W_]+(?P<place>[a-z]{2,3})\b)?"
)
_VERSION = re.compile(r"(?<![\d.])([1-4](?:\.[015])?)(?![\d.]*\d)")
_TERMS = ("by", "nc", "nd", "sa")


def find_deed(bare: str) -> str | None:
    """Find the deed that an address names, in lower case without scheme and "www."; dedications have one version."""
    if match := _DEDICATION.match(bare):
        return _DEDICATIONS[match["name"]]
    match = _DEED.match(bare)
    if match is None:
        return None
    return _deed(match["terms"].split("-"), match["version"], match["place"])


def find_deed_named(text: str) -> str | None:
    """Find the deed that a name or abbreviation in lower case means; None when it states no version.

    `CC BY 4.0`, `CC_BYSA_4_0` and the full names of the languages in the table. Nothing may stand beside the name but
    words that go with licences: a negation, or anything else, and it is no statement of a licence. A choice of two
    deeds is none either: which of them holds is not said.
    """
    if not only_licenses(_SPELT.sub(" ", text)):
        return None
    spelt = {_spelt(match, text) for match in _SPELT.finditer(text)} - {None}
    if spelt:
        return spelt.pop() if len(spelt) == 1 else None
    return _by_full_name(text) if not offers_choice(text) else None


def _spelt(match: re.Match[str], text: str) -> str | None:
    if match["terms"] in _DEDICATIONS:
        return _DEDICATIONS[match["terms"]]
    if not match["version"]:
        return None
    terms = [term for term in _TERMS if term in re.findall(r"by|nc|nd|sa", match["terms"])]
    return _deed(terms, match["version"], match["place"] or _place(text))


def _by_full_name(text: str) -> str | None:
    """Read the words of each term; without "Creative Commons" the words for "International" must follow."""
    squashed = _squashed(text)
    ours = "creativecommons" in squashed
    if not ours and not any(word in squashed for word in _words("ported")):
        return None
    terms = [term for term in _TERMS if any(word in squashed for word in _words(term))]
    version = _VERSION.search(text)
    if "by" not in terms or version is None or (not ours and not squashed.startswith(_words("by"))):
        return None
    return _deed(terms, version[1], _place(text))


def _deed(terms: list[str], version: str, place: str | None) -> str | None:
    if not set(terms) <= set(_TERMS):
        return None
    # The order in identifiers is nc-nd and nc-sa; a jurisdiction that SPDX does not list falls back to the family.
    ordered = "-".join(part for part in _TERMS if part in terms)
    family = f"cc-{ordered}-{version if '.' in version else f'{version}.0'}"
    return (_ids().get(f"{family}-{place}") if place else None) or _ids().get(family)


def _place(text: str) -> str | None:
    """Find the jurisdiction that a name of a ported licence ends in."""
    places: dict[str, str] = load_toml("licences.toml")["jurisdictions"]
    return next((place for name, place in places.items() if name in text), None)


@cache
def _words(kind: str) -> tuple[str, ...]:
    table: dict[str, list[str]] = load_toml("licences.toml")["creative_commons"]
    return tuple(_squashed(word) for word in table[kind])


def _squashed(text: str) -> str:
    """Leave letters alone, without case, accents and blanks: NonCommercial is Non-commercial."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalpha())


@cache
def _ids() -> dict[str, str]:
    known = load_text("spdx_licence_ids.txt").split()
    return {name.lower(): name for name in known if name.startswith("CC")}
