"""Whatever a server does to a download, it ends with the right bytes or with one sentence, and with nothing else."""

from __future__ import annotations

import hashlib
import os
import ssl
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from fairsvc.errors import UsageError
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.net.client import Client
from fairsvc.resolve.transfer.downloading import download
from fairsvc.resolve.transfer.report import Fetched, State
from tests.net.sockets import speaking
from tests.support.hostile_files import DATA, HALF, HostileFiles
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]
ClientTo = Callable[..., Client]

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SIZE = len(DATA)
SHA256 = Identifier(hashlib.sha256(DATA).hexdigest(), "sha-256")

OTHER = hashlib.sha256(bytes(SIZE)).hexdigest()

pytestmark = pytest.mark.usefixtures("unpaused")


class World:
    """One hostile server, a client to it, and a folder."""

    def __init__(self, served: Served, files: HostileFiles, client: Client, folder: Path) -> None:
        self.served, self.files, self.client, self.folder = served, files, client, folder

    def entry(self, trouble: str, **said: Any) -> FileEntry:
        return FileEntry(f"{self.served.url}/{trouble}", **{"path": "scan.h5", **said})

    def get(self, *entries: FileEntry, **wishes: Any) -> tuple[Fetched, ...]:
        resolution = Resolution(read_pid("10.5072/scan"), Manifest(entries), NOW)
        return download(resolution, self.folder, self.client, **{"retries": 1, **wishes}).files

    @property
    def lying(self) -> set[str]:
        """What lies there for a person to see."""
        found = {path.relative_to(self.folder) for path in self.folder.rglob("*") if not path.is_dir()}
        return {str(path) for path in found if path.parts[0] != ".fairsvc"}

    @property
    def parts(self) -> list[int]:
        return [path.stat().st_size for path in (self.folder / ".fairsvc").glob("*.part")]


@pytest.fixture
def world(serve: Serve, client_to: ClientTo, tmp_path: Path) -> World:
    files = HostileFiles()
    served = serve(files)
    return World(served, files, client_to(served), tmp_path / "data")


SIZED = {"size_bytes": SIZE}
SURE = {"size_bytes": SIZE, "digests": (SHA256,)}

COMES = [
    # (trouble, what the manifest says, requests, where the last one asked to begin)
    pytest.param("honest", {}, 1, 0, id="nothing promised"),
    pytest.param("honest", SURE, 1, 0, id="size and digest promised"),
    pytest.param("refused-head", SURE, 1, 0, id="S3 that refuses HEAD"),
    pytest.param("truncated-once", SIZED, 2, HALF, id="truncated, resumed by its validator"),
    pytest.param("changed", SIZED, 2, HALF, id="ETag changed mid-resume"),
    pytest.param("changed-unsaid", SIZED, 3, 0, id="ETag changed, If-Range ignored"),
    pytest.param("changed-silently", SURE, 3, 0, id="changed without a validator, seen by the digest"),
    pytest.param("range-ignored", SIZED, 2, HALF, id="Range ignored"),
    pytest.param("range-misplaced", SIZED, 3, 0, id="another range than was asked for"),
    pytest.param("shower", SURE, 2, 0, id="429 with a short Retry-After"),
    pytest.param("disposition", SURE, 1, 0, id="Content-Disposition names another folder"),
    pytest.param("unannounced", SURE, 1, 0, id="length unknown"),
    pytest.param("unannounced", {}, 1, 0, id="size unknown everywhere"),
]


@pytest.mark.parametrize(("trouble", "said", "requests", "first"), COMES)
def test_the_right_bytes_come(world: World, trouble: str, said: dict[str, Any], requests: int, first: int) -> None:
    (found,) = world.get(world.entry(trouble, **said), retries=2)
    assert (found.state, found.because) == (State.FETCHED, "")
    assert (world.folder / "scan.h5").read_bytes() == DATA
    assert world.lying == {"scan.h5"}
    assert world.parts == []
    assert (world.files.asked[trouble], found.resumed_at) == (requests, 0)
    ranges = [asked.headers.get("range", "bytes=0-") for asked in world.served.asked]
    assert ranges[-1] == f"bytes={first}-"
    again = world.get(world.entry(trouble, **said))
    assert again[0].state is State.KEPT
    assert world.files.asked[trouble] == requests


