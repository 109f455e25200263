"""Files of a dataset, asked over a real server: what GET, HEAD and ranges tell, and the inside of one HDF5 file."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fairsvc.model.depth import FULL_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Evidence, FileDigest, FileFacts
from fairsvc.model.file_steps import FILE_HEAD, FILE_STEPS, MORE_FILES, NEXUS_STEPS, OTHER_HEAD
from fairsvc.model.pid import read_pid
from fairsvc.model.ports import Fetcher
from fairsvc.model.step import FILE, PAGE
from fairsvc.probe.extract import Readings, archived, extract
from fairsvc.probe.plan import fresh_needs, join, next_needs
from fairsvc.probe.replay import Recording
from tests.support.plain_fetcher import PlainFetcher
from tests.support.server import Asked, Handler, Reply, Served

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CSV = b"q,i\n1.0,2.0\n2.0,1.5\n"


@dataclass
class Shelf:
    """A landing page whose JSON-LD names the files, and the files, served as well or as badly as told."""

    files: dict[str, bytes]
    types: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    ranges: bool = True
    head_status: int = 200
    answer: Callable[[Asked], Reply | None] = lambda asked: None

    def __call__(self, asked: Asked) -> Reply:
        name = asked.path.lstrip("/")
        if name not in self.files:
            return 200, [("Content-Type", "text/html")], self._page(asked)
        if (special := self.answer(asked)) is not None:
            return special
        body = self.files[name]
        headers = [("Content-Type", self.types.get(name, "application/octet-stream")), *self.headers]
        if asked.method == "HEAD":
            return self.head_status, headers, body
        return self._part(asked, headers, body)

    def _part(self, asked: Asked, headers: list[tuple[str, str]], body: bytes) -> Reply:
        span = asked.headers.get("range", "").removeprefix("bytes=")
        if not span or not self.ranges:
            return 200, headers, body
        first, last = (int(place) for place in span.split("-"))
        if first >= len(body):
            return 416, [("Content-Range", f"bytes */{len(body)}")], b""
        last = min(last, len(body) - 1)
        return 206, [*headers, ("Content-Range", f"bytes {first}-{last}/{len(body)}")], body[first : last + 1]

    def _page(self, asked: Asked) -> bytes:
        home = f"http://{asked.headers['host']}"
        downloads = [self._download(home, name) for name in self.files]
        document = {"@context": "https://schema.org/", "@type": "Dataset", "distribution": downloads}
        return f'<html><script type="application/ld+json">{json.dumps(document)}</script></html>'.encode()

    def _download(self, home: str, name: str) -> dict[str, str]:
        said = {"@type": "DataDownload", "contentUrl": f"{home}/{name}", "name": name}
        said["contentSize"] = str(self.sizes.get(name, len(self.files[name])))
        if name in self.types:
            said["encodingFormat"] = self.types[name]
        if name in self.claims:
            said["sha256"] = self.claims[name]
        return said


def asked_about(fetcher: Fetcher, url: str, depth: Depth) -> Evidence:
    readings: Readings = {}
    evidence = extract(Evidence(read_pid(url), NOW, depth=depth.name), readings)
    while wave := next_needs(evidence, depth.steps, depth.max_requests):
        answers = {need: fetcher.fetch(need) for need in fresh_needs(evidence, wave)}
        evidence = extract(join(evidence, wave, answers), readings)
    return archived(evidence)


Serve = Callable[[Handler], Served]


WITH_HEAD = replace(STANDARD_DEPTH, steps=(*STANDARD_DEPTH.steps, FILE_HEAD))


def probed(serve: Serve, shelf: Shelf, depth: Depth = STANDARD_DEPTH) -> Evidence:
    return asked_about(PlainFetcher(), f"{serve(shelf).url}/d", depth)


def first(serve: Serve, shelf: Shelf, depth: Depth = WITH_HEAD) -> FileFacts:
    facts = probed(serve, shelf, depth).file_facts
    assert facts is not None
    return facts


def codes(evidence: Evidence) -> set[str]:
    return {finding.code for finding in evidence.findings if finding.code.startswith("file.")}


def test_a_good_file(serve: Serve) -> None:
    digest = hashlib.sha256(CSV).hexdigest()
    offered = b64encode(hashlib.sha256(CSV).digest()).decode()
    headers = (
        ("ETag", '"v1"'),
        ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
        ("Accept-Ranges", "bytes"),
        ("Repr-Digest", f"sha-256=:{offered}:"),
        ("Content-Disposition", 'attachment; filename="curve.csv"'),
    )
    shelf = Shelf({"curve.csv": CSV}, {"curve.csv": "text/csv"}, {}, {"curve.csv": digest}, headers)
    evidence = probed(serve, shelf, WITH_HEAD)
    facts = evidence.file_facts
    assert facts is not None
    assert facts.get is not None
    assert facts.head is not None
    assert (facts.signature, facts.type_claim, facts.range_support) == ("csv", "same", "honoured")
    assert (facts.total_bytes, facts.claimed_bytes) == (len(CSV), len(CSV))
    assert (facts.same_digests, facts.other_digests, facts.head_differs, facts.instead) == (("sha-256",), (), (), "")
    assert (facts.get.status, facts.get.filename, facts.get.accept_ranges) == (206, "curve.csv", "bytes")
    assert facts.get.strong_etag
    assert FileDigest("sha-256", digest, "repr-digest") in facts.get.digests
    assert codes(evidence) == set()


@pytest.mark.parametrize(
    ("shelf", "expected"),
    [
        (Shelf({"a.csv": CSV}, sizes={"a.csv": 7}), "file.size"),
        (Shelf({"a.h5": CSV}, {"a.h5": "application/x-hdf5"}), "file.type"),
        (Shelf({"a.csv": CSV}, claims={"a.csv": "0" * 64}), "file.digest"),
        (Shelf({"a.csv": CSV}, head_status=403), "file.head"),
        (Shelf({"a.csv": CSV}, ranges=False), "file.range"),
        (Shelf({"a.csv": b"<html><input type=password>"}), "file.disguised"),
        (Shelf({"a.csv": b""}), "file.disguised"),
    ],
)
def test_what_is_untrue_is_found(serve: Serve, shelf: Shelf, expected: str) -> None:
    assert expected in codes(probed(serve, shelf, WITH_HEAD))


def _lying_head(asked: Asked) -> Reply | None:
    if asked.method != "HEAD":
        return None
    return 200, [("Content-Type", "text/html"), ("Content-Length", "0"), ("ETag", '"other"')], b""


def test_head_that_lies(serve: Serve) -> None:
    facts = first(serve, Shelf({"a.csv": CSV}, {"a.csv": "text/csv"}, headers=(("ETag", '"v1"'),), answer=_lying_head))
    assert facts.head_differs == ("media_type", "total_bytes", "etag")
    assert facts.total_bytes == len(CSV)


def _defended(asked: Asked) -> Reply | None:
    return 202, [("Content-Type", "text/html"), ("x-amzn-waf-action", "challenge")], b""


def test_a_bot_wall_is_told_from_the_data(serve: Serve) -> None:
    facts = first(serve, Shelf({"a.csv": CSV}, answer=_defended))
    assert (facts.instead, facts.instead_detail) == ("bot wall", "AWS WAF")


def test_head_of_the_file_is_asked_at_depth_full_when_the_page_is_known(serve: Serve) -> None:
    evidence = probed(serve, Shelf({"a.csv": CSV}))
    assert evidence.exchange(FILE_HEAD) is None
    bare = Evidence(evidence.pid, NOW, manifest=evidence.manifest)
    assert FILE.ask(bare) is not None
    assert FILE_HEAD.ask(bare) is None
    assert FILE_HEAD.ask(evidence) is not None
    assert FILE_HEAD in FULL_DEPTH.steps


def test_the_file_is_asked_for_its_digest(serve: Serve) -> None:
    evidence = probed(serve, Shelf({"a.csv": CSV}))
    need = next(exchange.need for exchange in evidence.exchanges if FILE.name in exchange.steps)
    assert need.header("want-repr-digest").startswith("sha-256=10")
    assert need.header("want-digest").startswith("sha-256")


def test_five_files_of_many_kinds(serve: Serve) -> None:
    files = {f"frame{number}.csv": CSV * (number + 1) for number in range(20)}
    files |= {"big.tif": b"II*\0" + b"\0" * 9000, "notes.txt": b"read on\n", "scan.json": b'{"a": [1, 2, 3, 4]}' * 5}
    evidence = probed(serve, Shelf(files), FULL_DEPTH)
    names = [facts.url.rpartition("/")[2] for facts in evidence.probed_files]
    assert names == ["notes.txt", "frame0.csv", "scan.json", "frame1.csv", "big.tif"]
    assert [facts.signature for facts in evidence.probed_files] == ["text", "csv", "json", "csv", "tiff"]
    assert sum(bool({step.name for step in FILE_STEPS} & set(e.steps)) for e in evidence.exchanges) <= 9
    assert len({e.need for e in evidence.exchanges}) == len(evidence.exchanges)


def test_two_files_are_two_files(serve: Serve) -> None:
    evidence = probed(serve, Shelf({"a.csv": CSV, "b.csv": CSV + b"3,4\n"}), FULL_DEPTH)
    assert [facts.url[-5:] for facts in evidence.probed_files] == ["a.csv", "b.csv"]
    assert evidence.exchange(OTHER_HEAD) is None


def test_standard_probes_one_file_and_looks_inside_none(serve: Serve) -> None:
    nexus_files = _nexus_files()
    evidence = probed(serve, Shelf({"a.nxs": nexus_files.nexus(), "b.csv": CSV * 1000}))
    assert evidence.file_facts is not None
    assert evidence.file_facts.nexus
    assert evidence.file_facts.hdf5 is None
    assert evidence.more_files == ()


def test_the_structure_of_a_large_nexus_file_also_from_the_recording(serve: Serve) -> None:
    data = _nexus_files().with_data_first(3_000_000)
    evidence = probed(serve, Shelf({"scan.nxs": data}), FULL_DEPTH)
    facts = evidence.file_facts
    assert facts is not None
    assert facts.hdf5 is not None
    assert (facts.nexus, facts.type_claim, facts.hdf5.state) == (True, "same", "read")
    assert [(one.definition, one.title, one.instrument) for one in facts.hdf5.entries] == [("NXsas", "Micelles", "I03")]
    assert 1 <= sum(evidence.exchange(step) is not None for step in NEXUS_STEPS) <= 3
    again = asked_about(Recording(evidence.exchanges, NOW), evidence.pid.value, FULL_DEPTH)
    assert again.digest == evidence.digest
    assert again.probed_files == evidence.probed_files


def test_scattered_structure_stops_after_six_ranges(serve: Serve) -> None:
    evidence = probed(serve, Shelf({"scan.nxs": _nexus_files().scattered(10, 1_000_000)}), FULL_DEPTH)
    facts = evidence.file_facts
    assert facts is not None
    assert facts.hdf5 is not None
    assert (facts.hdf5.state, facts.hdf5.note) == ("partly read", "metadata not near the start")
    assert facts.hdf5.wants is None
    assert all(evidence.exchange(step) is not None for step in NEXUS_STEPS)


def _whole_or_nothing(asked: Asked) -> Reply | None:
    if asked.method == "GET" and not asked.headers.get("range", "").startswith("bytes=0-"):
        return 416, [], b""
    return None


@pytest.mark.parametrize(
    ("shelf", "note"),
    [
        (Shelf({}, answer=_whole_or_nothing), "the server did not give the range that was asked for"),
        (Shelf({}, ranges=False), "the server gives no ranges"),
    ],
)
def test_servers_without_ranges_are_asked_once(serve: Serve, shelf: Shelf, note: str) -> None:
    shelf = replace(shelf, files={"scan.nxs": _nexus_files().with_data_first(1_000_000)})
    fetcher = PlainFetcher(limit_bytes=70_000)
    evidence = asked_about(fetcher, f"{serve(shelf).url}/d", FULL_DEPTH)
    facts = evidence.file_facts
    assert facts is not None
    assert facts.hdf5 is not None
    assert (facts.hdf5.state, facts.hdf5.note) == ("partly read", note)
    assert sum(evidence.exchange(step) is not None for step in NEXUS_STEPS) <= 1


def test_nothing_is_asked_of_files_before_the_page() -> None:
    evidence = Evidence(read_pid("10.5072/x"), NOW, depth="full")
    assert [step.name for step in FILE_STEPS if step.ask(evidence) is not None] == []
    assert PAGE.ask(evidence) is not None
    assert len(MORE_FILES) == 4


def _nexus_files() -> Any:
    pytest.importorskip("h5py")
    from tests.support import nexus_files

    return nexus_files
