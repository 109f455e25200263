"""State one standard licence, so that people and programs recognise it."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.filling.choosing import choose_licence
from assessors.filling.pasting import datacite_element, link_line, oai_element, schema_org
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.licences import licence_address


@remedy(
    "state-licence",
    "Choose one licence and state it by its address on the page, at the registry and in OAI-PMH, in place of any other;"
    " CC BY 4.0 stands here where no view names a standard one.",
)
def state_licence(evidence: Evidence) -> Iterator[Snippet]:
    """State the licence that a view knows, that of the page before the others', else CC BY 4.0."""
    licence = choose_licence(evidence)
    address = licence_address(licence)
    spdx = {"rightsIdentifier": licence, "rightsIdentifierScheme": "SPDX", "schemeURI": "https://spdx.org/licenses/"}
    yield schema_org(evidence, {"license": address})
    yield link_line(address, "license")
    yield datacite_element("rights", licence, {"rightsURI": address} | ({} if ":" in licence else spdx))
    yield oai_element("rights", address)
