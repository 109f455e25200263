"""What the metadata tell of the experiment: the sample, the probe, and its energy or wavelength.

Facilities have no fields for these in DataCite or schema.org. They write "Sample: iron foil (Fe), 295 K" and "energy:
7.112 keV" into descriptions, or bring properties of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from assessors.memory import remembered
from assessors.reading.substance import substantial
from assessors.reading.views import views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.vocab import load_toml
from fairsvc.vocab.formulae import find_formula
from fairsvc.vocab.quantities import Quantity, iter_quantities

_LONGEST = 4_000
_MOST = 60
_WINDOW = 40
_LABELLED = re.compile(
    r"(?:^|(?<=[.;,\n(])|(?<=[.;,] ))[ \t]*(?P<label>[A-Za-z][\w/ -]{1,40}?)[ \t]*[:=][ \t]*"
    r"(?P<value>[^;\n]{1,200}?)(?=\.\s|\.?$|;|\n)",
    re.MULTILINE,
)
_SAMPLE = re.compile(r"\b(?:samples?|specimen|material|compound|substance)(?: (?:name|description|material|label))?\Z")
_FORMULA = re.compile(r"\b(?:formula|composition)\b")
_CONDITION = re.compile(r"\b(?:temperature|pressure)\b")
_ENERGY = re.compile(r"\b(?:energy|energies|wavelength|wave length|lambda)\b|λ")
_ENERGY_NEAR = re.compile(
    r"energ|wavelength|λ|photon|beam|x-?ray|neutron|electron|incident|monochrom|radiation|\b(?:at|of)\s*\Z",
    re.IGNORECASE,
)
_OTHER_ENERGY = re.compile(
    r"resol|bandwidth|steps?\b|width|fwhm|\bring\b|storage|loss|transfer|\bgap|offset|shift|binding|accura|error|thick"
    r"|diameter|radius|particle|pixel|size",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"sample|specimen|material|compound|formula|composition|temperature|pressure|energy|wavelength|probe|beam|radiation"
)
_CONDITION_NEAR = re.compile(r"\b(?:at|to|from|of|and|below|above|between|under|T|temperature|pressure)\s*[=:]?\s*\Z")
# "S1" and "B" number samples; the few elements that are written so stand under "formula".
_NUMBERED = re.compile(r"[A-Z]\d*\Z")
_LETTERS = re.compile(r"[\w-]+")
_WORD = re.compile(r"[^\s,;()\"“”]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A text with its pointer; `label` is what it says of itself, in lower case, empty for running text.

    `within` tells that it is a part of another one.
    """

    pointer: str
    label: str
    text: str
    within: bool = False


@remembered
def statements(evidence: Evidence) -> tuple[Statement, ...]:
    """List what the views say, each once: texts, the labelled statements within them, and properties."""
    found: dict[tuple[str, str], Statement] = {}
    for name, view in views(evidence):
        for field, label, text in _texts(view):
            if (label, text) not in found:
                pointer, short = f"view/{name}/{field}", text[:_LONGEST]
                found[label, text] = Statement(pointer, label, short)
                found |= {part: Statement(pointer, *part, within=True) for part in _labelled(short)}
    return tuple(found.values())


@lru_cache(maxsize=1024)
def _labelled(text: str) -> tuple[tuple[str, str], ...]:
    """List label and value of the labelled statements within a text."""
    found = _LABELLED.finditer(text) if ":" in text or "=" in text else ()
    return tuple((_plain(match["label"]), match["value"].strip()) for match in found)


@remembered
def sample_names(evidence: Evidence) -> list[Statement]:
    """List the statements that name the sample, by words or by its formula."""
    named = [one for one in statements(evidence) if _SAMPLE.search(one.label) and substantial(one.text)]
    return named + [one for one in statements(evidence) if _FORMULA.search(one.label) and find_formula(one.text)]


@remembered
def sample_detail(evidence: Evidence) -> tuple[str, str]:
    """Give formula, state, temperature or pressure of the sample, and its pointer; both empty when none is told."""
    for one in sample_names(evidence):
        if detail := _formula_in(one) or _state_in(one.text):
            return detail, one.pointer
    for one in statements(evidence):
        for quantity in _conditions(one):
            return quantity.written, one.pointer
    return "", ""


@remembered
def probes(evidence: Evidence) -> dict[str, str]:
    """List the probes that are named - photon, neutron, electron - each with its pointer."""
    found: dict[str, str] = {}
    for one in statements(evidence):
        for probe in () if one.within else _probes_in(one.text):
            found.setdefault(probe, one.pointer)
    return found


