"""Which description is asked for, when, and what of it that cannot be read is somebody's fault."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairsvc.model.depth import STANDARD_DEPTH
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import read_pid
from fairsvc.probe.gather import Subject, gather

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOME = "https://repo.example.org"
PAGE = f"{HOME}/d"
TURTLE = b'<#d> a <https://schema.org/Dataset>; <https://schema.org/name> "Iron foil" .'
JSON_LD = b'{"@context": "https://schema.org", "@type": "Dataset", "name": "Iron foil"}'
CRATE = JSON_LD[:-1] + b', "distribution": {"@type": "DataDownload", "contentUrl": "https://repo.example.org/a.csv"}}'
LINKSET = (
    b'{"linkset": [{"anchor": "https://repo.example.org/d",'
    b' "describedby": [{"href": "https://repo.example.org/m", "type": "application/ld+json"}]}]}'
)


class World:
    """A Fetcher that answers what was put in, and remembers in which order it was asked."""

    def __init__(self, links: str, **bodies: tuple[str, bytes]) -> None:
        self._links, self._bodies = links, bodies
        self.asked: list[Need] = []

    def fetch(self, need: Need) -> Exchange:
        self.asked.append(need)
        name = need.url.rpartition("/")[2]
        if name == "d" and need.header("accept").startswith("text/html"):
            header = (("Content-Type", "text/html"), ("Link", self._links))
            return Exchange(need, NOW, (Hop(need.url, 200, header),), body=b"<!doctype html><title>A</title>")
        media_type, body = self._bodies.get(name, ("", b""))
        status = 200 if name in self._bodies else 404
        return Exchange(need, NOW, (Hop(need.url, status, (("Content-Type", media_type),)),), body=body)


def gathered(world: World) -> Evidence:
    return gather(Subject(read_pid(PAGE)), world, NOW, STANDARD_DEPTH)


def described(url: str, media_type: str, rel: str = "describedby") -> str:
    return f'<{HOME}/{url}>; rel="{rel}"; type="{media_type}"'


@pytest.mark.parametrize(
    ("links", "asked"),
    [
        ([], "d"),
        ([described("m", "image/png")], "d"),
        ([described("m", "application/json", "alternate")], "d"),
        ([described("x", "application/xml"), described("m", "application/vnd.datacite.datacite+xml")], "m"),
        ([described("x", "application/vnd.datacite.datacite+xml"), described("m", "text/turtle")], "m"),
        ([described("x", "text/turtle"), described("m", "application/ld+json")], "m"),
        ([described("x", "application/vnd.datacite.datacite+xml"), described("m", "text/turtle", "alternate")], "m"),
        ([described("x", "application/ld+json", "alternate"), described("m", "text/turtle")], "m"),
        ([described("x", "application/x-bibtex"), described("m", "text/xml")], "m"),
    ],
)
def test_the_link_that_tells_most_is_followed(links: list[str], asked: str) -> None:
    world = World(", ".join(links))
    description = next(e for e in gathered(world).exchanges if "description" in e.steps)
    assert description.need.url == f"{HOME}/{asked}"


@pytest.mark.parametrize(
    ("own", "asked"),
    [([], "m"), ([described("x", "text/turtle")], "x"), ([described("x", "application/xml")], "x")],
)
def test_the_description_waits_for_the_linkset_where_the_page_names_none(own: list[str], asked: str) -> None:
    links = [*own, described("l", "application/linkset+json", "linkset")]
    world = World(", ".join(links), l=("application/linkset+json", LINKSET), m=("application/ld+json", JSON_LD))
    description = next(e for e in gathered(world).exchanges if "description" in e.steps)
    assert description.need.url == f"{HOME}/{asked}"


def test_a_linkset_that_is_not_there_costs_no_description() -> None:
    world = World(described("l", "application/linkset+json", "linkset"), d=("application/ld+json", JSON_LD))
    description = next(e for e in gathered(world).exchanges if "description" in e.steps)
    assert description.need.url == PAGE
    assert description.ok


def test_there_is_no_third_wave_after_the_page() -> None:
    world = World(
        described("l", "application/linkset+json", "linkset"),
        l=("application/linkset+json", LINKSET),
        m=("application/ld+json", CRATE),
    )
    evidence = gathered(world)
    assert [entry.url for entry in evidence.manifest.entries] == [f"{HOME}/a.csv"]
    assert world.asked[-1].url == f"{HOME}/m"


@pytest.mark.parametrize(
    ("links", "answer", "found"),
    [
        # Nobody promised anything: the server ignored Accept.
        ([], ("text/html", b"<!doctype html><title>A</title>"), False),
        ([], ("application/pdf", b"%PDF-1.7"), False),
        ([], ("application/json", b'{"id": 7}'), False),
        ([], ("", b""), False),
        # The answer claims a format itself.
        ([], ("application/ld+json", b'{"@context": '), True),
        # A link promised it.
        ([described("d", "application/ld+json")], ("text/html", b"<!doctype html><title>A</title>"), True),
        ([described("d", "application/ld+json")], ("application/json", b'{"id": 7}'), True),
        ([described("d", "text/turtle")], ("text/turtle", b"<a> <b>"), True),
        # The type leaves open which format it is.
        (
            [described("d", "application/xml")],
            ("application/xml", b'<mods xmlns="http://www.loc.gov/mods/v3"/>'),
            False,
        ),
        # It can be read, whatever it is called.
        ([described("d", "application/ld+json")], ("text/html", JSON_LD), False),
        ([described("d", "application/ld+json")], ("text/turtle", TURTLE), False),
    ],
)
def test_only_a_broken_promise_is_a_fault(links: list[str], answer: tuple[str, bytes], found: bool) -> None:
    evidence = gathered(World(", ".join(links), d=answer))
    assert any(finding.code == "description.unreadable" for finding in evidence.findings) is found


def test_every_answer_that_did_not_parse_says_why() -> None:
    evidence = gathered(World("", d=("application/pdf", b"%PDF-1.7")))
    answer = next(answer for answer in evidence.answers if answer.step == "description")
    assert answer.detail
