"""Servers that are a function over one connection, for answers that no HTTP library would send."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Speaker = Callable[[socket.socket, bytes], None]


@dataclass
class Spoken:
    """A listening socket and the first request head of each connection."""

    url: str
    port: int
    heard: list[bytes] = field(default_factory=list)


def read_head(sock: socket.socket) -> bytes:
    """Read until the empty line that ends a request's head; empty when the other side has hung up."""
    head = b""
    while b"\r\n\r\n" not in head and (chunk := sock.recv(65_536)):
        head += chunk
    return head


@contextmanager
def speaking(speaker: Speaker, tls: ssl.SSLContext | None = None) -> Iterator[Spoken]:
    """Hand each connection and its first request head to the function, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        spoken = Spoken(f"{'https' if tls else 'http'}://127.0.0.1:{port}", port)

        def listen() -> None:
            with suppress(OSError):
                while True:
                    sock, _ = listener.accept()
                    threading.Thread(target=converse, args=(sock,), daemon=True).start()

        def converse(sock: socket.socket) -> None:
            with suppress(OSError), sock, tls.wrap_socket(sock, server_side=True) if tls else sock as stream:
                head = read_head(stream)
                spoken.heard.append(head)
                speaker(stream, head)

        threading.Thread(target=listen, daemon=True).start()
        yield spoken
        listener.shutdown(socket.SHUT_RDWR)
