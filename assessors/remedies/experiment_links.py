"""Link the entities of the experiment by their identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling import examples
from assessors.filling.choosing import one_line
from assessors.filling.pasting import datacite_element, own_address, related_element, schema_org
from assessors.reading.parties import valid_organisation
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.formats.schema_org_parties import write_funding
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Funding
from fairsvc.model.remedy import Snippet, remedy

INSTRUMENT = {"@type": "Instrument", "@id": f"https://doi.org/{examples.INSTRUMENT.value}"}
SOFTWARE = {"@type": "SoftwareSourceCode", "@id": f"https://doi.org/{examples.SOFTWARE.value}"}
_MOST = 20


@remedy(
    "link-instrument",
    "Register a PID for the instrument (PIDINST at DataCite or ePIC) and link it; this one is an example.",
)
def link_instrument(evidence: Evidence) -> Iterator[Snippet]:
    """Link an instrument."""
    yield schema_org(evidence, {"mentions": INSTRUMENT})
    yield related_element(examples.INSTRUMENT)


@remedy(
    "link-sample", "Give the sample an IGSN or state its local number with the type Sample; this one is an example."
)
def link_sample(evidence: Evidence) -> Iterator[Snippet]:
    """State a sample's number."""
    number = {"@type": "PropertyValue", "propertyID": "IGSN", "value": f"igsn:{examples.IGSN.value}"}
    sample = {"@type": "PhysicalObject", "@id": examples.IGSN_ADDRESS, "identifier": number}
    yield schema_org(evidence, {"mentions": sample})
    yield related_element(examples.IGSN)


@remedy(
    "identify-proposal",
    "State the number of the proposal with the type Proposal, or link the session's DOI by IsPartOf.",
)
def identify_proposal(evidence: Evidence) -> Iterator[Snippet]:
    """State a proposal's number beside the identifier."""
    yield schema_org(evidence, {"identifier": identifiers_with_proposal(evidence)})
    yield proposal_element()


@remedy(
    "identify-funding", "Name the funder with its ROR and the number of the award; what no view knows is an example."
)
def identify_funding(evidence: Evidence) -> Iterator[Snippet]:
    """Name funder and award."""
    funding = _known(evidence)
    own = funding.funder_identifier
    yield schema_org(evidence, write_funding([funding]))
    parts = [
        datacite_element("funderName", one_line(funding.funder)),
        datacite_element("funderIdentifier", own.value if own else "", {"funderIdentifierType": "ROR"}),
        datacite_element("awardNumber", one_line(funding.award_number)),
    ]
    yield datacite_element("fundingReference", "", inner="".join(part.text for part in parts))


@remedy("link-software", "Link the software with its version by DOI, SWHID or RRID; this one is an example.")
def link_software(evidence: Evidence) -> Iterator[Snippet]:
    """Link a program."""
    yield schema_org(evidence, {"mentions": SOFTWARE})
    yield related_element(examples.SOFTWARE)


def identifiers_with_proposal(evidence: Evidence) -> list[object]:
    """List the dataset's identifier and the proposal's number, for JSON-LD."""
    number = {"@type": "PropertyValue", "propertyID": "Proposal", "value": examples.PROPOSAL}
    return [own_address(evidence), number]


def proposal_element() -> Snippet:
    """Spell the proposal's number as DataCite does."""
    return datacite_element("alternateIdentifier", examples.PROPOSAL, {"alternateIdentifierType": "Proposal"})


def _known(evidence: Evidence) -> Funding:
    """Give funder and award that a view knows; a name goes with its own identifier alone, else all is an example."""
    for _, funding in said(evidence, "funding", lambda view: view.funding[:_MOST]):
        own = funding.funder_identifier
        if substantial(funding.funder) and own is not None and valid_organisation(own):
            number = funding.award_number if substantial(funding.award_number) else examples.FUNDING.award_number
            return Funding(funding.funder, own, number)
    return examples.FUNDING
