"""Say who made the data, when, with what and from what."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling import EXAMPLE_CREATOR, known_creators
from assessors.naming import creators_element, person
from assessors.pasting import datacite_element, own_address, schema_org
from assessors.reading.experiment_kind import find_processed
from assessors.reading.plausibility import creator_flaw
from assessors.reading.views import said
from assessors.remedies.experiment_links import EXAMPLE_INSTRUMENT, EXAMPLE_PROPOSAL, EXAMPLE_SOFTWARE
from assessors.remedies.relations import EXAMPLE_DATA
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Agent
from fairsvc.model.remedy import Snippet, remedy

_SOURCE = {"@type": "Dataset", "@id": f"https://doi.org/{EXAMPLE_DATA}"}
_PREFIXES = {"prov": "http://www.w3.org/ns/prov#"}


@remedy("state-maker", "State who made the data and when.")
def state_maker(evidence: Evidence) -> Iterator[Snippet]:
    """State creators and the day of creation."""
    agents = _creators(evidence)
    yield schema_org(evidence, {"creator": [person(agent) for agent in agents], "dateCreated": _day(evidence)})
    yield creators_element(agents)
    yield datacite_element("date", _day(evidence), {"dateType": "Created"})


@remedy(
    "say-when-and-how",
    "Say who took the data, when, with which instrument and from what; what no view knows is an example.",
)
def say_when_and_how(evidence: Evidence) -> Iterator[Snippet]:
    """State creators, day, instrument, and the proposal of raw data or the source and software of processed ones."""
    agents, (processed, _) = _creators(evidence), find_processed(evidence)
    instrument = {"@type": "Instrument", "@id": f"https://doi.org/{EXAMPLE_INSTRUMENT}"}
    software = {"@type": "SoftwareSourceCode", "@id": f"https://doi.org/{EXAMPLE_SOFTWARE}"}
    number = {"@type": "PropertyValue", "propertyID": "Proposal", "value": EXAMPLE_PROPOSAL}
    yield schema_org(
        evidence,
        {
            "identifier": [own_address(evidence), number],
            "creator": [person(agent) for agent in agents],
            "dateCreated": _day(evidence),
            "mentions": [instrument, software] if processed else instrument,
        }
        | ({"isBasedOn": _SOURCE} if processed else {}),
    )
    yield creators_element(agents)
    yield datacite_element("date", _day(evidence), {"dateType": "Collected"})
    yield _related(EXAMPLE_INSTRUMENT, "IsCollectedBy", "Instrument")
    yield datacite_element("alternateIdentifier", EXAMPLE_PROPOSAL, {"alternateIdentifierType": "Proposal"})
    if processed:
        yield _related(EXAMPLE_DATA, "IsDerivedFrom", "Dataset")
        yield _related(EXAMPLE_SOFTWARE, "IsCompiledBy", "Software")


@remedy("state-origin", "Say from what the data were derived, in the terms of PROV-O; the DOI here is an example.")
def state_origin(evidence: Evidence) -> Iterator[Snippet]:
    """State an origin in PROV-O and in DataCite's words."""
    source = f"https://doi.org/{EXAMPLE_DATA}"
    context = ["https://schema.org/", _PREFIXES]
    yield schema_org(evidence, {"@context": context, "prov:wasDerivedFrom": {"@id": source}, "isBasedOn": source})
    yield _related(EXAMPLE_DATA, "IsDerivedFrom", "Dataset")


def _creators(evidence: Evidence) -> list[Agent]:
    return [agent for agent in known_creators(evidence) if not creator_flaw(agent, evidence)] or [EXAMPLE_CREATOR]


def _day(evidence: Evidence) -> str:
    """Give the day on which the data were taken, as any view knows it, else that of the evidence."""
    dates = [date for _, date in said(evidence, "dates", lambda view: view.dates[:50]) if date.value[:4].isdigit()]
    known = (date.value for kind in ("Collected", "Created", "Coverage") for date in dates if date.kind == kind)
    return next(known, evidence.gathered_at.date().isoformat())


def _related(doi: str, relation: str, kind: str) -> Snippet:
    attributes = {"relatedIdentifierType": "DOI", "relationType": relation, "resourceTypeGeneral": kind}
    return datacite_element("relatedIdentifier", doi, attributes)
