"""Link the entities of the experiment by their identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling import line
from assessors.pasting import datacite_element, own_address, schema_org
from assessors.reading.parties import valid_organisation
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Funding, Identifier
from fairsvc.model.remedy import Snippet, remedy

# Identifiers that exist, so that the lines are valid as they stand.
EXAMPLE_INSTRUMENT = "10.5442/NI000001"
_SAMPLE = "10273/ICDP5054ESYI201"
EXAMPLE_SOFTWARE = "10.5281/zenodo.3541731"
EXAMPLE_PROPOSAL = "MX-2023-0001"
_FUNDER = Funding("European Commission", Identifier("https://ror.org/00k4n6c32", "ROR"), "101017567")


@remedy(
    "link-instrument",
    "Register a PID for the instrument (PIDINST at DataCite or ePIC) and link it; this one is an example.",
)
def link_instrument(evidence: Evidence) -> Iterator[Snippet]:
    """Link an instrument."""
    target = {"@type": "Instrument", "@id": f"https://doi.org/{EXAMPLE_INSTRUMENT}"}
    yield schema_org(evidence, {"mentions": target})
    yield _related(EXAMPLE_INSTRUMENT, "DOI", "IsCollectedBy", "Instrument")


@remedy(
    "link-sample", "Give the sample an IGSN or state its local number with the type Sample; this one is an example."
)
def link_sample(evidence: Evidence) -> Iterator[Snippet]:
    """State a sample's number."""
    number = {"@type": "PropertyValue", "propertyID": "IGSN", "value": f"igsn:{_SAMPLE.partition('/')[2]}"}
    yield schema_org(
        evidence,
        {"mentions": {"@type": "PhysicalObject", "@id": f"https://hdl.handle.net/{_SAMPLE}", "identifier": number}},
    )
    yield _related(_SAMPLE.partition("/")[2], "IGSN", "References", "PhysicalObject")


@remedy(
    "identify-proposal",
    "State the number of the proposal with the type Proposal, or link the session's DOI by IsPartOf.",
)
def identify_proposal(evidence: Evidence) -> Iterator[Snippet]:
    """State a proposal's number beside the identifier."""
    number = {"@type": "PropertyValue", "propertyID": "Proposal", "value": EXAMPLE_PROPOSAL}
    yield schema_org(evidence, {"identifier": [own_address(evidence), number]})
    yield datacite_element("alternateIdentifier", EXAMPLE_PROPOSAL, {"alternateIdentifierType": "Proposal"})


@remedy(
    "identify-funding", "Name the funder with its ROR and the number of the award; what no view knows is an example."
)
def identify_funding(evidence: Evidence) -> Iterator[Snippet]:
    """Name funder and award."""
    funding = _known(evidence)
    identifier = funding.funder_identifier.value if funding.funder_identifier else ""
    name = line(funding.funder)
    funder = {"@type": "Organization", "@id": identifier, "name": name}
    yield schema_org(
        evidence, {"funding": {"@type": "Grant", "identifier": line(funding.award_number), "funder": funder}}
    )
    parts = [
        datacite_element("funderName", name),
        datacite_element("funderIdentifier", identifier, {"funderIdentifierType": "ROR"}),
        datacite_element("awardNumber", line(funding.award_number)),
    ]
    yield datacite_element("fundingReference", "", None, "".join(part.text for part in parts))


@remedy("link-software", "Link the software with its version by DOI, SWHID or RRID; this one is an example.")
def link_software(evidence: Evidence) -> Iterator[Snippet]:
    """Link a program."""
    yield schema_org(
        evidence, {"mentions": {"@type": "SoftwareSourceCode", "@id": f"https://doi.org/{EXAMPLE_SOFTWARE}"}}
    )
    yield _related(EXAMPLE_SOFTWARE, "DOI", "IsCompiledBy", "Software")


def _known(evidence: Evidence) -> Funding:
    """Give funder and award that a view knows; a name goes with its own identifier alone, else all is an example."""
    for _, funding in said(evidence, "funding", lambda view: view.funding[:20]):
        own = funding.funder_identifier
        if substantial(funding.funder) and own is not None and valid_organisation(own):
            number = funding.award_number if substantial(funding.award_number) else _FUNDER.award_number
            return Funding(funding.funder, own, number)
    return _FUNDER


def _related(value: str, scheme: str, relation: str, kind: str) -> Snippet:
    attributes = {"relatedIdentifierType": scheme, "relationType": relation, "resourceTypeGeneral": kind}
    return datacite_element("relatedIdentifier", value, attributes)
