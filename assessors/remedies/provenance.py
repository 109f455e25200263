"""Say who made the data, when, with what and from what."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling import examples
from assessors.filling.choosing import choose_creators
from assessors.filling.dating import choose_collected
from assessors.filling.naming import creators_elements
from assessors.filling.pasting import datacite_element, related_element, schema_org
from assessors.reading.experiment_kind import find_processed
from assessors.remedies.experiment_links import INSTRUMENT, SOFTWARE, identifiers_with_proposal, proposal_element
from fairsvc.formats.schema_org_parties import write_agent
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy

SOURCE = {"@type": "Dataset", "@id": f"https://doi.org/{examples.SOURCE.value}"}
_PREFIXES = {"prov": "http://www.w3.org/ns/prov#"}


@remedy("state-maker", "State who made the data and when.")
def state_maker(evidence: Evidence) -> Iterator[Snippet]:
    """State creators and the day of creation."""
    agents, made = choose_creators(evidence), choose_collected(evidence)
    yield schema_org(evidence, {"creator": [write_agent(agent, "Person") for agent in agents], "dateCreated": made})
    yield from creators_elements(evidence, agents)
    yield datacite_element("date", made, {"dateType": "Created"})


@remedy(
    "say-when-and-how",
    "Say who took the data, when, with which instrument and from what; what no view knows is an example.",
)
def say_when_and_how(evidence: Evidence) -> Iterator[Snippet]:
    """State creators, day, instrument, and the proposal of raw data or the source and software of processed ones."""
    agents, made, (processed, _) = choose_creators(evidence), choose_collected(evidence), find_processed(evidence)
    yield schema_org(
        evidence,
        {
            "identifier": identifiers_with_proposal(evidence),
            "creator": [write_agent(agent, "Person") for agent in agents],
            "dateCreated": made,
            "mentions": [INSTRUMENT, SOFTWARE] if processed else INSTRUMENT,
        }
        | ({"isBasedOn": SOURCE} if processed else {}),
    )
    yield from creators_elements(evidence, agents)
    yield datacite_element("date", made, {"dateType": "Collected"})
    yield related_element(examples.INSTRUMENT)
    yield proposal_element()
    if processed:
        yield related_element(examples.SOURCE)
        yield related_element(examples.SOFTWARE)


@remedy(
    "state-origin",
    "Say from what the data were derived, in the terms of PROV-O, and by which software; the DOIs here are examples.",
)
def state_origin(evidence: Evidence) -> Iterator[Snippet]:
    """State an origin in PROV-O and in DataCite's words; data that have one are processed, so the software is due."""
    context, source = ["https://schema.org/", _PREFIXES], {"@id": SOURCE["@id"]}
    origin = {"@context": context, "prov:wasDerivedFrom": source, "isBasedOn": SOURCE, "mentions": SOFTWARE}
    yield schema_org(evidence, origin)
    yield related_element(examples.SOURCE)
    yield related_element(examples.SOFTWARE)