SAYS = [
    # (trouble, what the manifest says, the sentence)
    ("truncated", SIZED, f"the body broke off after {HALF} bytes: broken answer (the body is shorter than announced)"),
    (
        "wrong-hash",
        SURE,
        f"its bytes are not the promised ones: the sha-256 is {OTHER[:12]}..., not {SHA256.value[:12]}...",
    ),
    ("forbidden-get", SURE, "the server refuses it, also when it is open by its metadata (it answered 403)"),
    ("loop/a", {}, "the way does not end (they lead in a circle)"),
    ("private", {}, "the way leads to an address that is not for the public (private address)"),
    ("storm", SURE, "the server has had too many requests. Try again later (it answered 429)"),
    ("accepted", {}, "it is not ready: the server answered 202 Accepted and sends no file"),
    ("wall", SIZED, "a bot wall stands before it: the server answered 202 Accepted and sends no file"),
    ("login", {}, "a login page (password field) came in its place"),
    ("login", {"digests": (SHA256,)}, "a login page (password field) came in its place"),
    ("login", SURE, "a login page (password field) came in its place"),
    ("empty", {}, "the server sent nothing, and nobody says that the file is empty"),
    ("empty", SIZED, f"the server has 0 bytes, and {SIZE} were promised"),
    ("no-content", {}, "the server has nothing there (204 No Content)"),
    ("more", SIZED, f"more bytes come than the {SIZE} that were promised"),
    ("other-size", SIZED, f"the server has {SIZE + 1} bytes, and {SIZE} were promised"),
    ("packed", {}, "its bytes came packed (gzip) although they were asked for as they are"),
    ("unasked-part", {}, "the server sent a part where the whole was asked for"),
    ("nowhere", {}, "the server does not have it (it answered 404)"),
    ("gone", {}, "the server had it and no longer does (it answered 410)"),
    ("broken", {}, "the server does not give it (it answered 500)"),
]


@pytest.mark.parametrize(("trouble", "said", "sentence"), SAYS)
def test_one_sentence_says_why_it_does_not_come(
    world: World, trouble: str, said: dict[str, Any], sentence: str
) -> None:
    (found,) = world.get(world.entry(f"{trouble}?token=hunter2", **said))
    assert (found.state, found.because) == (State.FAILED, sentence)
    assert world.lying == set()
    assert "hunter2" not in repr(found)


def test_an_expired_certificate_is_refused(client_to: ClientTo, tmp_path: Path) -> None:
    authority = trustme.CA()
    bundle = tmp_path / "bundle.pem"
    authority.cert_pem.write_to_path(bundle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", not_after=datetime.now(UTC) - timedelta(days=1)).configure_cert(context)
    with speaking(lambda sock, _: None, context) as spoken:
        resolution = Resolution(read_pid("10.5072/x"), Manifest((FileEntry(f"{spoken.url}/x", "x"),)), NOW)
        report = download(resolution, tmp_path / "data", client_to(spoken, ca_bundle=str(bundle)))
    assert report.files[0].because == "the server cannot be trusted (certificate has expired)"
    assert spoken.heard == []


@pytest.mark.parametrize(
    ("name", "path", "because"),
    [
        ("../../evil", "", "its name leads out of the folder"),
        ("a/../../evil", "", "its name leads out of the folder"),
        ("..\\evil", "", "its name leads out of the folder"),
        ("/etc/passwd", "", "its name is an absolute path"),
        ("C:\\evil", "", "its name is an absolute path"),
        ("nul.h5", "_nul.h5", ""),
        ("scan.h5. ", "scan.h5", ""),
        ("\u202e5h.exe", "5h.exe", ""),
        (".fairsvc/lock", "_.fairsvc/lock", ""),
        ("a\\b.h5", "a/b.h5", ""),
    ],
)
def test_no_name_leads_out_of_the_folder(world: World, name: str, path: str, because: str) -> None:
    (found,) = world.get(world.entry("honest", path=name))
    assert (found.because, world.lying) == (because, {path} - {""})
    assert [one.name for one in world.folder.parent.iterdir()] == ["data"]


def test_no_link_is_followed(world: World, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.h5").write_bytes(b"mine")
    world.folder.mkdir()
    (world.folder / "raw").symlink_to(outside)
    (world.folder / "link.h5").symlink_to(outside / "kept.h5")
    in_folder, in_place = world.get(world.entry("honest", path="raw/kept.h5"), world.entry("honest", path="link.h5"))
    assert in_folder.because == in_place.because == "a link or folder lies in its place. Move it away"
    assert (outside / "kept.h5").read_bytes() == b"mine"
    assert world.files.asked["honest"] == 0


def test_a_copy_by_hard_links_keeps_its_bytes(world: World, tmp_path: Path) -> None:
    world.get(world.entry("truncated", **SIZED), retries=0)
    (part,) = (world.folder / ".fairsvc").glob("*.part")
    os.link(part, tmp_path / "copy")
    before = part.read_bytes()
    (found,) = world.get(world.entry("honest", **SIZED))
    assert (found.state, (tmp_path / "copy").read_bytes()) == (State.FETCHED, before)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/etc/passwd")])
@pytest.mark.parametrize("name", ["files.jsonl", "lock"])
def test_what_stands_in_the_place_of_our_own_files_is_told(
    world: World, name: str, make: Callable[[Path], None]
) -> None:
    own = world.folder / ".fairsvc"
    own.mkdir(parents=True)
    make(own / name)
    with pytest.raises(UsageError, match="cannot be"):
        world.get(world.entry("honest"))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:99999/x",
        "http://127.0.0.1:port/x",
        "http://[::1/x",
        "http://[zz]/x",
        "http://\u2100.org/",
        "http://",
    ],
)
@pytest.mark.parametrize("access", ["unknown", "restricted"])
def test_an_address_that_is_none_stops_no_other_file(world: World, address: str, access: str) -> None:
    broken = FileEntry(address, "a.h5", alternates=("http://[/",), access=access)
    found = world.get(broken, world.entry("honest"), dry_run=True)
    assert [one.state for one in found][1] is State.PLANNED
    found = world.get(broken, world.entry("honest"))
    assert found[0].state in (State.FAILED, State.NOT_TRIED)
    assert found[1].state is State.FETCHED


