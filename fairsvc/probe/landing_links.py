"""Which typed links speak of the landing page: of its header, its HTML and the linksets, united."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from fairsvc.formats.link_header import MAX_LINKS
from fairsvc.model.evidence import Evidence
from fairsvc.model.link import Link
from fairsvc.model.link_steps import landing_addresses
from fairsvc.model.reading import Reading
from fairsvc.model.step import LINKSET_STEP, PAGE, PAGE_HEAD, step_kind


def unite_links(evidence: Evidence, read: Mapping[str, Reading]) -> tuple[Link, ...]:
    """Unite the landing page's links; equal ones count once, those of the header first, of linksets last.

    Those of a HEAD of the page stand between: it sends what GET would (RFC 9110 section 9.3.2).
    """
    page = read.get(PAGE.name)
    if page is None or evidence.exchange(PAGE) is None:
        return ()
    contexts = landing_contexts(evidence, page.links)
    found: dict[tuple[str, str, str, str], Link] = {}
    head = read[PAGE_HEAD.name].links if PAGE_HEAD.name in read else ()
    for link in (*links_of_page(page), *head, *iter_linkset_links(read)):
        if link.anchor in contexts:
            found.setdefault(link.key, link)
    return tuple(found.values())


def landing_contexts(evidence: Evidence, links: Iterable[Link]) -> frozenset[str]:
    """List the anchors that mean the landing page: its addresses, and what it wants to be cited by."""
    addresses = landing_addresses(evidence)
    cited = (link.target for link in links if link.rel == "cite-as" and link.anchor in addresses)
    return frozenset(("", *addresses, *cited))


def links_of_page(page: Reading) -> tuple[Link, ...]:
    """List the links of the page's header and head, as many of each as a page may have."""
    channels = [[link for link in page.links if (link.source == "html") is html] for html in (False, True)]
    return tuple(link for channel in channels for link in islice(channel, MAX_LINKS))


def iter_linkset_links(read: Mapping[str, Reading]) -> Iterator[Link]:
    """Yield the links of all linksets that were read, whatever they speak of."""
    for step, reading in read.items():
        if step_kind(step) == LINKSET_STEP.name:
            yield from reading.links
