"""PaNET, the ontology of photon and neutron experimental techniques: terms by IRI and by label, and their hierarchy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fairsvc.vocab import load_text
from fairsvc.vocab.addresses import bare_address

BASE = "http://purl.org/pan-science/PaNET/"
NAME = "PaNET"

_FILE = "panet.tsv"
_ID = re.compile(r"PaNET(?:\d{7}|\d{5})", re.IGNORECASE)
# The base of today, that of the documentation and the coming one; all spell the same terms.
_BASES = ("purl.org/pan-science/panet/", "pan-ontologies.github.io/panet/", "w3id.org/pan/panet/")
_TECHNIQUE_DIGITS = 5
# No IRI of a term is longer.
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Term:
    """One class of PaNET; `parents` and `equivalents` are ids.

    An id of seven digits is no technique but a specifier: a probe, process or purpose.
    """

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    equivalents: tuple[str, ...] = ()
    deprecated: bool = False

    @property
    def iri(self) -> str:
        """The address of the term."""
        return BASE + self.id

    @property
    def is_technique(self) -> bool:
        """Tell whether it is a technique."""
        return len(self.id) == len(NAME) + _TECHNIQUE_DIGITS


def find_term(iri: str) -> Term | None:
    """Find a term by its IRI under any base, as PaNET:PaNET01196, or by its bare id; None when there is none such."""
    return _terms().get(_id_of(iri))


def find_label(text: str) -> Term | None:
    """Find the term of this label or synonym, whatever its case and hyphens; a technique before a specifier."""
    return _labels().get(_folded(text)) if len(text) <= _LONGEST else None


def broader(iri: str) -> tuple[Term, ...]:
    """List the direct parents of a term; PaNET is a polyhierarchy."""
    term = find_term(iri)
    return tuple(_terms()[parent] for parent in term.parents) if term else ()


def narrower(iri: str) -> tuple[Term, ...]:
    """List the terms whose direct parent it is, in the order of their ids."""
    term = find_term(iri)
    return _children().get(term.id, ()) if term else ()


@cache
def release() -> str:
    """Give the release of the packaged table, such as 1.3.0."""
    return load_text(_FILE).partition("\n")[0].removeprefix(f"# {NAME} ")


def read_terms(table: str) -> dict[str, Term]:
    """Read the packaged table: tab-separated, synonyms between bars, ids between blanks."""
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    terms = (
        Term(
            name, label, tuple(filter(None, words.split("|"))), tuple(up.split()), tuple(same.split()), bool(deprecated)
        )
        for name, label, words, up, same, deprecated in rows
    )
    return {term.id: term for term in terms}


def _id_of(text: str) -> str:
    """Cut the id out of a spelling of the term; empty when the text is none."""
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    if "://" in text:
        base = next((base for base in _BASES if bare_address(text).startswith(base)), "")
        text = text.partition("#")[0].rstrip("/").rpartition("/")[2] if base else ""
    elif text.casefold().startswith("panet:"):
        text = text[len("panet:") :]
    return NAME + text[len(NAME) :] if _ID.fullmatch(text) else ""


@cache
def _terms() -> dict[str, Term]:
    return read_terms(load_text(_FILE))


@cache
def _labels() -> dict[str, Term]:
    """Index labels, then synonyms, the techniques first: 71 labels are also those of a specifier."""
    found: dict[str, Term] = {}
    terms = sorted(_terms().values(), key=lambda term: (term.deprecated, not term.is_technique, term.id))
    for term in terms:
        found.setdefault(_folded(term.label), term)
    for term in terms:
        for synonym in term.synonyms:
            found.setdefault(_folded(synonym), term)
    return found


@cache
def _children() -> dict[str, tuple[Term, ...]]:
    found: dict[str, tuple[Term, ...]] = {}
    for term in _terms().values():
        for parent in term.parents:
            found[parent] = (*found.get(parent, ()), term)
    return found


def _folded(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").split()).casefold()
