"""The questions for lists of files that the page's typed links lead to: RO-Crate, BagIt, a linked Metalink."""

from __future__ import annotations

import re
from collections.abc import Callable

from fairsvc.model.description import JSON_LD
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Need
from fairsvc.model.link import Link
from fairsvc.model.step import METALINK, Step, conneg

KIND = "listing"

# In this order: the metadata document is meant for machines, items are met where nobody distinguishes.
_RELATIONS = ("describedby", "item", "alternate")
_CRATE_PROFILE = re.compile(r"https?://w3id\.org/ro/crate(?![\w-])")
_CRATE_NAME = re.compile(r"(?:[/-])ro-crate-metadata\.json(?:ld)?\Z")
_METALINK_TYPES = (METALINK, "application/metalink+xml")
_METALINK_NAME = re.compile(r"\.(?:meta4|metalink)\Z", re.IGNORECASE)
_FETCH_NAME = re.compile(r"/fetch\.txt\Z")
_PAYLOAD_NAME = re.compile(r"/manifest-(?:sha-?512|sha-?256|sha-?1|md5)\.txt\Z", re.IGNORECASE)
_STRONGEST = ("512", "256", "sha", "md5")


def is_list(link: Link) -> bool:
    """Tell whether the link leads to a list of files in one of the forms that are asked for here, not to a file."""
    return any(fits(link) for fits in (_is_crate, _is_fetch, _is_payload, _is_metalink))


def _is_crate(link: Link) -> bool:
    json = link.media_type in ("", "application/json", JSON_LD)
    return json and bool(_CRATE_PROFILE.search(link.profile) or _CRATE_NAME.search(_path(link)))


def _is_fetch(link: Link) -> bool:
    return bool(_FETCH_NAME.search(_path(link)))


def _is_payload(link: Link) -> bool:
    return bool(_PAYLOAD_NAME.search(_path(link)))


def _is_metalink(link: Link) -> bool:
    return link.media_type in _METALINK_TYPES or bool(_METALINK_NAME.search(_path(link)))


def _path(link: Link) -> str:
    return re.split(r"[?#]", link.target, maxsplit=1)[0]


def _find(evidence: Evidence, fits: Callable[[Link], bool]) -> list[Link]:
    return [link for relation in _RELATIONS for link in evidence.links_with(relation) if fits(link)]


def _ask_crate(evidence: Evidence) -> Need | None:
    links = _find(evidence, _is_crate)
    return conneg(links[0].target, f"{JSON_LD}, application/json;q=0.9") if links else None


def _ask_fetch(evidence: Evidence) -> Need | None:
    links = _find(evidence, _is_fetch)
    return conneg(links[0].target, "text/plain, */*;q=0.1") if links else None


def _ask_payload(evidence: Evidence) -> Need | None:
    links = _find(evidence, _is_payload)
    links.sort(key=lambda link: next(i for i, word in enumerate(_STRONGEST) if word in _path(link).lower()))
    return conneg(links[0].target, "text/plain, */*;q=0.1") if links else None


def _ask_metalink(evidence: Evidence) -> Need | None:
    links = _find(evidence, _is_metalink)
    return conneg(links[0].target, links[0].media_type or METALINK) if links else None


CRATE = Step(f"{KIND}:ro-crate", "The RO-Crate metadata document that the page points to", 20, _ask_crate)
FETCH = Step(f"{KIND}:bagit", "The fetch.txt of a bag that the page points to (RFC 8493)", 21, _ask_fetch)
PAYLOAD = Step(f"{KIND}:bagit-manifest", "The payload manifest of a bag that the page points to", 22, _ask_payload)
LINKED_METALINK = Step(f"{KIND}:metalink", "The Metalink that the page points to (RFC 6249)", 23, _ask_metalink)

LISTING_STEPS = (CRATE, FETCH, PAYLOAD, LINKED_METALINK)
