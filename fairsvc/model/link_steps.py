"""The questions of depth full about typed links: more linksets, links back, the identifier's own way, the catalogue.

The ranges and Accept fields are those of other steps: what two of them ask alike is asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from urllib.parse import urljoin

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Need
from fairsvc.model.file_steps import choose_more_files
from fairsvc.model.link import Link
from fairsvc.model.pid import find_pid
from fairsvc.model.step import (
    FILE,
    HTML,
    LINKSET,
    LINKSET_STEP,
    PAGE,
    Step,
    accept,
    address,
    choose_file,
    conneg,
    first_bytes,
    linkset_links,
    step_kind,
)

API_CATALOG_PATH = "/.well-known/api-catalog"


def landing_addresses(evidence: Evidence) -> frozenset[str]:
    """List the addresses that mean the landing page: the PID's, and every one on the way from it to the page."""
    page = evidence.exchange(PAGE)
    on_the_way = {page.need.url, page.url, *(hop.url for hop in page.hops)} if page else set()
    return frozenset((evidence.pid.uri, address(evidence), *on_the_way))


def is_cited(evidence: Evidence, target: str) -> bool:
    """Tell whether a cite-as target is the PID itself, however it is spelt, or an address on its way to the page."""
    return target in landing_addresses(evidence) or find_pid(target) == evidence.pid


def linkset_needs(evidence: Evidence) -> tuple[Need, ...]:
    """List what asks for the linksets that the page or another linkset names, JSON first."""
    needs = (conneg(link.target, accept(link, LINKSET)) for link in linkset_links(evidence) if _is_web(link))
    return tuple(dict.fromkeys(needs))


def content_links(evidence: Evidence) -> tuple[Link, ...]:
    """List the content resources that the page names, one link of each address."""
    return _distinct(link for link in evidence.links_with("item") if _is_web(link))


def metadata_links(evidence: Evidence) -> tuple[Link, ...]:
    """List the metadata resources that the page names with an address of their own.

    What is negotiated at the PID or the page has no links of its own.
    """
    pages = landing_addresses(evidence)
    own = (link for link in evidence.links_with("describedby") if _is_web(link) and link.target not in pages)
    return _distinct(link for link in own if find_pid(link.target) != evidence.pid)


def _distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.target, link)
    return tuple(first.values())


def _is_web(link: Link) -> bool:
    return link.target.startswith(("https://", "http://"))


def _more_linkset(number: int, evidence: Evidence) -> Need | None:
    """Choose the next linkset that was not asked for: one may name another."""
    return _next_unasked(LINKSET_STEP.name, number, linkset_needs(evidence), evidence)


def _content(number: int, evidence: Evidence) -> Need | None:
    """Ask for the first bytes: HEAD is answered otherwise by many a server of files.

    Files that are opened anyway come first, in the words in which they are opened: that costs no request.
    """
    opened = evidence.exchange(FILE)
    if opened is None and choose_file(evidence) is not None:
        return None
    links = content_links(evidence)
    if not links:
        return None
    also = {opened.need.url, *(entry.url for entry in choose_more_files(evidence))} if opened else set()
    ordered = sorted((link.target for link in links), key=lambda target: target not in also)
    return _next_unasked("content", number, [first_bytes(target) for target in ordered], evidence)


def _next_unasked(kind: str, number: int, needs: Sequence[Need], evidence: Evidence) -> Need | None:
    """Choose for the step of this number: what the steps of its kind have asked already comes before."""
    asked = {e.need for e in evidence.exchanges if kind in map(step_kind, e.steps)}
    at = number - 1 - len(asked)
    left = [need for need in needs if need not in asked] if at >= 0 else []
    return left[at] if at < len(left) else None


def _metadata(number: int, evidence: Evidence) -> Need | None:
    links = metadata_links(evidence)[number - 1 : number]
    return conneg(links[0].target, accept(links[0])) if links else None


def _cite_as(evidence: Evidence) -> Need | None:
    """Follow what the page wants to be cited by; nobody needs asking when that is the PID."""
    targets = [link.target for link in evidence.links_with("cite-as") if _is_web(link)]
    return conneg(targets[0], HTML) if targets and not is_cited(evidence, targets[0]) else None


def _api_catalog(evidence: Evidence) -> Need | None:
    page = evidence.exchange(PAGE)
    if page is None or not page.conclusive:
        return None
    return conneg(urljoin(page.url, API_CATALOG_PATH), LINKSET)


def _numbered(
    kind: str, title: str, rank: int, numbers: range, ask: Callable[[int, Evidence], Need | None]
) -> list[Step]:
    return [Step(f"{kind}:{n}", title, rank, partial(ask, n)) for n in numbers]


MORE_LINKSETS = _numbered(LINKSET_STEP.name, "Another linkset that the page names", 20, range(2, 4), _more_linkset)
CONTENT = _numbered("content", "A content resource, for its links", 21, range(1, 4), _content)
METADATA_RESOURCES = _numbered("metadata", "A metadata resource, for its links", 22, range(1, 3), _metadata)
CITE_AS = Step("cite-as", "Where the identifier to cite leads", 23, _cite_as)
API_CATALOG = Step("api-catalog", "The site's catalogue of services (RFC 9727)", 24, _api_catalog)

LINK_STEPS = (*MORE_LINKSETS, *CONTENT, *METADATA_RESOURCES, CITE_AS, API_CATALOG)
