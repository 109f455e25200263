"""FAIR Signposting level 1: item links of the landing page's header and head."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.listing_steps import is_list
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.probe.entries import Readings, distinct, entry_of_link


def _find(evidence: Evidence, _: Readings) -> Listing | None:
    items = [link for link in evidence.links_with("item") if link.source != "linkset"]
    if not items:
        return None
    entries = distinct(entry_of_link(link) for link in items if not is_list(link))
    return Listing(entries, reason="a page may name some of its items only, and the others in a linkset")


MECHANISM = Mechanism(
    "signposting",
    "Item links of the page (FAIR Signposting level 1)",
    "RFC 6573 section 2.1; FAIR Signposting Profile, level 1",
    0.5,
    7,
    _find,
    family="signposting",
)
