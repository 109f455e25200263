"""What the reader of landing pages unites, and which address is asked for a description."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.pid import Pid
from fairsvc.model.reading import Reading
from fairsvc.model.step import DESCRIPTION, PAGE
from fairsvc.probe.extract import extract
from fairsvc.probe.reading import read_exchange

BASE = "https://repo.example.org/landing/7"
AT = datetime(2026, 1, 1, tzinfo=UTC)
OPEN_GRAPH = '<meta property="og:title" content="open-graph">'
HIGHWIRE = '<meta name="citation_title" content="highwire">'
RDFA = '<p vocab="http://schema.org/" typeof="Dataset"><b property="name">rdfa</b></p>'
MICRODATA = '<p itemscope itemtype="http://schema.org/Dataset"><b itemprop="name">microdata</b></p>'
DATASET = '{"@context":"https://schema.org","@type":"Dataset","name":"schema-org"}'
JSON_LD = f'<script type="application/ld+json">{DATASET}</script>'
LD = 'type="application/ld+json"'
TURTLE = '<link rel=alternate type="text/turtle" href="a.ttl">'
CRUMBS = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"BreadcrumbList"}</script>'


def page(markup: str) -> Exchange:
    hop = Hop(BASE, 200, (("Content-Type", "text/html; charset=utf-8"),))
    return Exchange(Need(BASE), AT, (hop,), None, f"<!doctype html><title>t</title>{markup}".encode(), steps=("page",))


def read(markup: str) -> Reading:
    return read_exchange(PAGE.name, page(markup))


@pytest.mark.parametrize(
    ("parts", "first"),
    [
        ((OPEN_GRAPH, HIGHWIRE, RDFA, MICRODATA, JSON_LD), "schema-org"),
        ((OPEN_GRAPH, HIGHWIRE, RDFA, MICRODATA, CRUMBS), "microdata"),
        ((OPEN_GRAPH, HIGHWIRE, RDFA), "rdfa"),
        ((OPEN_GRAPH, HIGHWIRE), "highwire"),
        ((OPEN_GRAPH,), "open-graph"),
    ],
)
def test_syntaxes_are_believed_in_order(parts: tuple[str, ...], first: str) -> None:
    metadata = read("".join(parts)).metadata
    assert metadata is not None
    assert [title.value for title in metadata.titles] == [first]
    origin = metadata.origin("titles")
    assert origin is not None
    assert origin.document == first


def test_findings_name_their_place_in_the_page() -> None:
    findings = read(f'<p itemscope itemtype="Dataset"></p>{MICRODATA}{MICRODATA}').findings
    assert [(finding.code, finding.where) for finding in findings] == [
        ("microdata.bad-type", "exchange/page#microdata"),
        ("microdata.no-vocabulary", "exchange/page#microdata"),
        ("microdata.several-datasets", "exchange/page#microdata"),
    ]


@pytest.mark.parametrize(
    ("links", "target", "accept"),
    [
        ("", BASE, "application/ld+json"),
        (TURTLE, "a.ttl", "text/turtle"),
        ('<link rel=alternate type="application/rss+xml" href="a.rss">', BASE, "application/ld+json"),
        (f'<link rel=alternate {LD} href="a">{TURTLE.replace("alternate", "describedby")}', "a.ttl", "text/turtle"),
        (f'{TURTLE}<link rel=alternate {LD} profile="x:y" href="b">', "b", 'application/ld+json;profile="x:y"'),
        (
            f'<link rel=describedby {LD} profile="urn:x" href="a"><link rel=describedby {LD} href="b">',
            "b",
            "application/ld+json",
        ),
    ],
)
def test_a_description_is_asked_where_the_page_says(links: str, target: str, accept: str) -> None:
    evidence = extract(Evidence(Pid("doi", "10.5072/x"), AT, exchanges=(page(links),)))
    need = DESCRIPTION.ask(evidence)
    assert need is not None
    assert (need.url.removeprefix("https://repo.example.org/landing/"), need.header("accept")) == (
        target.removeprefix("https://repo.example.org/landing/"),
        accept,
    )


def hop(url: str, status: int, *links: str) -> Hop:
    return Hop(url, status, (("Content-Type", "text/html"), *(("Link", link) for link in links)))


def linked(*hops: Hop, failure: Failure | None = None, head: Hop | None = None) -> Evidence:
    exchanges = [Exchange(Need(hops[0].url), AT, hops, failure, b"<!doctype html><title>t</title>", steps=("page",))]
    if head is not None:
        exchanges.append(Exchange(Need(BASE, "HEAD"), AT, (head,), body=b"", steps=("page-head",)))
    return extract(Evidence(Pid("doi", "10.5072/x"), AT, exchanges=tuple(exchanges)))


ENTRY = "https://repo.example.org/id/7"
TO_A = '</a>; rel="item"'


@pytest.mark.parametrize(
    ("evidence", "items"),
    [
        (linked(hop(BASE, 200), head=hop(BASE, 200, TO_A)), ["https://repo.example.org/a"]),
        (linked(hop(BASE, 200, TO_A), head=hop(BASE, 200, TO_A)), ["https://repo.example.org/a"]),
        # What answers HEAD may be another resource.
        (linked(hop(BASE, 200), head=hop(f"{BASE}/login", 200, TO_A)), []),
        # A redirecting answer speaks of its own address, which leads to the page, or of what it names.
        (linked(hop(ENTRY, 302, "<a>; rel=item"), hop(BASE, 200)), ["https://repo.example.org/id/a"]),
        (linked(hop(ENTRY, 302, f'<a>; rel=item; anchor="{BASE}"'), hop(BASE, 200)), ["https://repo.example.org/id/a"]),
        (linked(hop(ENTRY, 302, '<a>; rel=item; anchor="/other"'), hop(BASE, 200)), []),
        # The header came, the body did not.
        (linked(hop(BASE, 200, TO_A), failure=Failure(FailureKind.PROTOCOL)), ["https://repo.example.org/a"]),
    ],
)
def test_links_of_every_answer_on_the_way_count(evidence: Evidence, items: list[str]) -> None:
    assert [link.target for link in evidence.links_with("item")] == items


def test_a_broken_link_is_found_where_it_was_sent() -> None:
    evidence = linked(hop(ENTRY, 302, "a; rel=item"), hop(BASE, 200, "b; rel=item"), head=hop(BASE, 200, "b; rel=item"))
    where = [finding.where for finding in evidence.findings if finding.code == "link.malformed"]
    assert where == ["exchange/page#Link[0]", "exchange/page#hop[0].Link[0]"]


def test_a_body_that_was_broken_off_is_no_web_page() -> None:
    evidence = linked(hop(BASE, 200), failure=Failure(FailureKind.PROTOCOL))
    assert evidence.page is None
    assert evidence.page_facts is None
    assert evidence.answers == ()
