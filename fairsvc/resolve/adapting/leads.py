"""The addresses by which a repository may be recognised: where the PID led, and what the page links to. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Hop
from fairsvc.model.step import METALINK_STEP, PAGE

_TELLING = ("cite-as", "linkset", "item", "describedby", "alternate", "collection")


def by_recipe_alone(_: Evidence) -> None:
    """Recognise nothing: pages of this software do not tell where its API answers, so only a recipe leads there."""


def iter_leads(evidence: Evidence) -> Iterator[str]:
    """Iterate over the addresses on the way to the page, the last first, also those that refused to answer.

    Then those that the page's typed links lead to: a linkset or an item often lies below the API.
    """
    yield from iter_way(evidence)
    yield from (link.target for relation in _TELLING for link in evidence.links_with(relation))


def iter_way(evidence: Evidence) -> Iterator[str]:
    """Iterate over the addresses on the way to the page alone: what it links to may lie in another repository."""
    seen: dict[str, None] = {}
    for step in (PAGE, METALINK_STEP):
        exchange = evidence.exchange(step)
        for hop in reversed(exchange.hops if exchange else ()):
            seen.setdefault(_target(hop))
            seen.setdefault(hop.url)
    yield from seen


def spell_pid(evidence: Evidence) -> str:
    """Spell the PID as the last address on the way that holds it does: DOIs know no case, catalogues often do."""
    value = evidence.pid.value
    for lead in map(unquote, iter_way(evidence)):
        start = lead.lower().find(value.lower())
        if start >= 0 and len(lead.lower()) == len(lead):
            return lead[start : start + len(value)]
    return value


def iter_sites(evidence: Evidence, *, linked: bool = True) -> Iterator[SplitResult]:
    """Iterate over the leads that are web addresses, taken apart, in lower-case hosts and without users.

    `linked` false leaves out what the page links to: it may lie in another repository.
    """
    for lead in iter_leads(evidence) if linked else iter_way(evidence):
        try:
            parts = urlsplit(lead)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc:
            yield parts._replace(netloc=parts.netloc.rpartition("@")[2].lower())


def iter_own_sites(evidence: Evidence) -> Iterator[SplitResult]:
    """Iterate over the sites on the way to the page, then over those of its links that lead to the same hosts."""
    way = list(iter_sites(evidence, linked=False))
    hosts = {site.netloc for site in way}
    yield from way
    yield from (site for site in iter_sites(evidence) if site.netloc in hosts and site not in way)


def origin_of(site: SplitResult) -> str:
    """Spell scheme and host of a site: where most APIs start."""
    return f"{site.scheme}://{site.netloc}"


def _target(hop: Hop) -> str:
    try:
        return urljoin(hop.url, hop.location) if hop.location else hop.url
    except ValueError:
        return hop.url
