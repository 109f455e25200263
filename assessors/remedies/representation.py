"""I1: how to offer metadata in a formal language."""

from __future__ import annotations

import json
from collections.abc import Iterator

from assessors.filling.choosing import choose_page_address
from assessors.filling.pasting import link_line, own_address, server_lines
from assessors.remedies.embedding import everything
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Snippet, remedy

_JSON_LD = "application/ld+json"


@remedy("offer-rdf", "Answer programs that ask for JSON-LD with the metadata as JSON-LD, and say so in a typed link.")
def offer_rdf(evidence: Evidence) -> Iterator[Snippet]:
    """Use the page's own address: content negotiation needs no other."""
    page = choose_page_address(evidence)
    yield link_line(page, "describedby", _JSON_LD)
    yield server_lines(f"GET {page}", f"Accept: {_JSON_LD}", "", "HTTP/1.1 200 OK", f"Content-Type: {_JSON_LD}")
    yield everything(evidence)


@remedy("serve-linkset", "Serve the linkset as application/linkset+json, in the form of RFC 9264.")
def serve_linkset(evidence: Evidence) -> Iterator[Snippet]:
    """Give the least linkset of the dataset."""
    context = {"anchor": choose_page_address(evidence), "cite-as": [{"href": own_address(evidence)}]}
    yield server_lines("Content-Type: application/linkset+json", "", json.dumps({"linkset": [context]}))
