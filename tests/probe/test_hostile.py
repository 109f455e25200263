"""Readers of the probe never raise, and whatever came, its views can be made, archived and stored."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Header, Hop, Need
from fairsvc.probe.extract import archived, extract
from fairsvc.probe.reading import load_readers
from fairsvc.store.codec import EVIDENCE
from tests.support.evidence_builder import HOME, NOW, OAI, PID
from tests.support.hostile import SMALL, TEXTS, Mutant, iter_cuts, iter_encoded
from tests.support.hostile_readers import PROBE, SAMPLES

MOST = 150
HOSTILE = SAMPLES / "hostile"
# What each step is answered with: media type, sample and how that can be altered.
GOOD = {
    "page": ("text/html", HOSTILE / "page.html", "html"),
    "registry": ("application/vnd.api+json", SAMPLES / "formats" / "datacite.json", "json"),
    "description": ("application/ld+json", HOSTILE / "crate.json", "json"),
    "oai-record": ("text/xml", HOSTILE / "records.xml", "xml"),
    "linkset": ("application/linkset+json", SAMPLES / "wire" / "linkset.json", "json"),
    "api-catalog": ("application/linkset", HOSTILE / "linkset.txt", "text"),
    "metalink": ("application/metalink4+xml", SAMPLES / "wire" / "files.meta4", "xml"),
    "agency": ("application/json", SAMPLES / "conneg" / "dataset.csl.json", "json"),
    "file": ("text/csv", HOSTILE / "fetch.txt", "text"),
    "listing:ro-crate": ("application/json", HOSTILE / "crate.json", "json"),
    "listing:bagit": ("text/plain", HOSTILE / "fetch.txt", "text"),
    "listing:bagit-manifest": ("text/plain", HOSTILE / "manifest.txt", "text"),
    "conneg:page/turtle": ("text/turtle", HOSTILE / "dataset.ttl", "text"),
    "conneg:page/rdf-xml": ("application/rdf+xml", HOSTILE / "dataset.rdf", "xml"),
    "conneg:page/bibtex": ("application/x-bibtex", SAMPLES / "conneg" / "datacite.bib", "text"),
}
FIELDS = (
    *("Link", "Content-Type", "Content-Length", "Content-Range", "Content-Disposition", "Content-Encoding", "Digest"),
    *("Repr-Digest", "ETag", "Last-Modified", "Accept-Ranges", "Vary", "Location", "WWW-Authenticate", "Retry-After"),
)


def answer(step: str, media_type: str, body: bytes, headers: tuple[Header, ...] = (), status: int = 200) -> Exchange:
    url = f"{HOME}/{step}"
    hop = Hop(url, status, (("Content-Type", media_type), *headers))
    return Exchange(Need(url), NOW, (hop,), body=body, body_sha256="0" * 64, size_bytes=len(body), steps=(step,))


@cache
def mutants(step: str) -> list[Mutant]:
    _, path, syntax = GOOD[step]
    sample = path.read_bytes()
    every = [*SMALL[syntax](sample), *iter_cuts(sample), *iter_encoded(sample)]
    return random.Random(step).sample(every, min(MOST, len(every)))


def hold(evidence: Evidence) -> None:
    """Make the views, archive them and store them."""
    views = extract(evidence)
    kept = archived(views)
    assert EVIDENCE.write(replace(kept, exchanges=())).decode()
    assert kept.digest


def test_every_reader_is_asked() -> None:
    asked = {name.removeprefix("probe ").partition(":")[0] for name in PROBE}
    assert asked == set(load_readers()), "give the new kind a step in tests/support/hostile_readers.py"


@pytest.mark.parametrize("name", PROBE)
def test_a_reader_never_raises(name: str) -> None:
    for step in GOOD:
        for label, body in random.Random(name).sample(mutants(step), 12):
            assert PROBE[name](body), label


@pytest.mark.parametrize("step", GOOD)
def test_an_altered_answer_costs_only_itself(step: str) -> None:
    exchange = answer(step, GOOD[step][0], b"")
    evidence = Evidence(PID, NOW, exchanges=(exchange,))
    for _, body in random.Random(step).sample(mutants(step), 60):
        hold(replace(evidence, exchanges=(replace(exchange, body=body),)))


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_everything_may_be_altered_at_once(dice: random.Random) -> None:
    exchanges = []
    for step in GOOD:
        _, body = dice.choice(mutants(step))
        fields = tuple((dice.choice(FIELDS), dice.choice(_VALUES)) for _ in range(dice.randrange(4)))
        exchanges.append(answer(step, dice.choice((GOOD[step][0], *_VALUES[:9])), body, fields, dice.choice(STATUSES)))
    hold(replace(Evidence(PID, NOW, exchanges=tuple(exchanges)), endpoints=_ENDPOINTS))


STATUSES = (200, 200, 200, 202, 206, 302, 404, 406, 416, 503, 999)
_ENDPOINTS = replace(Evidence(PID, NOW).endpoints, oai=OAI)
# As HTTP libraries hand fields over: one character for each byte.
_VALUES = (
    *(text.encode("utf-8", "surrogatepass").decode("latin-1") for text in TEXTS),
    *("bytes 0-9/*", "bytes 9-0/-1", "bytes", "W/", '"', "gzip, br", "<x>; rel=item", "<http://[>; rel=cite-as", "1e9"),
)


@pytest.mark.parametrize("count", [20_000])
def test_links_by_the_thousand_are_united_in_little_time(count: int) -> None:
    links = ", ".join(f'<{HOME}/f/{n}>; rel="item"; type="text/csv"' for n in range(count))
    page = b"<html><head>" + b"".join(b'<link rel=item href="f/%d">' % n for n in range(count)) + b"</head></html>"
    exchange = answer("page", "text/html", page, (("Link", links),))
    started = time.process_time()
    hold(Evidence(PID, NOW, exchanges=(exchange,)))
    assert time.process_time() - started < 15
