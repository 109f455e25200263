"""State one standard licence, so that people and programs recognise it."""

from __future__ import annotations

from collections.abc import Iterator

from assessors.pasting import datacite_element, link_line, oai_element, schema_org
from assessors.reading.views import said
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.licences import find_licence, find_licence_at, licence_address

_EXAMPLE = "CC-BY-4.0"


@remedy(
    "state-licence",
    "Choose a licence and state it by its address on the page, at the registry and in OAI-PMH; "
    "CC BY 4.0 stands here where no view names a standard one.",
)
def state_licence(evidence: Evidence) -> Iterator[Snippet]:
    """State the licence that a view knows, else CC BY 4.0."""
    yield from _state(evidence)


@remedy(
    "state-one-licence",
    "Decide which licence holds and state that one everywhere, in place of the others; the page's stands here.",
)
def state_one_licence(evidence: Evidence) -> Iterator[Snippet]:
    """State the licence of the page, else that of the registry, everywhere."""
    yield from _state(evidence)


def _state(evidence: Evidence) -> Iterator[Snippet]:
    licence = _known(evidence)
    address = licence_address(licence)
    spdx = {"rightsIdentifier": licence, "rightsIdentifierScheme": "SPDX", "schemeURI": "https://spdx.org/licenses/"}
    yield schema_org(evidence, {"license": address})
    yield link_line(address, "license")
    yield datacite_element("rights", licence, {"rightsURI": address} | ({} if ":" in licence else spdx))
    yield oai_element("rights", address)


def _known(evidence: Evidence) -> str:
    for _, rights in said(evidence, "rights", lambda view: view.rights[:50]):
        if found := find_licence(rights):
            return found
    linked = (find_licence_at(link.target) for link in evidence.links_with("license")[:50])
    return next((found for found in linked if found), _EXAMPLE)
