"""DCAT: distributions with a downloadURL; an accessURL leads to a page or a service, not to bytes."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.metadata import Origin
from fairsvc.probe.entries import Readings, list_downloads


def belongs(origin: Origin) -> bool:
    """Tell whether content was read at a term of DCAT."""
    return origin.pointer.startswith("dcat:")


def _find(_: Evidence, readings: Readings) -> Listing | None:
    reason = "DCAT has no word for a complete list, and an accessURL is not counted"
    return list_downloads(readings, belongs, reason)


MECHANISM = Mechanism(
    "dcat",
    "Distributions in DCAT metadata (downloadURL)",
    "DCAT 3 section 6.8 (Distribution: downloadURL, accessURL)",
    0.6,
    4,
    _find,
)