def test_an_archive_is_a_file(world: World) -> None:
    world.get(world.entry("honest", path="bundle.zip"))
    assert world.lying == {"bundle.zip"}


def test_an_empty_file_that_is_promised_comes(world: World) -> None:
    (found,) = world.get(world.entry("empty", size_bytes=0))
    assert (found.state, (world.folder / "scan.h5").read_bytes()) == (State.FETCHED, b"")


def test_the_next_address_is_asked_when_one_fails(world: World) -> None:
    base = world.served.url
    others = ("s3://bucket/x", f"{base}/login", f"{base}/truncated", f"{base}/honest")
    (found,) = world.get(world.entry("wrong-hash", alternates=others, **SURE))
    assert (found.state, found.verified_by) == (State.FETCHED, "sha-256")
    assert (world.folder / "scan.h5").read_bytes() == DATA
    (failed,) = world.get(world.entry("gone", path="b", alternates=(f"{base}/nowhere",)))
    assert failed.because == (
        "127.0.0.1: the server had it and no longer does (it answered 410);"
        " 127.0.0.1: the server does not have it (it answered 404)"
    )


def test_one_files_trouble_stops_no_other(world: World) -> None:
    entries = [
        world.entry("honest" if number % 2 else "wrong-hash", path=f"{number}.h5", **SURE) for number in range(12)
    ]
    found = world.get(*entries)
    assert [one.state for one in found] == [State.FAILED, State.FETCHED] * 6
    assert world.lying == {f"{number}.h5" for number in range(1, 12, 2)}


@pytest.mark.parametrize("scheme", ["sha-512", "sha-1", "md5", "adler32", "crc32"])
def test_every_known_digest_verifies(world: World, scheme: str) -> None:
    sums = {"adler32": f"{zlib.adler32(DATA):08x}", "crc32": f"{zlib.crc32(DATA):08x}"}
    value = sums.get(scheme) or hashlib.new(scheme.replace("-", ""), DATA).hexdigest()
    right, wrong = Identifier(value, scheme), Identifier("0" * len(value), scheme)
    found = world.get(
        world.entry("honest", path="right", digests=(Identifier("0", "unheard-of"), right)),
        world.entry("honest", path="wrong", digests=(wrong,)),
    )
    assert [(one.state, one.verified_by) for one in found] == [(State.FETCHED, scheme), (State.FAILED, "")]


def test_a_disk_without_room_says_so_and_ends_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, data: Any) -> int:
        if len(data) > 1000:
            raise OSError(28, "No space left on device")
        return write(descriptor, data)

    write = os.write
    monkeypatch.setattr("fairsvc.resolve.transfer.part.os.write", full)
    found = world.get(*(world.entry("honest", path=f"{number}.h5") for number in range(40)))
    assert "there is no room for it. What came is kept" in {one.because for one in found}
    assert {one.state for one in found} == {State.FAILED, State.NOT_TRIED}
    assert world.files.asked["honest"] < 40


@pytest.fixture
def stingy(client_to: ClientTo, serve: Serve, tmp_path: Path) -> World:
    files = HostileFiles()
    served = serve(files)
    return World(served, files, client_to(served, patience_s=0.05), tmp_path / "data")


def test_a_storm_of_429_is_not_answered_with_requests(stingy: World) -> None:
    found = stingy.get(*(stingy.entry("storm", path=f"{number}.h5") for number in range(50)))
    assert {one.state for one in found} == {State.FAILED}
    assert stingy.files.asked["storm"] <= 8
