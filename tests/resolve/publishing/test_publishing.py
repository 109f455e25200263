"""A folder published with static files: found, complete, verified; and what a second run does."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import BadSettings, ProblemsFound, Unreadable
from fairsvc.formats.linkset import read_linkset
from fairsvc.formats.metalink import read_metalink
from fairsvc.model.evidence import Endpoints
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.probe.gather import Subject
from fairsvc.resolve.publishing.documents import Publication, read_known
from fairsvc.resolve.publishing.publish import Difference, compare, publish
from fairsvc.resolve.publishing.server_lines import link_field, write_apache, write_nginx
from fairsvc.resolve.resolving import resolve_subject
from tests.support.plain_fetcher import FollowingFetcher
from tests.support.server import Asked, Handler, Reply, Served

AT = datetime(2026, 11, 21, tzinfo=UTC)
PLAIN = Publication("https://data.example.org/run", "run")
FILES = {"scan 1.h5": b"\x89HDF\r\n\x1a\n" + b"x" * 5000, "sub/ü.csv": b"a,b\n1,2\n", "empty.txt": b""}
ARIA2 = shutil.which("aria2c")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "run"
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def _distributed(value: object) -> bytes:
    nodes = [{"name": value, "contentSize": value, "sha256": value, "identifier": value, "dateModified": value}, value]
    return json.dumps({"distribution": nodes}).encode()


def reused(folder: Path, *, again: bool = False) -> int:
    return publish(folder, PLAIN, folder, AT, again=again).reused_count


@pytest.mark.parametrize("name", ["distribution.json", "linkset.json", "linkset.txt", "run.meta4"])
def test_nobodys_file_is_written_over(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).write_text("mine")
    for target in (folder, tmp_path / "elsewhere"):
        with pytest.raises(ProblemsFound, match="has the name of a document"):
            publish(folder, PLAIN, target, AT)
    assert (folder / name).read_text() == "mine"
    (folder / name).unlink()
    publish(folder, PLAIN, folder, AT)
    (folder / "linkset.json").unlink()
    assert publish(folder, PLAIN, folder, AT).file_count == 3
    assert publish(folder, Publication(PLAIN.base_url, "other"), folder, AT).documents


def test_the_documents_agree(folder: Path) -> None:
    found = publish(folder, PLAIN, folder, AT)
    assert (found.file_count, found.size_bytes, found.reused_count) == (3, 5016, 0)
    assert [path.name for path in found.documents] == ["run.meta4", "linkset.json", "linkset.txt", "distribution.json"]
    metalink = read_metalink((folder / "run.meta4").read_bytes())
    assert [entry.path for entry in metalink.files] == sorted(FILES)
    assert [entry.url for entry in metalink.files] == [
        "https://data.example.org/run/empty.txt",
        "https://data.example.org/run/scan%201.h5",
        "https://data.example.org/run/sub/%C3%BC.csv",
    ]
    links, faults = read_linkset((folder / "linkset.json").read_bytes(), "application/linkset+json", "https://x/")
    text, more = read_linkset((folder / "linkset.txt").read_bytes(), "application/linkset", "https://x/")
    assert (set(links), faults, more) == (set(text), (), ())
    assert {link.target for link in links if link.rel == "item"} == {entry.url for entry in metalink.files}
    node = json.loads((folder / "distribution.json").read_text("utf-8"))
    assert {one["contentUrl"]: one["contentSize"] for one in node["distribution"]} == {
        entry.url: f"{entry.size_bytes} B" for entry in metalink.files
    }
    assert [one["encodingFormat"] for one in node["distribution"]] == ["text/plain", "application/x-hdf5", "text/csv"]


def test_the_same_folder_gives_the_same_documents(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    for target in (first, second):
        publish(folder, PLAIN, target, AT)
    names = sorted(path.name for path in first.iterdir())
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_a_second_run_reads_only_what_changed(folder: Path) -> None:
    assert [reused(folder), reused(folder), reused(folder, again=True)] == [0, 3, 0]
    (folder / "scan 1.h5").write_bytes(b"other")
    assert reused(folder) == 2
    seen = (folder / "empty.txt").stat()
    os.utime(folder / "empty.txt", ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))
    assert reused(folder) == 2
    assert compare(folder, folder / "run.meta4") == (3, ())


@pytest.mark.parametrize("document", [b"", b"[]", b"\xff", b'{"distribution": [1, {"name": 1, "contentSize": "x"}]}'])
def test_what_is_not_ours_tells_nothing(document: bytes, folder: Path) -> None:
    assert read_known(document) == {}
    publish(folder, PLAIN, folder, AT)
    (folder / "distribution.json").write_bytes(document)
    assert reused(folder) == 0


@given(
    st.binary(max_size=60) | st.recursive(st.text(max_size=8) | st.none() | st.integers(), st.lists).map(_distributed)
)
@settings(max_examples=60)
def test_any_bytes_are_read_or_tell_nothing(document: bytes) -> None:
    assert isinstance(read_known(document), dict)


def test_every_difference_is_found(folder: Path) -> None:
    publish(folder, PLAIN, folder, AT)
    (folder / "empty.txt").unlink()
    (folder / "new.txt").write_text("new")
    (folder / "sub/ü.csv").write_bytes(b"a,b\n1,2\n3,4\n")
    (folder / "scan 1.h5").write_bytes(FILES["scan 1.h5"][:-1] + b"y")
    count, found = compare(folder, folder / "run.meta4")
    assert count == 3
    assert found[:2] == (Difference("empty.txt", "not in the folder"), Difference("new.txt", "not in the Metalink"))
    assert [one.path for one in found[2:]] == ["scan 1.h5", "sub/ü.csv"]
    assert found[2].what.startswith("its sha-256 is ")
    assert found[3].what == "12 bytes, the Metalink says 8"


def test_nothing_to_publish_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("x")
    with pytest.raises(ProblemsFound, match="there is no file to publish"):
        publish(tmp_path, PLAIN, tmp_path, AT)


def test_what_cannot_be_written_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    publish(folder, PLAIN, target, AT)
    (target / PLAIN.metalink_name).rename(target / "earlier.meta4")
    (target / PLAIN.metalink_name).mkdir()
    before = sorted(path.name for path in target.iterdir())
    with pytest.raises(BadSettings, match="the file cannot be written"):
        publish(folder, PLAIN, target, AT)
    assert sorted(path.name for path in target.iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_nothing_is_refused_before_any_file_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "unreadable").touch(0o000)
    tmp_path.chmod(0o555)
    with pytest.raises(BadSettings, match="the documents cannot be written"):
        publish(folder, PLAIN, tmp_path, AT)


def test_what_is_no_metalink_is_refused(folder: Path) -> None:
    with pytest.raises(BadSettings, match="the Metalink cannot be read"):
        compare(folder, folder / "run.meta4")
    with pytest.raises(Unreadable):
        compare(folder, folder / "sub/ü.csv")


@pytest.mark.parametrize(
    ("base_url", "name", "page"),
    [
        ("data.example.org/run", "run", ""),
        ("ftp://data.example.org/run", "run", ""),
        ('https://data.example.org/"; return 200; #', "run", ""),
        ("https://data.example.org/%22%3B", "run", ""),
        ("https://data.example.org/$uri", "run", ""),
        ("https://data.example.org/a b", "run", ""),
        ("https://data.example.org/?a=1", "run", ""),
        ("https://data.example.org/run", "../run", ""),
        ("https://data.example.org/run", "a b", ""),
        ("https://data.example.org/run", "run", "https://data.example.org/\nevil"),
    ],
)
def test_what_would_break_a_configuration_is_refused(base_url: str, name: str, page: str) -> None:
    with pytest.raises(BadSettings):
        Publication(base_url, name, page)


def test_the_lines_for_servers_hold_what_they_must() -> None:
    publication = Publication(
        "https://data.example.org/a%20b/", "run", "https://doi.example.org/d/1.0", "https://doi.org/10.5072/a$b",
        "https://spdx.org/licenses/CC0-1.0",
    )  # fmt: skip
    field = link_field(publication)
    assert '<https://data.example.org/a%20b/linkset.json>; rel="linkset"; type="application/linkset+json"' in field
    assert '<https://doi.org/10.5072/a%24b>; rel="cite-as"' in field
    apache, nginx = write_apache(publication), write_nginx(publication)
    assert 'RewriteRule "^/d/1\\.0$" "https://data.example.org/a\\%20b/run.meta4" [R=303,L,NE]' in apache
    assert 'location = "/d/1.0" {' in nginx
    assert 'location = "/a b/run.meta4" { types { } default_type "application/metalink4+xml"; }' in nginx
    assert "$uri" not in nginx
    assert "10.5072/a$b" not in nginx + apache


def static(folder: Path, publication: Callable[[], Publication]) -> Handler:
    """Serve a folder as the lines for servers say, and resolve its DOI."""

    def answer(asked: Asked) -> Reply:
        published = publication()
        path = unquote(asked.path)
        accept = asked.headers.get("accept", "")
        if path.startswith("/10.5072/"):
            return 302, [("Location", published.landing)], b""
        if path == "/d/1":
            more = [("Vary", "Accept"), ("Link", link_field(published))]
            if "application/metalink4+xml" in accept:
                return 303, [*more, ("Location", published.address_of(published.metalink_name))], b""
            return 200, [*more, ("Content-Type", "text/html")], b"<html><title>Run</title></html>"
        file = folder / path.removeprefix("/files/")
        if not path.startswith("/files/") or not file.is_file():
            return 404, [("Content-Type", "text/plain")], b"no"
        types = {"run.meta4": "application/metalink4+xml", "linkset.json": "application/linkset+json"}
        return 200, [("Content-Type", types.get(file.name, "application/octet-stream"))], file.read_bytes()

    return answer


@pytest.fixture
def published(folder: Path, serve: Callable[[Handler], Served]) -> Publication:
    made: list[Publication] = []
    served = serve(static(folder, lambda: made[0]))
    made.append(Publication(f"{served.url}/files", "run", f"{served.url}/d/1", "https://doi.org/10.5072/run"))
    publish(folder, made[0], folder, AT)
    return made[0]


def resolved(publication: Publication) -> Resolution:
    server = publication.landing.removesuffix("/d/1")
    endpoints = Endpoints(resolver=server, handle_api=server, registry=server)
    return resolve_subject(Subject(read_pid("10.5072/run"), endpoints), FollowingFetcher(), AT)


def test_the_doi_leads_a_machine_to_every_file(published: Publication) -> None:
    found = resolved(published)
    assert found.manifest.complete is True
    assert {entry.path: entry.size_bytes for entry in found.manifest.entries} == {
        name: len(content) for name, content in FILES.items()
    }
    assert all({digest.scheme for digest in entry.digests} == {"sha-256", "md5"} for entry in found.manifest.entries)
    assert found.manifest.confidence == 0.95
    assert len(found.questions) == 3
    assert found.findings == ()


@pytest.mark.skipif(ARIA2 is None, reason="aria2c is not installed")
def test_aria2c_downloads_and_checks(published: Publication, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "got"
    assert _aria2c(folder / "run.meta4", target) == 0
    assert {name: (target / name).read_bytes() for name in FILES} == FILES
    (folder / "scan 1.h5").write_bytes(FILES["scan 1.h5"][:-1] + b"y")
    assert _aria2c(folder / "run.meta4", tmp_path / "corrupt") != 0


@pytest.mark.skipif(ARIA2 is None, reason="aria2c is not installed")
def test_aria2c_takes_the_input_file_too(published: Publication, folder: Path, tmp_path: Path) -> None:
    from fairsvc.resolve.representations import REPRESENTATIONS, represent

    content, notes = represent(resolved(published), REPRESENTATIONS["aria2"])
    listed = tmp_path / "files.txt"
    listed.write_bytes(content)
    assert notes == ()
    assert _aria2c(listed, tmp_path / "got", "--input-file") == 0
    assert {name: (tmp_path / "got" / name).read_bytes() for name in FILES} == FILES
    (folder / "sub/ü.csv").write_bytes(b"a,b\n1,3\n")
    assert _aria2c(listed, tmp_path / "corrupt", "--input-file") != 0


def _aria2c(listed: Path, target: Path, option: str = "--metalink-file") -> int:
    command = (
        f"{ARIA2} --no-conf --quiet --check-integrity=true --allow-overwrite=true --file-allocation=none"
        f" --max-tries=1 --disable-ipv6 --enable-dht=false --dir={shlex.quote(str(target))}"
        f" {option}={shlex.quote(str(listed))}"
    )
    return subprocess.run(shlex.split(command), timeout=30, check=False, env={"PATH": os.environ["PATH"]}).returncode
