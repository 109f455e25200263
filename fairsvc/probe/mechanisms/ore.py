"""OAI-ORE: resources that an aggregation names, where they are typed as something other than a page."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.metadata import Origin
from fairsvc.probe.entries import Readings, list_downloads

TERMS = "http://www.openarchives.org/ore/terms/"


def belongs(origin: Origin) -> bool:
    """Tell whether content was read at a term of OAI-ORE."""
    return origin.pointer.startswith(TERMS)


def _find(_: Evidence, readings: Readings) -> Listing | None:
    return list_downloads(readings, belongs, "an aggregation may name pages and parts beside its files")


MECHANISM = Mechanism(
    "ore",
    "Aggregated resources (OAI-ORE)",
    "OAI-ORE Abstract Data Model 1.0 (ore:aggregates)",
    0.5,
    6,
    _find,
)
