"""Meta elements of the page: citation_pdf_url and its like, as search engines for literature read them."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.metadata import Origin
from fairsvc.probe.entries import Readings, list_downloads

_DOCUMENTS = ("highwire", "dublin-core", "eprints", "open-graph")


def belongs(origin: Origin) -> bool:
    """Tell whether content was read from meta elements."""
    return origin.document in _DOCUMENTS


def _find(_: Evidence, readings: Readings) -> Listing | None:
    return list_downloads(readings, belongs, "meta elements name a full text, hardly ever all files")


MECHANISM = Mechanism(
    "meta-tags",
    "Files that meta elements of the page name (citation_pdf_url)",
    "Google Scholar, Inclusion Guidelines for Webmasters (Highwire Press tags)",
    0.3,
    9,
    _find,
)
