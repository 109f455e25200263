"""What becomes of reading when servers and addresses fail: one sentence each, never wrong bytes."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from fairsvc.errors import BadSettings
from fairsvc.model.exchange import Need
from fairsvc.model.manifest import FileEntry
from fairsvc.resolve.filesystem import DoiFileSystem
from fairsvc.resolve.remote import whole_file
from fairsvc.resolve.remote.remote_file import RemoteFile
from tests.support.file_site import Alter, FileSite, ignoring_ranges, without
from tests.support.server import Asked, Reply

PID = "10.5072/set"
CONTENT = bytes(range(256)) * 4096
LOGIN = b'<!doctype html><title>Sign in</title><form><input type="password" name="p"></form>'
HTML = ("Content-Type", "text/html; charset=utf-8")

Start = Callable[[FileSite], DoiFileSystem]


@pytest.fixture
def start(serve: Callable[..., Any]) -> Start:
    return lambda site: DoiFileSystem(settings=site.start(serve))


def one_file(alter: Alter | None = None, **options: Any) -> FileSite:
    return FileSite({PID: {"scan.dat": CONTENT}}, alter=alter, **options)


def always(status: int, *headers: tuple[str, str], body: bytes = b"") -> Alter:
    return lambda asked, reply: (status, list(headers), body)


def only(method: str, alter: Alter) -> Alter:
    return lambda asked, reply: alter(asked, reply) if asked.method == method else reply


# What the server says, what is raised, and what the sentence must tell.
REFUSALS = {
    "login needed": (always(401), PermissionError, "status 401"),
    "forbidden": (always(403, HTML, body=LOGIN), PermissionError, r"status 403.*token"),
    "not there": (always(404), FileNotFoundError, "status 404"),
    "gone": (always(410), FileNotFoundError, "status 410"),
    "being staged": (always(202), OSError, "status 202.*later"),
    "a fault": (always(500), OSError, "answered 500"),
    "a login page": (always(200, HTML, body=LOGIN), PermissionError, "login page.*token"),
    "a page in part": (
        always(206, HTML, ("Content-Range", "bytes 0-9/1048576"), body=b"<html><bod"),
        OSError,
        "a web page came in its place",
    ),
    "a page that says it is data": (always(200, body=LOGIN.ljust(len(CONTENT))), PermissionError, "login page"),
    "other bytes": (
        always(206, ("Content-Range", "bytes 5-9/1048576"), body=b"12345"),
        OSError,
        "other bytes than were asked for",
    ),
    "more than asked": (
        always(206, ("Content-Range", "bytes 0-900/1048576"), body=b"1" * 901),
        OSError,
        "other bytes than were asked for",
    ),
    "no range in a part": (always(206, body=b"12345"), OSError, "other bytes than were asked for"),
    "nothing in a part": (
        lambda asked, reply: (206, [("Content-Range", "bytes 0-9/1048576")], b""),
        OSError,
        "nothing of what it announced",
    ),
    "another size": (always(206, ("Content-Range", "bytes 0-9/77"), body=b"1" * 10), OSError, "77 bytes.*1048576"),
    "another size, whole": (always(200, body=b"1" * 10), OSError, "10 bytes.*1048576"),
    "range refused": (always(416, ("Content-Range", "bytes */1048576")), OSError, "refused a range"),
    "other bytes, whole": (always(200, body=b"1" * len(CONTENT)), OSError, "sha-256 digest"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_is_no_file_is_an_error(start: Start, case: str) -> None:
    alter, kind, sentence = REFUSALS[case]
    fs = start(one_file(alter))
    with pytest.raises(kind, match=sentence) as told:
        fs.cat_file(f"{PID}/scan.dat", 0, 10)
    assert f"scan.dat of doi:{PID}" in str(told.value)
    assert "http" not in str(told.value)


def test_a_file_without_range_support_comes_once(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_file, "MEMORY_BYTES", 100_000)
    site = one_file()
    site.alter = ignoring_ranges(site)
    fs = start(site)
    with fs.open(f"{PID}/scan.dat") as opened:
        for at in (500_000, 0, 1_000_000):
            opened.seek(at)
            assert opened.read(100) == CONTENT[at : at + 100]
    assert fs.cat_file(f"{PID}/scan.dat", -5) == CONTENT[-5:]
    assert site.file_requests == 1


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("length", [True, False])
def test_a_size_that_no_list_tells_is_asked_for_once(start: Start, ranges: bool, length: bool) -> None:
    site = one_file(listed=lambda name, line: line.replace(f"<size>{len(CONTENT)}</size>", ""))
    plain = ignoring_ranges(site)

    def alter(asked: Asked, reply: Reply) -> Reply:
        status, headers, body = reply if ranges else plain(asked, reply)
        if length:
            return status, headers, body
        if ranges:
            return status, [(k, v.rpartition("/")[0] + "/*" if k == "Content-Range" else v) for k, v in headers], body
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        return status, [*headers, ("Transfer-Encoding", "chunked")], chunked

    site.alter = alter
    fs = start(site)
    assert fs.info(f"{PID}/scan.dat")["size"] is None
    assert site.file_requests == 0
    if ranges and not length:
        with pytest.raises(OSError, match="nobody tells how long the file is"):
            fs.open(f"{PID}/scan.dat")
        return
    with fs.open(f"{PID}/scan.dat") as opened:
        assert site.file_requests == 1
        assert opened.size == len(CONTENT)
        assert opened.read() == CONTENT
    assert site.file_requests <= 2


def test_a_part_that_comes_packed_is_refused(start: Start) -> None:
    def alter(asked: Asked, reply: Reply) -> Reply:
        status, headers, body = reply
        return status, [*headers, ("Content-Encoding", "gzip")] if status == 206 else headers, body

    with pytest.raises(OSError, match="packed"):
        start(one_file(alter)).cat_file(f"{PID}/scan.dat", 500, 600)


def test_a_size_that_a_person_wrote_is_not_believed(start: Start) -> None:
    page = f"""<!doctype html><title>A dataset</title><script type="application/ld+json">
    {{"@context": "https://schema.org/", "@type": "Dataset", "@id": "https://doi.org/{PID}", "name": "A dataset",
      "distribution": [{{"@type": "DataDownload", "name": "scan.dat", "contentSize": "1 MB",
                         "contentUrl": "{{url}}/files/{PID}/scan.dat"}}]}}</script>"""
    fs = start(site := one_file(pages={PID: page}))
    assert fs.info(f"{PID}/scan.dat")["size"] == 1_000_000
    with fs.open(f"{PID}/scan.dat") as opened:
        assert (opened.size, site.file_requests) == (len(CONTENT), 1)
        assert opened.read() == CONTENT


@pytest.mark.parametrize("told_by", ["etag", "size", "date", "no if-range"])
def test_a_file_that_changes_while_it_is_read(start: Start, told_by: str) -> None:
    site = one_file()

    def alter(asked: Asked, reply: Reply) -> Reply:
        if told_by in ("size", "date"):
            reply = without(reply, "ETag")
        if not changed:
            return reply
        status, headers, body = reply
        if told_by == "date":
            return (
                status,
                [(k, "Thu, 12 Mar 2026 09:30:00 GMT" if k == "Last-Modified" else v) for k, v in headers],
                body,
            )
        if told_by == "no if-range":
            return status, [(k, '"other"' if k == "ETag" else v) for k, v in headers], body
        return reply

    changed = False
    site.alter = alter
    fs = start(site)
    with fs.open(f"{PID}/scan.dat", block_size=1000) as opened:
        assert opened.read(10) == CONTENT[:10]
        changed = True
        if told_by in ("etag", "size"):
            site.datasets[PID]["scan.dat"] = CONTENT[::-1] + (b"more" if told_by == "size" else b"")
        opened.seek(700_000)
        with pytest.raises(OSError, match=f"(changed while it was read|bytes).*scan.dat of doi:{PID}") as told:
            opened.read(10)
        assert told.value.errno == errno.ESTALE
    fs.invalidate_cache()
    assert fs.cat_file(f"{PID}/scan.dat", 0, 10) == site.datasets[PID]["scan.dat"][:10]


def test_a_body_that_breaks_off_is_asked_for_again_from_there(start: Start) -> None:
    def alter(asked: Asked, reply: Reply) -> Reply:
        status, headers, body = reply
        return status, [*headers, ("Content-Length", str(len(body))), ("Connection", "close")], body[:300_000]

    fs = start(site := one_file(alter))
    assert fs.cat_file(f"{PID}/scan.dat", 0, 700_000) == CONTENT[:700_000]
    assert 3 <= site.file_requests <= 4


def test_a_mirror_is_asked_when_the_first_address_fails(start: Start) -> None:
    site = one_file(listed=lambda name, line: line.replace("<url>", f"<url>{site.url}/files/none</url><url>", 1))
    fs = start(site)
    assert fs.cat_file(f"{PID}/scan.dat", 100, 110) == CONTENT[100:110]
    assert fs.cat_file(f"{PID}/scan.dat", 500, 510) == CONTENT[500:510]
    assert [status for _, status, _ in site.answered] == [404, 206, 206]


@pytest.mark.parametrize("told", [True, False])
def test_a_presigned_address_that_ended_is_found_anew_once(start: Start, told: bool) -> None:
    """Either the address tells when it ends, or the store refuses it."""
    signatures = ["first", "second", "third"]
    valid = {"second"}

    def listed(name: str, line: str) -> str:
        end = int((datetime.now(UTC) + timedelta(hours=-1 if told and signatures[0] == "first" else 1)).timestamp())
        return line.replace("</url>", f"?Expires={end}&amp;Signature={signatures.pop(0)}</url>")

    def alter(asked: Asked, reply: Reply) -> Reply:
        return (
            reply if asked.path.rpartition("=")[2] in valid else (403, [], b"<Error><Code>AccessDenied</Code></Error>")
        )

    site = one_file(alter, listed=listed)
    fs = start(site)
    assert fs.cat_file(f"{PID}/scan.dat", 0, 5) == CONTENT[:5]
    assert [status for _, status, _ in site.answered] == ([206] if told else [403, 206])
    assert "second" not in str(fs.ls(PID))
    valid.clear()
    with pytest.raises(PermissionError, match="status 403") as refused:
        fs.cat_file(f"{PID}/scan.dat", 50, 55)
    assert "Signature" not in str(refused.value)
    assert signatures == []


@pytest.mark.parametrize(
    ("alter", "sentence"),
    [(always(200, body=b"1" * len(CONTENT)), "scan.dat"), (always(403), "refuses"), (always(404), "does not have it")],
)
def test_a_download_that_fails_leaves_nothing(start: Start, tmp_path: Path, alter: Alter, sentence: str) -> None:
    fs = start(one_file(alter))
    with pytest.raises(OSError, match=f"was not downloaded.*{sentence}"):
        fs.get(f"{PID}/scan.dat", str(tmp_path / "scan.dat"))
    assert list(tmp_path.iterdir()) == []


def test_a_presigned_address_that_ended_is_found_anew_for_a_download(start: Start, tmp_path: Path) -> None:
    signatures = ["first", "second"]

    def listed(name: str, line: str) -> str:
        end = int((datetime.now(UTC) + timedelta(hours=-1 if signatures[0] == "first" else 1)).timestamp())
        return line.replace("</url>", f"?Expires={end}&amp;Signature={signatures.pop(0)}</url>")

    site = one_file(listed=listed)
    start(site).get(f"{PID}/scan.dat", str(tmp_path / "scan.dat"))
    assert (tmp_path / "scan.dat").read_bytes() == CONTENT
    assert site.file_requests == 1


PIDS = {
    "10.5072/gone": (404, FileNotFoundError, "not registered"),
    "10.5072/busy": (500, OSError, "answered 500"),
    "10.5072/page": (200, FileNotFoundError, "nothing there lists any"),
    "10.5072/closed": (401, PermissionError, "behind a login"),
    "10.5072/withdrawn": (410, FileNotFoundError, "withdrawn"),
}


@pytest.mark.parametrize("pid", PIDS)
def test_a_pid_without_files_says_why(serve: Callable[..., Any], pid: str) -> None:
    status, kind, sentence = PIDS[pid]
    site = FileSite({})

    def answer(asked: Asked) -> Reply:
        return (status, [HTML], b"<title>x</title>") if asked.path == f"/{pid}" else site.answer(asked)

    settings = site.start(lambda _: serve(answer))
    fs = DoiFileSystem(settings=settings)
    with pytest.raises(kind, match=sentence):
        fs.ls(pid)
    assert fs.isdir(pid) is False
    if kind is FileNotFoundError:
        assert fs.exists(f"doi://{pid}") is False


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "names no DOI"),
        ("10.5072", "names no DOI"),
        ("nonsense/of/a/name", "no DOI, Handle"),
        (f"{PID}/scan.txt", "Did you mean scan.dat"),
        (f"{PID}/../../etc/passwd", "no such file"),
        ("10.5072%2Fother/scan.dat", "not registered"),
    ],
)
def test_an_address_that_leads_nowhere(start: Start, address: str, sentence: str) -> None:
    with pytest.raises(FileNotFoundError, match=sentence):
        start(one_file()).info(f"doi://{address}")


def test_a_suffix_with_slashes_is_found_by_asking(start: Start) -> None:
    site = FileSite({"10.5072/dvn/abc": {"a.csv": b"1"}, "10.5072/dvn/abc/a": {"b.csv": b"2"}})
    fs = start(site)
    assert fs.cat_file("doi://10.5072/DVN/ABC/a.csv") == b"1"
    assert fs.ls("doi://10.5072/DVN/ABC", detail=False) == ["10.5072/DVN/ABC/a.csv"]
    assert fs.cat_file("doi://10.5072/dvn/abc/a/b.csv") == b"2"
    assert fs.cat_file("doi://10.5072%2Fdvn%2Fabc/a.csv") == b"1"
    assert "10.5072/dvn/abc/a.csv" not in site.resolved
    site.forget()
    assert fs.cat_file("doi://10.5072/dvn/abc/a.csv") == b"1"
    assert site.resolved == []
    assert fs.glob("doi://10.5072/dvn/abc/*") == ["10.5072/dvn/abc/a.csv"]


def test_a_resolver_that_was_down_is_asked_again(start: Start) -> None:
    site = one_file()
    fs = start(site)
    held = site.datasets.pop(PID)
    with pytest.raises(FileNotFoundError, match="not registered"):
        fs.ls(PID)
    fs.invalidate_cache()
    site.datasets[PID] = held
    assert fs.ls(PID, detail=False) == [f"{PID}/scan.dat"]


def test_a_resolver_in_trouble_is_not_remembered(serve: Callable[..., Any]) -> None:
    site, down = one_file(), True

    def answer(asked: Asked) -> Reply:
        return (500, [], b"") if down else site.answer(asked)

    fs = DoiFileSystem(settings=site.start(lambda _: serve(answer)))
    with pytest.raises(OSError, match="answered 500"):
        fs.exists(PID)
    down = False
    assert fs.exists(PID)


def test_what_is_held_ends(serve: Callable[..., Any]) -> None:
    site = one_file()
    fs = DoiFileSystem(settings=site.start(serve), listings_expiry_time=0.0)
    fs.ls(PID)
    asked = len(site.resolved)
    fs.ls(PID)
    assert len(site.resolved) == 2 * asked


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (FileEntry("http://127.0.0.1:1/x", availability="nearline"), "nearline.*stage"),
        (FileEntry("http://127.0.0.1:1/x", availability="offline"), "offline.*stage"),
        (FileEntry("s3://bucket/x"), "no address that HTTP fetches"),
    ],
)
def test_what_is_not_at_hand_is_not_asked_for(entry: FileEntry, sentence: str) -> None:
    def open_nothing(need: Need) -> NoReturn:
        raise AssertionError(need)

    opener = type("Opener", (), {"open": staticmethod(open_nothing)})()
    with pytest.raises(OSError, match=sentence):
        RemoteFile("x of doi:10.5072/set", entry, opener, lambda known: known, 10).read(0, 1)


def test_settings_are_found_as_the_command_line_does(
    serve: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = one_file().start(serve)
    monkeypatch.chdir(tmp_path)
    text = f'resolver = "{settings.resolver}"\nregistry = "{settings.registry}"\nallow = ["{settings.allow[0]}"]\n'
    text += "requests_per_s = 2000\n"
    (tmp_path / "fairsvc.toml").write_text(text)
    assert DoiFileSystem().exists(PID)
    (tmp_path / "fairsvc.toml").rename(tmp_path / "other.toml")
    assert DoiFileSystem(config="other.toml").exists(PID)
    monkeypatch.setenv("FAIRSVC_CONFIG", "other.toml")
    assert DoiFileSystem(contact="me@example.org").session.resolver.settings.contact == "me@example.org"
    monkeypatch.delenv("FAIRSVC_CONFIG")
    with pytest.raises(BadSettings, match="contact"):
        DoiFileSystem().ls("10.5072/x")
    with pytest.raises(BadSettings, match="there are no settings"):
        DoiFileSystem(config="none.toml")
    assert hashlib.sha256(CONTENT).hexdigest() in str(DoiFileSystem(config="other.toml").info(f"{PID}/scan.dat"))
