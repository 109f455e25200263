"""The public data file: whole, cut, damaged and hostile."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import BadSettings, ProtocolBroken, TokenExpired, Unreadable, UpstreamError
from fairsvc.model.harvest import Checkpoint, Page, Reading, RunState, SourceConfig, Split, Window
from fairsvc.model.record import Record
from harvest import datacite_archive
from harvest.account import close
from harvest.sources import datacite_file
from harvest.sources.datacite_file import SOURCE
from harvest.sources.datacite_rest import SOURCE as REST
from tests.support.datacite_api import Doi, dois
from tests.support.datacite_file import csv_rows, json_lines, members, write_folder, write_tar
from tests.support.plain_fetcher import PlainFetcher

PLAIN = PlainFetcher()


def config_of(path: Path, **changes: Any) -> SourceConfig:
    return replace(SourceConfig("demo", "datacite-file", path.as_uri(), client_id="inist.demo"), **changes)


def start(config: SourceConfig) -> Checkpoint:
    return Checkpoint(SOURCE.next_window(config, SOURCE.identify(PLAIN, config), None))


def harvest(
    path: Path, checkpoint: Checkpoint | None = None, **changes: Any
) -> tuple[list[Page], UpstreamError | None]:
    config = config_of(path, **changes)
    iterator = SOURCE.iter_pages(PLAIN, config, checkpoint or start(config))
    pages: list[Page] = []
    while True:
        try:
            pages.append(next(iterator))
        except StopIteration:
            return pages, None
        except UpstreamError as fault:
            return pages, fault


def collect(pages: list[Page]) -> list[Record]:
    return [record for page in pages for record in page.records]


def codes(pages: list[Page]) -> list[str]:
    return [deviation.code for page in pages for deviation in page.deviations]


def catalogue() -> list[Doi]:
    """Ours, another client's, another prefix's, and one that was hidden."""
    others = [replace(entry, client="tib.other", doi=entry.doi.replace("DEMO", "OTHER")) for entry in dois(20)]
    elsewhere = [replace(entry, doi=entry.doi.replace("10.5072", "10.1234")) for entry in dois(3)]
    return [*dois(25), *others, *elsewhere, replace(Doi("10.5072/hidden"), state="registered")]


@pytest.fixture(params=["tar", "tar.gz", "folder"])
def laid_out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    content = members(catalogue())
    if request.param == "folder":
        return write_folder(tmp_path / "file", content)
    return write_tar(tmp_path / f"file.{request.param}", content, "w:gz" if request.param == "tar.gz" else "w")


def test_a_whole_file_is_verified_by_its_own_list(laid_out: Path) -> None:
    pages, fault = harvest(laid_out)
    records = collect(pages)
    live = [record for record in records if not record.deleted]
    assert (fault, len(live), len(records)) == (None, 28, 29)
    assert {record.prefix for record in records} == {"datacite-json"}
    assert all(record.metadata and record.sets == ("inist.demo",) for record in live)
    (hidden,) = (record for record in records if record.deleted)
    assert (hidden.identifier, hidden.raw) == ("10.5072/hidden", b"")
    assert "registered" in hidden.trouble
    end = pages[-1].checkpoint
    assert (end.done, end.token, end.expected_last, end.server_at) == (True, "", 29, "2020-02-01T00:24:00Z")
    assert close(end)[0] is RunState.VERIFIED
    assert codes(pages) == ["member.skipped"]
    assert pages[0].exchange.need.url == laid_out.as_uri()
    assert live[0].raw in (pages[0].exchange.body or b"")


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"client_id": ""}, 49),
        ({"client_id": "", "doi_prefix": "10.1234"}, 3),
        ({"doi_prefix": "10.5072"}, 26),
        ({"client_id": "tib.other,inist.demo"}, 49),
        ({"client_id": "tib.nobody"}, 0),
    ],
)
def test_selections(tmp_path: Path, changes: dict[str, str], count: int) -> None:
    path = write_tar(tmp_path / "file.tar", members(catalogue()))
    pages, fault = harvest(path, **changes)
    assert (fault, len(collect(pages)), len(pages)) == (None, count, 1)


def test_without_its_list_a_file_is_plausible(tmp_path: Path) -> None:
    pages, _ = harvest(write_tar(tmp_path / "file.tar", members(catalogue(), rows=False)))
    assert close(pages[-1].checkpoint)[0] is RunState.PLAUSIBLE


def test_a_file_without_what_its_list_announces_is_incomplete(tmp_path: Path) -> None:
    content = members(catalogue())
    del content["dois/updated_2020-02/part_0001.jsonl.gz"]
    state, because = close(harvest(write_tar(tmp_path / "file.tar", content))[0][-1].checkpoint)
    assert (state, "10 are missing" in because) == (RunState.INCOMPLETE, True)


@pytest.mark.parametrize("stand", range(6))
def test_a_killed_harvest_goes_on_where_it_stood(laid_out: Path, stand: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datacite_file, "PAGE_RECORDS", 5)
    whole, _ = harvest(laid_out)
    assert len(whole) == 6
    rest, fault = harvest(laid_out, whole[stand].checkpoint)
    assert fault is None
    assert collect(whole[: stand + 1]) + collect(rest) == collect(whole)
    assert (rest or whole)[-1].checkpoint == whole[-1].checkpoint


def test_lines_that_are_not_ours_move_the_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datacite_file, "PAGE_LINES", 10)
    pages, _ = harvest(write_tar(tmp_path / "file.tar", members(catalogue())), client_id="tib.nobody")
    assert (len(pages) > 5, collect(pages)) == (True, [])
    assert pages[1].checkpoint.token == "10 dois/updated_2020-02/part_0001.jsonl.gz"


def test_the_api_goes_on_where_the_file_ended(laid_out: Path) -> None:
    pages, _ = harvest(laid_out)
    config = SourceConfig("demo", "datacite", "https://api.example", client_id="INIST.demo")
    repository = replace(SOURCE.identify(PLAIN, config_of(laid_out)), server_at="2026-01-01T00:10:00Z")
    window = REST.next_window(config, repository, pages[-1].checkpoint)
    assert (window.from_, window.until) == ("2020-01-31T23:24:00Z", "2026-01-01T00:00:00Z")
    other = replace(config, client_id="tib.other")
    assert REST.next_window(other, repository, pages[-1].checkpoint).from_ == ""


def test_single_parts(tmp_path: Path) -> None:
    for name, body in (
        ("part.jsonl", json_lines(dois(3))),
        ("part.jsonl.gz", gzip.compress(json_lines(dois(3)))),
        ("odd.jsonl", gzip.compress(json_lines(dois(2))) + gzip.compress(json_lines(dois(3)[2:]))),
        ("bare.jsonl", json_lines(dois(3)).strip()),
        ("2020-02.csv", csv_rows([replace(entry, state="registered") for entry in dois(3)])),
        ("bare.csv.gz", gzip.compress(csv_rows([replace(entry, state="registered") for entry in dois(3)], head=""))),
    ):
        path = tmp_path / name
        path.write_bytes(body)
        pages, fault = harvest(path)
        assert (fault, len(collect(pages))) == (None, 3), name


def test_columns_go_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('Client,Updated,DOI,State,note\ninist.demo,2020-01-01,10.5072/x,registered,"a,b"\n')
    (record,) = collect(harvest(path)[0])
    assert (record.identifier, record.datestamp, record.deleted) == ("10.5072/x", "2020-01-01", True)


@pytest.mark.parametrize(
    ("line", "identifier", "trouble"),
    [
        (b'{"id":"10.5072/BROKEN","inist.demo', "10.5072/broken", "not well formed"),
        (b'{"inist.demo":\xff}', "no-identifier:part.jsonl:2", "not in a Unicode"),
        (b"inist.demo" + b"[" * 100_000, "no-identifier:part.jsonl:2", "well formed"),
        (b'{"inist.demo":' + b"[" * 100_000, "no-identifier:part.jsonl:2", "nested too deeply"),
        (b'{"inist.demo":"' + b"x" * datacite_archive.MAX_LINE_BYTES + b'"}', "no-identifier:part.jsonl:2", "longer"),
    ],
    ids=["cut", "bytes", "no JSON", "deep", "long"],
)
def test_a_broken_line_is_kept_with_its_trouble(tmp_path: Path, line: bytes, identifier: str, trouble: str) -> None:
    first, last = json_lines(dois(2)).splitlines()
    path = tmp_path / "part.jsonl"
    path.write_bytes(b"\n".join((first, line, last, b"")))
    pages, fault = harvest(path)
    records = collect(pages)
    assert (fault, len(records)) == (None, 3)
    assert (records[1].identifier, records[1].metadata) == (identifier, None)
    assert trouble in records[1].trouble
    assert "line 2 of part.jsonl" in records[1].trouble


def test_rows_that_tell_nothing_are_said(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"doi,state,client,updated\ninist.demo\n,,inist.demo,\n" + b'"inist.demo' + b"x" * 200_000 + b"\n")
    pages, fault = harvest(path)
    assert (fault, collect(pages), codes(pages)) == (None, [], ["row.unreadable"] * 3)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_file_cut_anywhere_is_incomplete_with_all_before(tmp_path: Path, mode: str) -> None:
    whole = write_tar(tmp_path / "whole.tar", members(dois(120), 2, rows=False), mode).read_bytes()
    path = tmp_path / "cut.tar"
    expected = [record.identifier for record in collect(harvest(tmp_path / "whole.tar")[0])]
    lengths = set()
    for length in range(0, len(whole.rstrip(b"\0")), len(whole) // 30):
        path.write_bytes(whole[:length])
        pages, fault = harvest(path)
        found = [record.identifier for record in collect(pages)]
        assert isinstance(fault, Unreadable), length
        assert found == expected[: len(found)]
        assert not pages or not pages[-1].checkpoint.done
        lengths.add(len(found))
        if pages:
            again, same = harvest(path, pages[-1].checkpoint)
            assert (again, str(same)) == ([], str(fault))
    assert len(lengths) > 2


def test_a_part_cut_in_the_middle_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "part.jsonl.gz"
    path.write_bytes(gzip.compress(json_lines(dois(200)))[:-300])
    pages, fault = harvest(path)
    assert str(fault).startswith("the data file ends in the middle: part.jsonl.gz, after line ")
    assert f"after line {len(collect(pages))}." in str(fault)
    assert close(pages[-1].checkpoint, fault)[0] is RunState.INCOMPLETE


def test_members_that_lead_out_are_only_names(tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    path = tmp_path / "in" / "file.tar"
    path.parent.mkdir()
    with tarfile.open(path, "w") as tar:
        for name in ("../outside.jsonl", "/etc/outside.jsonl", "dois/ok.jsonl"):
            header = tarfile.TarInfo(name)
            header.size = len(json_lines(dois(1)))
            tar.addfile(header, io.BytesIO(json_lines(dois(1))))
        for kind, name in (
            (tarfile.SYMTYPE, "link.jsonl"),
            (tarfile.LNKTYPE, "hard.jsonl"),
            (tarfile.CHRTYPE, "d.csv"),
        ):
            header = tarfile.TarInfo(name)
            header.type, header.linkname = kind, "/etc/passwd"
            tar.addfile(header)
    before = sorted(tmp_path.rglob("*"))
    pages, fault = harvest(path)
    assert (fault, len(collect(pages)), codes(pages)) == (None, 3, ["member.skipped"] * 3)
    assert sorted(tmp_path.rglob("*")) == before
    assert not outside.exists()


def test_members_without_end_are_not_all_named(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "many.tar", {f"{number}.txt": b"" for number in range(500)})
    pages, fault = harvest(path)
    assert (fault, codes(pages)) == (None, ["member.skipped"] * datacite_file.PAGE_DEVIATIONS)


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datacite_archive, "FREE_BYTES", 2**20)
    zeros = gzip.compress(bytes(20 * 2**20))
    inner = write_tar(tmp_path / "inner.tar", {"a.jsonl.gz": zeros})
    outer = write_tar(tmp_path / "outer.tar.gz", {"a.jsonl": bytes(20 * 2**20)}, "w:gz")
    twice = tmp_path / "twice.jsonl.gz"
    twice.write_bytes(zeros)
    for path in (inner, outer, twice):
        pages, fault = harvest(path)
        assert (collect(pages), "unfolds to more" in str(fault)) == ([], True), path


def test_long_headers_and_sparse_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "x" * 100_000}) as tar:
        tar.addfile(tarfile.TarInfo("a.jsonl"))
    _, fault = harvest(path)
    assert "a header is too long" in str(fault)
    header = tarfile.TarInfo("sparse.jsonl")
    header.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.size": "99999999999", "GNU.sparse.map": "0,0"}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(header)
    pages, fault = harvest(path)
    assert (fault, codes(pages)) == (None, ["member.skipped"])


def test_a_file_that_was_replaced_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datacite_file, "PAGE_RECORDS", 5)
    path = write_tar(tmp_path / "file.tar", members(catalogue()))
    pages, _ = harvest(path)
    other = write_tar(tmp_path / "file.tar", {"dois/2021.jsonl": json_lines(dois(3))})
    os.utime(other, (1_600_000_000, 1_600_000_000))
    assert isinstance(harvest(path, pages[0].checkpoint)[1], TokenExpired)
    window = replace(pages[0].checkpoint.window, until="2020-09-13T12:26:40Z")
    _, fault = harvest(path, replace(pages[0].checkpoint, window=window))
    assert isinstance(fault, TokenExpired)
    assert "no longer has the part" in str(fault)


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("missing.tar", {}, "no such data file"),
        ("empty", {}, "holds no part of DataCite's public data file"),
        ("file.iso", {}, "no public data file"),
        ("file.tar", {"query": "iron"}, "a query cannot be applied"),
        ("file.tar", {"client_id": "esrf"}, "client_id is not written"),
    ],
)
def test_refused(tmp_path: Path, name: str, changes: dict[str, str], words: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.iso").write_bytes(b"x")
    (tmp_path / "file.tar").write_bytes(b"x")
    with pytest.raises(BadSettings, match=words):
        SOURCE.identify(PLAIN, config_of(tmp_path / name, **changes))


@pytest.mark.parametrize(
    "url",
    [
        "part.jsonl",
        "file://host/x.tar",
        "file:x.tar",
        "https://datafiles.datacite.org/x.tar",
        "file:///x.tar?y",
        "file:///",
    ],
)
def test_only_files_of_this_machine(url: str) -> None:
    with pytest.raises(BadSettings):
        SourceConfig("demo", "datacite-file", url)
    with pytest.raises(BadSettings):
        SourceConfig("demo", "oai", "file:///x.tar")


def test_a_file_is_neither_divided_nor_read_by_keys(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "file.tar", members(catalogue()))
    config = config_of(path)
    checkpoint, repository = start(config), SOURCE.identify(PLAIN, config)
    assert all(SOURCE.split(config, repository, checkpoint, by) == () for by in Split)
    assert isinstance(harvest(path, Checkpoint(Window("datacite-json", reading=Reading.KEYS)))[1], ProtocolBroken)
    assert harvest(path, replace(checkpoint, done=True)) == ([], None)


@settings(max_examples=60)
@given(st.binary(max_size=2000), st.sampled_from(["a.tar", "a.tar.gz", "a.jsonl", "a.csv", "a.jsonl.gz"]), st.data())
def test_any_bytes_are_read_or_refused(tmp_path: Path, noise: bytes, name: str, data: st.DataObject) -> None:
    whole = write_tar(tmp_path / "whole.tar", members(dois(4), 2)).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    path = tmp_path / name
    for body in (noise, whole[:at] + noise + whole[at + len(noise) :], gzip.compress(whole[:at] + noise)):
        path.write_bytes(body)
        pages, fault = harvest(path, client_id="")
        assert isinstance(fault, Unreadable | None)
        assert fault is not None or pages[-1].checkpoint.done


def test_recorded_lines(shared: Path, tmp_path: Path) -> None:
    document = json.loads((shared / "harvest/datacite-rest/opencitations/public_data_file_shape_2.json").read_bytes())
    path = tmp_path / "part_0000.jsonl.gz"
    lines = [json.dumps(item).encode() for item in document["data"]]
    path.write_bytes(gzip.compress(b"\n".join(lines) + b"\n"))
    pages, _ = harvest(path, client_id="")
    assert [record.identifier for record in collect(pages)] == [item["id"] for item in document["data"]]
    assert all(record.metadata and record.raw in lines for record in collect(pages))
