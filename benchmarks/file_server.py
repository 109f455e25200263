"""Serve files as fast as the kernel sends them: `python -m benchmarks.file_server BYTES LATENCY_MS`; prints its port.

/large is one file of BYTES, /small/N are files of a few KiB that answer after the latency.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import tempfile
import threading
import time
from contextlib import suppress

SMALL_BYTES = 4_096
PIECE = bytes(range(256)) * 4_096
_RANGE = re.compile(rb"\r\nRange: bytes=(\d+)-", re.IGNORECASE)


def main(size_bytes: int, latency_ms: float) -> None:
    """Serve until killed."""
    with tempfile.TemporaryFile() as large, socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        for _ in range(size_bytes // len(PIECE)):
            large.write(PIECE)
        large.flush()
        print(listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            served = (sock, large.fileno(), size_bytes // len(PIECE) * len(PIECE), latency_ms / 1000)
            threading.Thread(target=converse, args=served, daemon=True).start()


def converse(sock: socket.socket, large: int, size_bytes: int, latency_s: float) -> None:
    """Answer one connection's requests until it ends."""
    with suppress(OSError), sock:
        while head := _read_head(sock):
            path = head.split(b" ", 2)[1]
            if path == b"/large":
                send_large(sock, large, size_bytes, head)
            else:
                time.sleep(latency_s)
                body = path.ljust(SMALL_BYTES, b".")
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def send_large(sock: socket.socket, large: int, size_bytes: int, head: bytes) -> None:
    """Send the large file, or the rest of it."""
    asked = _RANGE.search(head)
    first = int(asked[1]) if asked else 0
    status = b"206 Partial Content" if asked else b"200 OK"
    span = b"Content-Range: bytes %d-%d/%d\r\n" % (first, size_bytes - 1, size_bytes) if asked else b""
    length = size_bytes - first
    sock.sendall(b'HTTP/1.1 %s\r\nETag: "1"\r\n%sContent-Length: %d\r\n\r\n' % (status, span, length))
    while first < size_bytes:
        first += os.sendfile(sock.fileno(), large, first, size_bytes - first)


def _read_head(sock: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = sock.recv(65_536)
        if not piece:
            return b""
        head += piece
    return head


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
