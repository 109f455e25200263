"""Describe the data so that a stranger finds and understands them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from assessors.filling.choosing import (
    choose_creators,
    choose_description,
    choose_publisher,
    choose_techniques,
    choose_title,
    one_line,
)
from assessors.filling.dating import choose_issued, choose_year
from assessors.filling.naming import creators_elements, publisher_element
from assessors.filling.pasting import (
    datacite_element,
    oai_element,
    own_address,
    schema_org,
    technique_element,
    technique_node,
)
from assessors.reading.completeness import CORE, INFORMATIVE_LENGTH, RICH, lacking
from assessors.reading.plausibility import useful_keywords
from assessors.reading.views import views
from fairsvc.formats.schema_org_parties import write_agent
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy

_MOST_KEYWORDS = 20
_DATASET = {"resourceTypeGeneral": "Dataset"}
_ABSTRACT = {"descriptionType": "Abstract"}


@remedy(
    "complete-metadata",
    "State what is missing of creator, title, identifier, date, publisher, type, summary and keywords; "
    "what no view knows is an example.",
)
def complete_metadata(evidence: Evidence) -> Iterator[Snippet]:
    """State in the page's JSON-LD what the page lacks, and at registry and OAI-PMH what they lack."""
    wanted = (*CORE, *RICH)
    if missing := lacking(evidence.page, evidence, wanted):
        yield schema_org(evidence, {_SCHEMA_ORG[name][0]: _SCHEMA_ORG[name][1](evidence) for name in missing})
    in_oai = lacking(evidence.oai, evidence, wanted) if evidence.oai else ()
    in_registry = lacking(evidence.registry, evidence, wanted)
    for name in wanted:
        if name in in_registry or name in in_oai:
            yield from _DATACITE[name](evidence)
        if name in in_oai and name in _OAI:
            element, read = _OAI[name]
            yield from (oai_element(element, text) for text in read(evidence))


@remedy("title-the-data", "Give the dataset a title of its own: what was measured, on what, by which technique.")
def title_the_data(evidence: Evidence) -> Iterator[Snippet]:
    """Give the title that another view has, else an example."""
    title = choose_title(evidence)
    yield schema_org(evidence, {"name": title})
    yield datacite_element("title", title)


@remedy("describe-the-data", "Describe in a few sentences what was measured, on what, how, and what the files hold.")
def describe_the_data(evidence: Evidence) -> Iterator[Snippet]:
    """Give the abstract that another view has, else an example."""
    abstract = choose_description(evidence, INFORMATIVE_LENGTH)
    yield schema_org(evidence, {"description": abstract})
    yield datacite_element("description", abstract, _ABSTRACT)


def _keywords(evidence: Evidence) -> list[object]:
    known = (one_line(word) for _, view in views(evidence) for word in useful_keywords(view))
    words: list[object] = list(dict.fromkeys(known))
    return words[:_MOST_KEYWORDS] or [technique_node(term) for term in choose_techniques(evidence)]


_SCHEMA_ORG: dict[str, tuple[str, Callable[[Evidence], object]]] = {
    "creator": ("creator", lambda evidence: [write_agent(agent, "Person") for agent in choose_creators(evidence)]),
    "title": ("name", choose_title),
    "identifier": ("identifier", own_address),
    "date": ("datePublished", choose_issued),
    "publisher": ("publisher", lambda evidence: write_agent(choose_publisher(evidence), "Organization")),
    "resource type": ("additionalType", lambda _: "Dataset"),
    "summary": ("description", choose_description),
    "keywords": ("keywords", _keywords),
}
_DATACITE: dict[str, Callable[[Evidence], Iterable[Snippet]]] = {
    "creator": lambda evidence: creators_elements(evidence, choose_creators(evidence)),
    "title": lambda evidence: [datacite_element("title", choose_title(evidence))],
    "identifier": lambda _: (),  # it is the record's key
    "date": lambda evidence: [datacite_element("publicationYear", str(choose_year(evidence)))],
    "publisher": lambda evidence: [publisher_element(choose_publisher(evidence))],
    "resource type": lambda _: [datacite_element("resourceType", "Dataset", _DATASET)],
    "summary": lambda evidence: [datacite_element("description", choose_description(evidence), _ABSTRACT)],
    "keywords": lambda evidence: [technique_element(term) for term in choose_techniques(evidence)],
}
_OAI: dict[str, tuple[str, Callable[[Evidence], Iterable[str]]]] = {
    "creator": ("creator", lambda evidence: [one_line(agent.name) for agent in choose_creators(evidence)]),
    "title": ("title", lambda evidence: [choose_title(evidence)]),
    "date": ("date", lambda evidence: [str(choose_year(evidence))]),
    "publisher": ("publisher", lambda evidence: [one_line(choose_publisher(evidence).name)]),
    "resource type": ("type", lambda _: ["Dataset"]),
    "summary": ("description", lambda evidence: [choose_description(evidence)]),
    "keywords": ("subject", lambda evidence: [term.iri for term in choose_techniques(evidence)]),
}
