"""What depth full asks of a dataset that has everything: more questions than its limit allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest

from fairsvc.model.depth import FULL_DEPTH, MATRIX_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import read_pid
from fairsvc.probe.gather import Subject, gather
from tests.support.nexus_files import scattered

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITE = "https://repo.example.org"
PAGE = f"{SITE}/d/1"
OAI = OaiItem(f"{SITE}/oai", "oai_datacite", "oai:repo.example.org:1")
LINKSETS = [f"{SITE}/linkset/{number}" for number in range(3)]
FILES = [f"{SITE}/f/{name}" for name in ("a.h5", "b.csv", "c.tiff", "d.cif", "e.txt", "f.zip")]
LINKS = [
    '<https://doi.org/10.5072/other>; rel="cite-as"',
    *(f'<{url}>; rel="linkset"; type="application/linkset+json"' for url in LINKSETS),
    *(f'<{url}>; rel="item"' for url in FILES),
    f'<{SITE}/m/1.jsonld>; rel="describedby"; type="application/ld+json"',
    f'<{SITE}/m/2.xml>; rel="describedby"; type="application/vnd.datacite.datacite+xml"',
    f'<{SITE}/m/files.meta4>; rel="describedby"; type="application/metalink4+xml"',
    f'<{SITE}/m/ro-crate-metadata.json>; rel="describedby"; type="application/ld+json"',
    f'<{SITE}/bag/fetch.txt>; rel="item"; type="text/plain"',
    f'<{SITE}/bag/manifest-sha256.txt>; rel="item"; type="text/plain"',
]
# No few ranges hold its structure: the reader wants one after the other.
HDF5 = scattered(12, 1_200_000)


class Rich:
    """Answers everything, and has everything to ask for."""

    def fetch(self, need: Need) -> Exchange:
        hops = [Hop(need.url, 302, (("Location", PAGE),))] if need.url.startswith("https://doi.org/10.") else []
        url = PAGE if hops else need.url
        if url in FILES and need.header("range"):
            return self._part(need)
        status, media_type, body = self._answer(url, need.header("accept"))
        links = [("Link", link) for link in LINKS] if url == PAGE else []
        return Exchange(need, NOW, (*hops, Hop(url, status, (("Content-Type", media_type), *links))), body=body)

    def _part(self, need: Need) -> Exchange:
        whole = HDF5 if need.url.endswith(".h5") else b"a,b\n1,2\n"
        first, last = map(int, need.header("range").removeprefix("bytes=").split("-"))
        body = whole[first : last + 1]
        headers = (("Content-Range", f"bytes {first}-{first + len(body) - 1}/{len(whole)}"),)
        return Exchange(need, NOW, (Hop(need.url, 206, headers),), body=body)

    def _answer(self, url: str, accept: str) -> tuple[int, str, bytes]:
        if url in FILES:
            return 200, "application/octet-stream", b""
        if url in LINKSETS:
            return 200, "application/linkset+json", json.dumps({"linkset": []}).encode()
        if "datacite" in url:
            return 404, "application/json", b"{}"
        if "json" in accept:
            return 200, "application/ld+json", b'{"@context":"https://schema.org/","@type":"Dataset","name":"x"}'
        return 200, "text/html", b"<!doctype html><title>x</title>"


def asked_of(depth: Depth) -> tuple[Evidence, list[str]]:
    waves = []

    def spread(fetch: Callable[[Need], Exchange], needs: Iterable[Need]) -> Iterable[Exchange]:
        waves.append(list(needs))
        return map(fetch, waves[-1])

    evidence = gather(Subject(read_pid("10.5072/1"), Endpoints(oai=OAI)), Rich(), NOW, depth, spread=spread)
    assert depth is not STANDARD_DEPTH or len(waves) <= 3, [len(wave) for wave in waves]
    asked = {name for e in evidence.exchanges for name in e.steps}
    return evidence, [step.name for step in depth.steps if step.name not in asked]


@pytest.mark.parametrize("depth", [STANDARD_DEPTH, FULL_DEPTH, MATRIX_DEPTH], ids=lambda depth: depth.name)
def test_no_depth_asks_more_than_its_limit(depth: Depth) -> None:
    evidence, _ = asked_of(depth)
    assert len(evidence.exchanges) <= depth.max_requests


def test_the_limit_of_depth_full_costs_what_matters_least() -> None:
    """All ranges of NeXus, all files and links back are asked; the last of the matrix is left out."""
    evidence, left = asked_of(FULL_DEPTH)
    assert len(evidence.exchanges) == FULL_DEPTH.max_requests
    probes = ["conneg:406", "conneg:head/first", "conneg:q/pid", "conneg:q/page"]
    assert left == ["file-head:2", "conneg:pid/bibtex", "conneg:page/bibtex", *probes]
