"""Sentences that license something: what may stand beside the name of a licence, and what turns it round."""

from __future__ import annotations

import re
from functools import cache

from fairsvc.vocab import load_toml
from fairsvc.vocab.wording import words

_VERSION_OR_YEAR = re.compile(r"v?[0-5]|(?:19|20)\d\d")


def only_licenses(text: str) -> bool:
    """Tell whether a text, its abbreviations of licences taken out, has no words but those that go with licences.

    Terms of Creative Commons licences are taken out first, whatever they are made of: "no derivatives" negates nothing.
    """
    plain = f" {' '.join(' '.join(words(text)).replace('_', ' ').split())} "
    for term in _terms():
        plain = plain.replace(f" {term} ", "  ")
    return all(word in _words("beside") or _VERSION_OR_YEAR.fullmatch(word) for word in plain.split())


def negates(text: str) -> bool:
    """Tell whether a text about a licence says that it is not given."""
    plain = f" {' '.join(words(text))} "
    for term in _terms():
        plain = plain.replace(f" {term} ", "  ")
    return any(word in _words("negations") for word in plain.split())


def offers_choice(text: str) -> bool:
    """Tell whether a text has a word for "or"."""
    return any(word in _words("choices") for word in words(text))


@cache
def _words(kind: str) -> frozenset[str]:
    table: dict[str, list[str]] = load_toml("licences.toml")["sentences"]
    return frozenset(part for entry in table[kind] for part in words(entry))


@cache
def _terms() -> tuple[str, ...]:
    """List the names of terms and jurisdictions, the longest first; those of several words also without blanks."""
    table = load_toml("licences.toml")
    named = [name for names in table["creative_commons"].values() for name in names] + list(table["jurisdictions"])
    spaced = {" ".join(words(name)) for name in (*named, "creative commons", "public domain")}
    return tuple(sorted(spaced | {name.replace(" ", "") for name in spaced}, key=lambda name: -len(name)))
