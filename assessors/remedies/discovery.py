"""F4: how to let search engines and aggregators find the metadata."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from assessors import proposals
from assessors.pasting import datacite_element, link_line, oai_element, own_address, safe_address, server_lines
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Place, Snippet, remedy


@remedy("publish-doi", "Register the DOI, and set its state to findable (event “publish”).")
def publish_doi(evidence: Evidence) -> Iterator[Snippet]:
    """Give DataCite's request."""
    api = safe_address(f"{evidence.endpoints.registry}/dois/{evidence.pid.in_path}")
    kind = "Content-Type: application/vnd.api+json"
    yield server_lines(f"PUT {api}", kind, "", '{"data": {"type": "dois", "attributes": {"event": "publish"}}}')


@remedy(
    "describe-in-record", "Describe the dataset in the record: its title, who made it, who publishes it, what it is."
)
def describe_in_record(evidence: Evidence) -> Iterator[Snippet]:
    """Take from the other views what they know."""
    title, text, publisher = proposals.title(evidence), proposals.description(evidence), proposals.publisher(evidence)
    names = [agent.name for agent in proposals.creators(evidence)]
    yield datacite_element("title", title)
    yield from (datacite_element("creator", "", inner=_inner("creatorName", name)) for name in names)
    yield datacite_element("publisher", publisher)
    yield datacite_element("description", text, {"descriptionType": "Abstract"})
    yield oai_element("title", title)
    yield from (oai_element("creator", name) for name in names)
    yield oai_element("publisher", publisher)
    yield oai_element("description", text)


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
        yield link_line(proposals.page_address(evidence), "describedby", "application/ld+json")
    if not evidence.links_with("item"):
        yield from (link_line(url, "item", kind) for url, kind, _ in proposals.files(evidence))


def _inner(name: str, text: str) -> str:
    return datacite_element(name, text).text
