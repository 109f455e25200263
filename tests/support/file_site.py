"""A repository on loopback: PIDs that answer with a Metalink (Direct DOI Data Access), and files by range."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from fairsvc.settings import Settings
from tests.support.server import Asked, Reply, Served

_RANGE = re.compile(r"bytes=(\d+)-(\d+)\Z")
METALINK = "application/metalink4+xml"

Alter = Callable[[Asked, Reply], Reply]


@dataclass
class FileSite:
    """The files of each PID by path; `alter` may change any answer about a file, `listed` any line of the lists.

    A PID with a page of its own in `pages` answers with no Metalink; {url} in it is where its files lie.

    Paths of files are asked for below /files/PID/.
    """

    datasets: dict[str, dict[str, bytes]]
    alter: Alter | None = None
    listed: Callable[[str, str], str] | None = None
    pages: dict[str, str] = field(default_factory=dict)
    url: str = ""
    answered: list[tuple[str, int, int]] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, serve: Callable[[Callable[[Asked], Reply]], Served]) -> Settings:
        """Serve, and give settings that lead there."""
        self.url = serve(self.answer).url
        return Settings(
            resolver=self.url,
            handle_api=f"{self.url}/api/handles",
            registry=f"{self.url}/registry",
            allow=(self.url.removeprefix("http://"),),
            requests_per_s=5000,
            in_flight=32,
            download_requests_per_s=5000,
            download_in_flight=8,
            total_timeout_s=10,
        )

    @property
    def served_bytes(self) -> int:
        """The bytes of files that went over the wire."""
        return sum(size for _, _, size in self.answered)

    @property
    def file_requests(self) -> int:
        """How often a file was asked for."""
        return len(self.answered)

    def forget(self) -> None:
        """Count anew."""
        self.answered.clear()
        self.resolved.clear()

    def answer(self, asked: Asked) -> Reply:
        """Answer as resolver, registry and file server."""
        path = unquote(asked.path.partition("?")[0]).lstrip("/")
        if path.startswith("files/"):
            reply = self._file(path.removeprefix("files/"), asked)
            reply = self.alter(asked, reply) if self.alter else reply
            with self._lock:
                self.answered.append((path, reply[0], len(reply[2]) if asked.method == "GET" else 0))
            return reply
        with self._lock:
            self.resolved.append(path)
        if path not in self.datasets:
            return 404, [("Content-Type", "text/plain")], b"no such thing"
        if path in self.pages:
            return 200, [("Content-Type", "text/html")], self.pages[path].replace("{url}", self.url).encode()
        if METALINK in asked.headers.get("accept", ""):
            return 200, [("Content-Type", METALINK)], self.metalink(path)
        return 200, [("Content-Type", "text/html")], b"<!doctype html><title>A dataset</title>"

    def metalink(self, pid: str) -> bytes:
        """List the files of a PID with size and digest."""
        lines = (self._line(pid, name, content) for name, content in self.datasets[pid].items())
        return f'<metalink xmlns="urn:ietf:params:xml:ns:metalink">{"".join(lines)}</metalink>'.encode()

    def _line(self, pid: str, name: str, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        url = f"{self.url}/files/{quote(pid)}/{quote(name)}"
        line = (
            f'<file name="{escape(name, {chr(34): "&quot;"})}"><size>{len(content)}</size>'
            f'<hash type="sha-256">{digest}</hash><url>{escape(url)}</url></file>'
        )
        return self.listed(name, line) if self.listed else line

    def _file(self, path: str, asked: Asked) -> Reply:
        content = next(
            (files[path[len(pid) + 1 :]] for pid, files in self.datasets.items() if path[len(pid) + 1 :] in files), None
        )
        if content is None:
            return 404, [], b""
        etag = f'"{hashlib.md5(content).hexdigest()}"'
        headers = [("ETag", etag), ("Last-Modified", "Wed, 11 Mar 2026 09:30:00 GMT"), ("Accept-Ranges", "bytes")]
        headers.append(("Content-Type", "application/octet-stream"))
        match = _RANGE.match(asked.headers.get("range", ""))
        if match is None or asked.headers.get("if-range", etag) != etag:
            return 200, headers, content
        first, last = int(match[1]), min(int(match[2]), len(content) - 1)
        if first >= len(content):
            return 416, [("Content-Range", f"bytes */{len(content)}")], b""
        headers.append(("Content-Range", f"bytes {first}-{last}/{len(content)}"))
        return 206, headers, content[first : last + 1]


def without(reply: Reply, *names: str) -> Reply:
    """Leave header fields out."""
    status, headers, body = reply
    return status, [(name, value) for name, value in headers if name not in names], body


def ignoring_ranges(site: FileSite) -> Alter:
    """Answer every question for a file with the whole of it."""

    def alter(asked: Asked, reply: Reply) -> Reply:
        plain = Asked(asked.method, asked.path, {})
        return site._file(unquote(asked.path).removeprefix("/files/"), plain)

    return alter


def counted(names: Mapping[str, bytes]) -> int:
    """Add the sizes up."""
    return sum(map(len, names.values()))
