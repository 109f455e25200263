"""One loopback server for the whole corpus: each variant below a folder of its own, and a proxy for real names.

A variant whose paths are whole addresses is asked through the proxy: `https://doi.org/...` then ends here, behind a
certificate of an authority that only the test's client knows.
"""

from __future__ import annotations

import gzip
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

from tests.support.discovery import Answer, Variant, filled
from tests.support.discovery_hostile import HOSTILE

_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
}
# What clients look at for the length of an answer
_CHUNKED, _UNTIL_CLOSE = "chunked", "close"


@dataclass(frozen=True)
class Site:
    """The running server: its address, and the authority that signs the names it answers for."""

    url: str
    port: int
    authority: Path

    def base_of(self, variant: Variant) -> str:
        return f"{self.url}/{variant.id}"


def preferred(accept: str) -> str:
    """Give the first of the most wanted media types (RFC 9110 section 12.5.1), without parameters."""
    wanted = [part.strip().lower().split(";") for part in (accept or "*/*").split(",")]
    weights = [float(next((p.strip()[2:] for p in parts if p.strip().startswith("q=")), "1")) for parts in wanted]
    return wanted[weights.index(max(weights))][0].strip()


def _find(answers: Iterable[Answer], method: str, path: str, accept: str) -> Answer | None:
    wanted = preferred(accept)
    return next(
        (one for one in answers if _same(one.path, path) and one.method in ("", method) and one.accept in ("", wanted)),
        None,
    )


def _same(pattern: str, path: str) -> bool:
    """Compare paths; one that ends with a question mark stands for any query."""
    return path.partition("?")[0] == pattern[:-1] if pattern.endswith("?") else path == pattern


class _World:
    """All answers: by variant, and by whole address for those that have a name of their own."""

    def __init__(self, variants: Iterable[Variant], folder: Path) -> None:
        self.variants = {variant.id: variant for variant in variants}
        self.url = ""
        self._authority = trustme.CA()
        self.bundle = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.bundle))
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def context(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]

    def answer(self, method: str, url: str, accept: str) -> tuple[Answer, str, str] | None:
        """Find the answer to a request, with the variant's address and folder."""
        if url.startswith(self.url):
            _, name, rest = url.removeprefix(self.url).split("/", 2)
            found = [self.variants[name]] if name in self.variants else []
            path = f"/{rest}"
        else:
            found, path = list(self.variants.values()), url
        for variant in found:
            answers = (answer for answer in variant.answers if answer.path.startswith("http") is (path == url))
            if (one := _find(answers, method, path, accept)) is not None:
                return one, f"{self.url}/{variant.id}", f"/{variant.id}"
        return None


@contextmanager
def serving_corpus(variants: Iterable[Variant], folder: Path) -> Iterator[Site]:
    """Serve until the block ends; `folder` takes the authority's certificate."""
    world = _World(variants, folder)

    server = _Server(("127.0.0.1", 0), type("Endpoint", (_Endpoint,), {"world": world}))
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Site(world.url, server.server_address[1], world.bundle)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class _Endpoint(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    world: _World
    origin = ""

    def do_CONNECT(self) -> None:
        host = self.path.rpartition(":")[0]
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.connection = self.world.context(host).wrap_socket(self.connection, server_side=True)
        self.rfile: Any = self.connection.makefile("rb")
        self.wfile: Any = self.connection.makefile("wb")
        self.origin = f"https://{host}"
        self.close_connection = False

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _reply(self) -> None:
        url = self.path if self.path.startswith("http") else (self.origin or self.world.url) + self.path
        found = self.world.answer(self.command, url, self.headers.get("Accept", ""))
        answer, base, path = found or (Answer("", status=404, type="text/plain", body="nothing here\n"), "", "")
        pieces = self._pieces(answer, base, path)
        self._write_head(answer, base, path, pieces)
        if self.command != "HEAD" and answer.status not in (204, 304):
            self._write_body(answer, pieces)
        self.close_connection = self.close_connection or answer.framing == _UNTIL_CLOSE

    do_GET = do_HEAD = do_POST = _reply

    def _pieces(self, answer: Answer, base: str, path: str) -> Iterable[bytes]:
        if answer.hostile:
            return HOSTILE[answer.hostile](base)
        body = filled(answer.body, base, path).encode(answer.charset)
        return [_CODINGS[answer.coding](body)]

    def _write_head(self, answer: Answer, base: str, path: str, pieces: Iterable[bytes]) -> None:
        if answer.framing == _UNTIL_CLOSE:
            self.protocol_version = "HTTP/1.0"
        self.send_response(answer.status)
        self.protocol_version = "HTTP/1.1"
        if answer.type:
            self.send_header("Content-Type", answer.type)
        if answer.coding:
            self.send_header("Content-Encoding", answer.coding)
        for line in answer.header:
            name, _, value = filled(line, base, path).partition(": ")
            # Fields beyond ASCII go out as UTF-8, as servers send them.
            self.send_header(name, value.encode().decode("latin-1"))
        if answer.framing == _CHUNKED:
            self.send_header("Transfer-Encoding", "chunked")
        elif answer.framing == "length" and isinstance(pieces, list):
            self.send_header("Content-Length", str(sum(map(len, pieces))))
        self.end_headers()

    def _write_body(self, answer: Answer, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            if answer.framing == _CHUNKED:
                half = max(1, len(piece) // 2)
                for part in (piece[:half], piece[half:]):
                    self.wfile.write(b"%x;part=yes\r\n%s\r\n" % (len(part), part) if part else b"")
            else:
                self.wfile.write(piece)
        if answer.framing == _CHUNKED:
            self.wfile.write(b"0\r\nX-Checked: yes\r\n\r\n")

    def log_message(self, *args: object) -> None:
        pass
