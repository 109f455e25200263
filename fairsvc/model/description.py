"""Which description of the dataset is asked for: of all that typed links offer, the one that tells most."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.link import Link

JSON_LD = "application/ld+json"
RDF_TYPES = (
    *(JSON_LD, "application/vnd.schemaorg.ld+json"),
    *("text/turtle", "application/rdf+xml", "application/n-triples", "text/n3", "application/x-turtle"),
)
DATACITE_TYPES = (
    *("application/vnd.datacite.datacite+xml", "application/vnd.datacite.datacite+json"),
    *("application/x-datacite+xml", "application/x-datacite+json"),
)
# What such a document is shows when it is read; it may well be of a format that nobody here reads.
GENERIC_TYPES = ("application/xml", "text/xml", "application/json")
_OTHER_TYPES = (
    *("application/dcat+xml", "application/x-dc+xml", *GENERIC_TYPES),
    *("application/vnd.citationstyles.csl+json", "application/x-bibtex"),
)
_TYPES = (*RDF_TYPES, *DATACITE_TYPES, *_OTHER_TYPES)
_RANKS = {media_type: rank for rank, media_type in enumerate(_TYPES)}
# Feeds and interfaces of the site are alternates in generic types.
_OFFERS = {"describedby": frozenset(_TYPES), "alternate": frozenset((*RDF_TYPES, *DATACITE_TYPES))}


def description_links(evidence: Evidence) -> list[Link]:
    """List the links to descriptions, the nearest to JSON-LD first, then DataCite's, then what may be any format.

    A describedby link outranks an alternate one of the same kind; of one type, those that name no profile come first.
    """
    links = [link for rel, types in _OFFERS.items() for link in evidence.links_with(rel) if link.media_type in types]
    return sorted(links, key=_rank)


def _rank(link: Link) -> tuple[int, bool, int, bool]:
    kinds = (RDF_TYPES, DATACITE_TYPES, _OTHER_TYPES)
    kind = next(number for number, types in enumerate(kinds) if link.media_type in types)
    return kind, link.rel == "alternate", _RANKS[link.media_type], link.profile != ""