@remembered
def beam_quantities(evidence: Evidence) -> list[tuple[str, Quantity]]:
    """List the energies and wavelengths that are told of the beam, with pointers."""
    return [(one.pointer, quantity) for one in statements(evidence) for quantity in _beam(one.label, one.text)]


def plausible(probe: str, quantity: Quantity) -> bool:
    """Tell whether a beamline has such a beam."""
    row = next(row for row in load_toml("experiment.toml")["probe"] if row["id"] == probe)
    least, most = row[quantity.kind]
    return bool(least <= quantity.value <= most)


def _texts(view: Metadata) -> Iterator[tuple[str, str, str]]:
    """Iterate over field, label and text of what may speak of the experiment, each of bounded number."""
    yield from (("titles", "", title.value) for title in view.titles[:_MOST])
    yield from (("descriptions", "", text.value) for text in view.descriptions[:_MOST])
    yield from (("subjects", _plain(subject.scheme), subject.value) for subject in view.subjects[:_MOST])
    yield from (("variables", "", variable) for variable in view.variables[:_MOST])
    for item in view.related_items[:_MOST]:
        if item.kind == "PhysicalObject":
            yield from (("related_items", "sample", title.value) for title in item.titles)
    yield from _own_properties(view.unmapped)


def _own_properties(unmapped: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Iterate over properties that we have no field for; a PropertyValue comes as name, unit and value."""
    name = unit = ""
    for key, text in list(unmapped)[: 5 * _MOST]:
        last = key.rpartition("/")[2]
        if last == "name":
            name, unit = text, ""
        elif last in ("unitText", "unitCode"):
            unit = text
        elif last == "value" and name:
            yield "unmapped", _plain(name), f"{text} {unit}".strip()
        elif _OWN.search(label := _plain(last)):
            yield "unmapped", label, text


def _plain(label: str) -> str:
    return " ".join(re.sub(r"[_/-]+", " ", label[:60]).split()).lower()


def _formula_in(one: Statement) -> str:
    """Find a formula among the words; symbols that are words too, and acronyms, count under their own label only."""
    if _FORMULA.search(one.label):
        return one.text if find_formula(one.text) else ""
    words = (word.rstrip(".:") for word in _WORD.findall(one.text[:_LONGEST])[:_MOST])
    return next((word for word in words if find_formula(word) and not _doubtful(word)), "")


def _doubtful(word: str) -> bool:
    acronym = word.isalpha() and word.isupper() and len(word) > 2
    return acronym or _NUMBERED.match(word) is not None or word in load_toml("experiment.toml")["doubtful_symbols"]


def _state_in(text: str) -> str:
    states = load_toml("experiment.toml")["states"]
    words = (word.strip(".:").lower() for word in _WORD.findall(text)[:_MOST])
    return next((word for word in words if word in states), "")


def _conditions(one: Statement) -> Iterator[Quantity]:
    labelled = _CONDITION.search(one.label) or _SAMPLE.search(one.label)
    for quantity in iter_quantities(one.text):
        near = labelled or _CONDITION_NEAR.search(one.text[max(quantity.start - _WINDOW, 0) : quantity.start])
        if quantity.kind in ("temperature", "pressure") and quantity.value > 0 and near:
            yield quantity


@lru_cache(maxsize=1024)
def _beam(label: str, text: str) -> tuple[Quantity, ...]:
    labelled = _ENERGY.search(label) and not _OTHER_ENERGY.search(label)
    told = (one for one in iter_quantities(text) if one.kind in ("energy", "wavelength"))
    return tuple(quantity for quantity in told if labelled or _tells_beam(text, quantity))


def _tells_beam(text: str, quantity: Quantity) -> bool:
    """Tell by the words around it whether the quantity is the beam's, not a resolution, a step or the ring's."""
    before = re.split(r"[.;:]\s|\n", text[max(quantity.start - _WINDOW, 0) : quantity.start])[-1]
    behind = re.split(r"[.;,]\s|\n", text[quantity.end : quantity.end + _WINDOW // 2])[0]
    if _OTHER_ENERGY.search(before) or _OTHER_ENERGY.search(behind):
        return False
    return bool(_ENERGY_NEAR.search(before) or _ENERGY_NEAR.search(behind))


@lru_cache(maxsize=1024)
def _probes_in(text: str) -> tuple[str, ...]:
    """List the probes that single words or pairs of words tell; acronyms count as they are spelt."""
    words = _LETTERS.findall(text)
    lower = [word.lower() for word in words]
    known = _probe_words()
    spelt = (*words, *lower, *map(" ".join, pairwise(lower)))
    return tuple(known[one] for one in spelt if one in known)


@cache
def _probe_words() -> dict[str, str]:
    rows = load_toml("experiment.toml")["probe"]
    return {word: row["id"] for row in rows for word in row["words"]}
