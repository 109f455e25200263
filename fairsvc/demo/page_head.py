"""The head of a landing page: title, meta tags of three kinds, typed links, JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator

from fairsvc.demo.catalogue import Addresses, Catalogue, Dataset
from fairsvc.demo.markup import Markup, join, tag
from fairsvc.demo.schema_org import describe, script_text
from fairsvc.demo.signposting import header_links, link_elements


def head(catalogue: Catalogue, dataset: Dataset, addresses: Addresses) -> Markup:
    """Write the head's elements."""
    return join(
        own_title(dataset),
        tag("link", {"rel": "canonical", "href": dataset.page_at(addresses.site)}),
        link_elements(header_links(dataset, addresses)),
        *(
            tag("meta", {"name": name, "content": content})
            for name, content in [*_iter_highwire(catalogue, dataset), *_iter_dublin_core(catalogue, dataset)]
            if content and not _is_pasted(dataset, f'<meta name="{name}"')
        ),
        *(
            tag("meta", {"property": name, "content": content})
            for name, content in _iter_open_graph(catalogue, dataset, addresses.site)
            if content
        ),
        _json_ld(catalogue, dataset, addresses),
        pasted_html(dataset, in_head=True),
    )


def _iter_highwire(catalogue: Catalogue, dataset: Dataset) -> Iterator[tuple[str, str]]:
    yield "description", dataset.abstract
    yield "citation_title", dataset.title
    for person in dataset.creators:
        yield "citation_author", person.name
        yield "citation_author_orcid", person.orcid_url
    yield "citation_publication_date", dataset.published.isoformat().replace("-", "/")
    yield "citation_doi", dataset.doi
    yield "citation_publisher", catalogue.facility.name
    yield "citation_keywords", "; ".join([*(term.label for term in dataset.techniques), *dataset.keywords])


def _iter_dublin_core(catalogue: Catalogue, dataset: Dataset) -> Iterator[tuple[str, str]]:
    yield "DC.title", dataset.title
    for person in dataset.creators:
        yield "DC.creator", person.name
    yield "DC.identifier", dataset.uri
    yield "DC.publisher", catalogue.facility.name
    yield "DC.date", dataset.published.isoformat()
    yield "DC.type", dataset.kind
    if dataset.licence is not None:
        yield "DC.rights", dataset.licence.url or dataset.licence.label


def _iter_open_graph(catalogue: Catalogue, dataset: Dataset, base_url: str) -> Iterator[tuple[str, str]]:
    yield "og:title", dataset.title
    yield "og:type", "website"
    yield "og:url", dataset.page_at(base_url)
    yield "og:site_name", catalogue.facility.name
    yield "og:description", dataset.abstract


def _json_ld(catalogue: Catalogue, dataset: Dataset, addresses: Addresses) -> Markup:
    if "json-ld" in dataset.lacks:
        return pasted_json_ld(dataset)
    text = script_text(dataset.pasted.onto(describe(catalogue, dataset, addresses, dataset.licence)))
    if dataset.json_ld == "comma":
        text = text.removesuffix("\n}") + ",\n}"
    elif dataset.json_ld == "cut":
        text = text[: len(text) * 2 // 3]
    return tag("script", {"type": "application/ld+json"}, Markup(text))


def pasted_json_ld(dataset: Dataset) -> Markup:
    """Write the schema.org block of a page that has nothing in it but what was pasted; nothing when there is none."""
    block = dataset.pasted.onto({})
    return tag("script", {"type": "application/ld+json"}, Markup(script_text(block))) if block else Markup()


def own_title(dataset: Dataset) -> Markup:
    """Write the page's title element, unless one is pasted in its place."""
    return Markup() if _is_pasted(dataset, "<title") else tag("title", {}, dataset.title)


def pasted_html(dataset: Dataset, *, in_head: bool) -> Markup:
    """Write the pasted elements that belong into the head, or those that belong into the body."""
    elements = (text for text in dataset.pasted.html if _belongs_in_head(text) is in_head)
    return join(*map(Markup, elements))


def _is_pasted(dataset: Dataset, opening: str) -> bool:
    """Tell whether an element that begins so is pasted: it stands in place of the page's own."""
    return any(text.lstrip().lower().startswith(opening.lower()) for text in dataset.pasted.html)


def _belongs_in_head(element: str) -> bool:
    return element.lstrip().lower().startswith(("<link", "<meta", "<script", "<title"))
