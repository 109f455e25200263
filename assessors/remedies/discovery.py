"""F4: how to let search engines and aggregators find the metadata."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from assessors.filling.choosing import choose_files, choose_page_address
from assessors.filling.pasting import link_line, own_address, safe_address, server_lines
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Place, Snippet, remedy


@remedy("admit-robots", "Let programs read the landing pages: allow them in robots.txt.")
def admit_robots(_: Evidence) -> Iterator[Snippet]:
    """Give the whole file."""
    yield server_lines("User-agent: *", "Allow: /")


@remedy("admit-search-engines", "Let search engines list the page: remove noindex from its robots element and header.")
def admit_search_engines(_: Evidence) -> Iterator[Snippet]:
    """Give the element that stands in place of the one that forbids."""
    yield Snippet(Place.HTML, '<meta name="robots" content="index, follow">')


@remedy("answer-get-record", "Let the OAI-PMH endpoint answer GetRecord for the dataset.")
def answer_get_record(evidence: Evidence) -> Iterator[Snippet]:
    """Spell the request that must bring the record."""
    item = evidence.endpoints.oai
    if item is not None:
        query = {"verb": "GetRecord", "metadataPrefix": item.prefix, "identifier": item.identifier}
        yield server_lines(f"GET {safe_address(item.base_url)}?{urlencode(query)}", "", "HTTP/1.1 200 OK")


@remedy("send-typed-links", "Send these headers with the landing page; describedby leads to the metadata as JSON-LD.")
def send_typed_links(evidence: Evidence) -> Iterator[Snippet]:
    """Give the links that the page lacks."""
    if not evidence.links_with("cite-as"):
        yield link_line(own_address(evidence), "cite-as")
    if not evidence.links_with("describedby"):
        yield link_line(choose_page_address(evidence), "describedby", "application/ld+json")
    if not evidence.links_with("item"):
        yield from (link_line(file.url, "item", file.media_type) for file in choose_files(evidence))
