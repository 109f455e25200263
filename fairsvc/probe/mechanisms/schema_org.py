"""schema.org: downloads that the metadata name, of the dataset and of its parts."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.metadata import Origin
from fairsvc.probe.entries import Readings, list_downloads
from fairsvc.probe.mechanisms import datacite, dcat, meta_tags, ore


def _find(_: Evidence, readings: Readings) -> Listing | None:
    return list_downloads(readings, _belongs, "schema.org has no word for a complete list")


def _belongs(origin: Origin) -> bool:
    """Tell linked data, whichever syntax they came in, from what the other mechanisms read."""
    return not any(other.belongs(origin) for other in (datacite, dcat, meta_tags, ore))


MECHANISM = Mechanism(
    "schema-org",
    "Downloads in schema.org metadata: distribution, hasPart, contentUrl",
    "https://schema.org/distribution, https://schema.org/hasPart, https://schema.org/contentUrl",
    0.6,
    5,
    _find,
    exact=False,
)
