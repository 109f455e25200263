"""HTTP/1.1 on loopback: one thread per connection, nothing left behind when it stops."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fairsvc.demo.wire import Request, Response, notice

App = Callable[[Request], Response]
Observer = Callable[[Request, Response], None]
HOST = "127.0.0.1"
MAX_BODY_BYTES = 65_536


class Server(ThreadingHTTPServer):
    """A server bound to a port that answers nothing yet: its application is set when all addresses are known."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), Endpoint)
        self.app: App | None = None
        self.observe: Observer | None = None
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """The address without a slash at the end."""
        return f"http://{HOST}:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that stopping ends it."""
        with self.lock:
            self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self.lock:
            self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away; let a defect of ours be seen."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def end_connections(self) -> None:
        """Wake every waiting thread."""
        self.stopping.set()
        with self.lock:
            for connection in self.connections:
                _shut(connection)


class Endpoint(BaseHTTPRequestHandler):
    """Hand each request to the server's application."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1  # header and body leave together: no delay between Nagle and delayed acknowledgement
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer a request without a body."""
        self._answer(b"")

    def do_HEAD(self) -> None:
        """Answer like GET; the body is not sent (RFC 9110 section 9.3.2)."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer a request with a body of stated length."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(notice(413 if length.isdigit() else 411, "Refused", "State the length, at most 64 KiB."))
            return
        self._answer(self.rfile.read(int(length)))

    def version_string(self) -> str:
        """Name no version: answers stay the same on every Python."""
        return "DemoLightSource"

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: whoever wants to know asks the observer."""

    def _answer(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.command != "POST" and headers.keys() & {"content-length", "transfer-encoding"}:
            self.close_connection = True  # a body that nobody reads would pass for the next request
        request = Request(self.command, self.path, headers, body)
        assert self.server.app is not None
        response = self.server.app(request)
        if self.server.observe is not None:
            self.server.observe(request, response)
        if response.delay_s and self.server.stopping.wait(response.delay_s):
            self.close_connection = True
        self._send(response)

    def _send(self, response: Response) -> None:
        if response.raw is not None:
            self.close_connection = True
            self.wfile.write(response.raw)
            return
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)


@contextmanager
def serving(server: Server) -> Iterator[None]:
    """Serve until the block ends; then no thread and no connection is left."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"demo {server.url}")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.end_connections()
        server.server_close()


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
