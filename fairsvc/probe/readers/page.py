"""The landing page: links of its header and head, embedded metadata, meta elements."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

from fairsvc.errors import Unreadable
from fairsvc.formats import html_head, link_header, linked_addresses, linked_markup, meta_tags, schema_org, signature
from fairsvc.model.evidence import Answer, Finding
from fairsvc.model.exchange import HTML_TYPES, Exchange
from fairsvc.model.link import Link
from fairsvc.model.metadata import Metadata, unite
from fairsvc.model.reading import Reader, Reading
from fairsvc.model.step import PAGE

_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)


def _read(_: str, exchange: Exchange) -> Reading:
    links, findings = _header_links(exchange)
    if exchange.status is None:
        return Reading(links=links, findings=findings)
    body = exchange.body or b""
    if exchange.media_type not in HTML_TYPES and not signature.looks_like_html(body[:1024]):
        answer = Answer("page", "text/html", exchange.media_type)
        return Reading(links=links, findings=findings, answer=answer)
    charset = _CHARSET.search(exchange.header("content-type"))
    try:
        xhtml = exchange.media_type == "application/xhtml+xml"
        page = html_head.read_html(body, exchange.url, charset[1] if charset else "", xhtml=xhtml)
    except Unreadable as error:
        finding = Finding("html.unreadable", "exchange/page", str(error))
        return Reading(links=links, findings=(*findings, finding), answer=Answer("page", "text/html", "text/html"))
    documents, troubles = _embedded(page)
    return Reading(
        metadata=unite(*documents),
        documents=documents,
        links=(*links, *page.links),
        findings=(*findings, *page.findings, *(replace(one, where=f"exchange/page#{one.where}") for one in troubles)),
        answer=Answer("page", "text/html", "text/html", parsed=True, format="html"),
        page_facts=page.facts,
    )


def _header_links(exchange: Exchange) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    """Read the links of the last answer, then those of the redirecting ones, each in the context of its own address.

    RFC 8288 section 3.2 lets a link name another context, which may be the page.
    """
    if not exchange.hops:
        return (), ()
    *redirects, last = exchange.hops
    places = [(last, "exchange/page#Link")]
    places += [(hop, f"exchange/page#hop[{number}].Link") for number, hop in enumerate(redirects)]
    read = [link_header.read_link_header(hop.fields("link"), hop.url, where=where) for hop, where in places]
    return tuple(chain.from_iterable(one for one, _ in read)), tuple(chain.from_iterable(found for _, found in read))


def _embedded(page: html_head.HtmlPage) -> tuple[tuple[Metadata, ...], tuple[Finding, ...]]:
    """List what the page says of its dataset; the syntax that was made for machines alone is believed first."""
    scripts, troubles = schema_org.read_blocks(page.json_ld)
    items, more = linked_markup.read_markup(page.microdata, "microdata")
    nodes, others = linked_markup.read_markup(page.rdfa, "rdfa")
    elements = meta_tags.read_meta(page.meta, page.schemas)
    relations = meta_tags.read_relations(page.licences, [link.target for link in page.links if link.rel == "canonical"])
    found = (one for one in (scripts, items, nodes, elements, relations) if one is not None)
    documents = tuple(linked_addresses.resolve_addresses(one, page.base) for one in found)
    return documents, (*troubles, *more, *others)


READER = Reader(PAGE.name, _read, of_failures=True)
