"""Describe the data so that a stranger finds and understands them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assessors.filling import (
    EXAMPLE_CREATOR,
    EXAMPLE_ROR,
    known_creators,
    known_publisher,
    line,
    own_titles,
    ror_of,
    texts,
)
from assessors.naming import Named, creators_element, organisation, person
from assessors.pasting import datacite_element, own_address, schema_org
from assessors.reading.completeness import CORE, INFORMATIVE_LENGTH, RICH, YEARS, lacking
from assessors.reading.plausibility import abstract_flaw, creator_flaw, useful_keywords
from assessors.reading.views import views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent
from fairsvc.model.remedy import Snippet, remedy

EXAMPLE_TITLE = "X-ray absorption spectra of copper oxide nanoparticles at the Cu K edge"
EXAMPLE_ABSTRACT = (
    "Transmission spectra over the Cu K edge of copper oxide nanoparticles at room temperature, taken to follow their "
    "reduction in hydrogen. Each file holds energy, incoming and transmitted intensity of one scan."
)
EXAMPLE_TECHNIQUE = {
    "@type": "DefinedTerm",
    "@id": "http://purl.org/pan-science/PaNET/PaNET01196",
    "name": "x-ray absorption spectroscopy",
    "inDefinedTermSet": "http://purl.org/pan-science/PaNET/PaNET.owl",
}


@remedy(
    "complete-metadata",
    "State what is missing of creator, title, identifier, date, publisher, type, summary and keywords; "
    "what no view knows is an example.",
)
def complete_metadata(evidence: Evidence) -> Iterator[Snippet]:
    """State in the page's JSON-LD what the page lacks, and at the registry what the registry lacks."""
    wanted = (*CORE, *RICH)
    if missing := lacking(evidence.page, evidence, wanted):
        yield schema_org(evidence, {_SCHEMA_ORG[name][0]: _SCHEMA_ORG[name][1](evidence) for name in missing})
    for name in lacking(evidence.registry, evidence, wanted):
        if name in _DATACITE:
            yield _DATACITE[name](evidence)


@remedy("title-the-data", "Give the dataset a title of its own: what was measured, on what, by which technique.")
def title_the_data(evidence: Evidence) -> Iterator[Snippet]:
    """Give the title that another view has, else an example."""
    title = _title(evidence)
    yield schema_org(evidence, {"name": title})
    yield datacite_element("title", title)


@remedy("describe-the-data", "Describe in a few sentences what was measured, on what, how, and what the files hold.")
def describe_the_data(evidence: Evidence) -> Iterator[Snippet]:
    """Give the abstract that another view has, else an example."""
    abstract = _abstract(evidence)
    yield schema_org(evidence, {"description": abstract})
    yield datacite_element("description", abstract, {"descriptionType": "Abstract"})


def technique_element() -> Snippet:
    """Spell the technique as a term of PaNET, as an example."""
    scheme = {"subjectScheme": "PaNET", "schemeURI": EXAMPLE_TECHNIQUE["inDefinedTermSet"]}
    return datacite_element("subject", EXAMPLE_TECHNIQUE["name"], {**scheme, "valueURI": EXAMPLE_TECHNIQUE["@id"]})


def _title(evidence: Evidence) -> str:
    return next(iter(own_titles(evidence)), EXAMPLE_TITLE)


def _abstract(evidence: Evidence) -> str:
    stated = [(text.value, view) for _, view in views(evidence) for text in view.descriptions]
    sound = [line(text) for text, view in stated if not abstract_flaw(text, view)]
    return next((text for text in sound if len(text) >= INFORMATIVE_LENGTH), EXAMPLE_ABSTRACT)


def _creators(evidence: Evidence) -> list[Agent]:
    known = [agent for agent in known_creators(evidence) if not creator_flaw(agent, evidence)]
    return known or [EXAMPLE_CREATOR]


def _publisher(evidence: Evidence) -> Named:
    known = known_publisher(evidence)
    return (line(known.name), ror_of(known)) if known else ("European Synchrotron Radiation Facility", EXAMPLE_ROR)


def _date(evidence: Evidence) -> str:
    years = (view.publication_year for _, view in views(evidence) if view.publication_year in YEARS)
    return next((str(year) for year in years), evidence.gathered_at.date().isoformat())


def _keywords(evidence: Evidence) -> object:
    known = texts(evidence, useful_keywords)
    return known or [EXAMPLE_TECHNIQUE]


_SCHEMA_ORG: dict[str, tuple[str, Callable[[Evidence], object]]] = {
    "creator": ("creator", lambda evidence: [person(agent) for agent in _creators(evidence)]),
    "title": ("name", _title),
    "identifier": ("identifier", own_address),
    "date": ("datePublished", _date),
    "publisher": ("publisher", lambda evidence: organisation(_publisher(evidence))),
    "resource type": ("additionalType", lambda _: "Dataset"),
    "summary": ("description", _abstract),
    "keywords": ("keywords", _keywords),
}
_DATACITE: dict[str, Callable[[Evidence], Snippet]] = {
    "creator": lambda evidence: creators_element(_creators(evidence)),
    "publisher": lambda evidence: datacite_element("publisher", _publisher(evidence)[0]),
    "title": lambda evidence: datacite_element("title", _title(evidence)),
    "date": lambda evidence: datacite_element("publicationYear", _date(evidence)[:4]),
    "resource type": lambda _: datacite_element("resourceType", "Dataset", {"resourceTypeGeneral": "Dataset"}),
    "summary": lambda evidence: datacite_element("description", _abstract(evidence), {"descriptionType": "Abstract"}),
    "keywords": lambda _: technique_element(),
}
