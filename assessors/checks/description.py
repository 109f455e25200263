"""F2: the data are described with rich metadata, and the description says something."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from assessors.absence import absent, falls_short
from assessors.sentences import shown
from assessors.snippets import PID, advice, json_ld
from assessors.substance import any_substantial, substantial
from assessors.views import said, views
from fairsvc.model.check import Verdict, check, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata
from fairsvc.model.pid import find_pid
from fairsvc.model.step import METADATA

_SHORT_SUMMARY, _INFORMATIVE = 50, 150
_YEARS = range(1600, 2200)

CORE: dict[str, Callable[[Metadata], bool]] = {
    "creator": lambda view: any_substantial(agent.name for agent in view.creators),
    "title": lambda view: any_substantial(title.value for title in view.titles),
    "identifier": lambda view: any_substantial(identifier.value for identifier in view.identifiers),
    "date": lambda view: view.publication_year in _YEARS or any(date.value[:4].isdigit() for date in view.dates),
    "publisher": lambda view: view.publisher is not None and substantial(view.publisher.name),
    "resource type": lambda view: (
        view.resource_type is not None and any_substantial((view.resource_type.general, view.resource_type.text))
    ),
}
RICH: dict[str, Callable[[Metadata], bool]] = {
    "summary": lambda view: any(_summary(text.value) for text in view.descriptions),
    "keywords": lambda view: any_substantial(subject.value for subject in view.subjects),
}
_SAMPLES: dict[str, tuple[str, object]] = {
    "creator": ("creator", [{"@type": "Person", "name": "…", "@id": "https://orcid.org/…"}]),
    "title": ("name", "…"),
    "identifier": ("identifier", PID),
    "date": ("datePublished", "2026-01-31"),
    "publisher": ("publisher", {"@type": "Organization", "name": "…"}),
    "resource type": ("additionalType", "Dataset"),
    "summary": ("description", "What was measured, on what, why and how …"),
    "keywords": ("keywords", ["…", "…"]),
}


@check(
    "core-metadata-complete",
    title="Creator, title, identifier, date, publisher and type are stated",
    source="FAIR F2; DataCite Metadata Schema 4.7, mandatory properties",
    example="All six in DataCite XML or schema.org, none of them a placeholder",
    needs=METADATA,
)
def core_metadata_complete(evidence: Evidence) -> Verdict:
    """Count a placeholder as absent."""
    return _complete(evidence, CORE)


@check(
    "descriptive-metadata-rich",
    title="Beside the citation, a summary and keywords are stated",
    source="FAIR F2; DataCite Metadata Schema 4.7, recommended properties",
    example="The six core properties, a summary of 50 characters or more, and keywords",
    needs=METADATA,
)
def descriptive_metadata_rich(evidence: Evidence) -> Verdict:
    """Ask for the core, a summary that is more than the title, and keywords."""
    return _complete(evidence, {**CORE, **RICH})


@check(
    "title-meaningful",
    title="The title tells a person what the data are",
    source="FAIR F2; PaN profile: title is neither filler nor identifier",
    example="X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge",
    needs=METADATA,
)
def title_meaningful(evidence: Evidence) -> Verdict:
    """Refuse placeholders, identifiers, file names and single words."""
    titles = [(pointer, title.value) for pointer, title in said(evidence, "titles", lambda view: view.titles)]
    if not titles:
        return absent(evidence, "a title", remedy=_GIVE_TITLE)
    for pointer, title in titles:
        if not _empty_title(title, evidence):
            return passed("The title says what the data are.", pointer)
    pointer, title = titles[0]
    because = f"The title “{shown(title)}” is {_empty_title(title, evidence)}."
    return falls_short(evidence, "a better title", because, pointer, remedy=_GIVE_TITLE)


@check(
    "description-informative",
    title="The abstract says more than the title",
    source="FAIR F2, R1; DataCite Metadata Schema 4.7, property 17",
    example="An abstract of 150 characters or more",
    needs=METADATA,
)
def description_informative(evidence: Evidence) -> Verdict:
    """Measure the longest description that is no repetition of the title."""
    texts = list(said(evidence, "descriptions", lambda view: view.descriptions))
    if not texts:
        return absent(evidence, "a description", remedy=_DESCRIBE)
    pointer, longest = max(texts, key=lambda text: len(text[1].value))
    length = len(" ".join(longest.value.split()))
    if length >= _INFORMATIVE and substantial(longest.value):
        return passed(f"The description has {length} characters.", pointer)
    because = f"The longest description has {length} characters; {_INFORMATIVE} are expected."
    return falls_short(evidence, "a longer description", because, pointer, remedy=_DESCRIBE)


def _complete(evidence: Evidence, wanted: dict[str, Callable[[Metadata], bool]]) -> Verdict:
    present = views(evidence)
    missing = [name for name, stated in wanted.items() if not any(stated(view) for _, view in present)]
    if not missing:
        cites = (f"view/{name}" for name, _ in present)
        return passed(f"All {len(wanted)} properties are stated: {', '.join(wanted)}.", *cites)
    what = f"{', '.join(missing)} other than as placeholders"
    return absent(evidence, what, remedy=_state(tuple(missing)))


@lru_cache
def _state(missing: tuple[str, ...]) -> str:
    return advice(f"State {', '.join(missing)}.", json_ld(dict(_SAMPLES[name] for name in missing)))


def _summary(text: str) -> bool:
    return len(" ".join(text.split())) >= _SHORT_SUMMARY and substantial(text)


def _empty_title(title: str, evidence: Evidence) -> str:
    """Say what is wrong with a title; an empty string when nothing is."""
    plain = " ".join(title.split())
    if not substantial(plain):
        return "a placeholder"
    if plain.casefold() in (evidence.pid.value.casefold(), evidence.pid.uri.casefold()) or find_pid(plain):
        return "an identifier"
    if " " not in plain:
        return "a single word or file name"
    return ""


_GIVE_TITLE = advice(
    "Give the dataset a title of its own: what was measured, on what, by which technique.",
    json_ld({"name": "X-ray absorption spectra of … at the … edge"}),
)
_DESCRIBE = advice(
    "Describe in a few sentences what was measured, on what, how, and what the files hold.",
    json_ld({"description": "…"}),
)
