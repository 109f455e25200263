"""A real, small proxy on loopback: absolute-form requests answered by it, CONNECT tunnelled."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import trustme

from fairsvc.model.exchange import Exchange, FailureKind, Need
from fairsvc.net.client import Client
from tests.net.sockets import Speaker, Spoken

ClientOf = Callable[..., Client]
NAME = "repository.example.org"


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def tunnelling_to(port: int) -> Speaker:
    def speaker(sock: socket.socket, head: bytes) -> None:
        if not head.startswith(b"CONNECT "):
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nvia proxy")
            return
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            threading.Thread(target=pump, args=(upstream, sock), daemon=True).start()
            pump(sock, upstream)

    return speaker


def refusing(sock: socket.socket, _: bytes) -> None:
    sock.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def repository(speak: Callable[..., Spoken], tmp_path: Path) -> tuple[Spoken, str]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "bundle.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(NAME).configure_cert(context)
    spoken = speak(lambda sock, _: sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure"), context)
    return spoken, str(tmp_path / "bundle.pem")


def test_http_goes_to_the_proxy_and_the_name_is_left_to_it(speak: Callable[..., Spoken], client_of: ClientOf) -> None:
    proxy = speak(tunnelling_to(9))
    exchange = client_of(proxy_url=proxy.url).fetch(Need(f"http://{NAME}/x?y=1"))
    assert exchange.body == b"via proxy"
    assert proxy.heard[0].startswith(b"GET http://repository.example.org/x?y=1 HTTP/1.1\r\n")


def test_https_goes_through_a_tunnel_and_is_verified(
    speak: Callable[..., Spoken], client_of: ClientOf, repository: tuple[Spoken, str]
) -> None:
    server, bundle = repository
    proxy = speak(tunnelling_to(server.port))
    with_password = proxy.url.replace("//", "//user:hunter2@")
    exchange = client_of(proxy_url=with_password, ca_bundle=bundle).fetch(Need(f"https://{NAME}/x"))
    assert exchange.body == b"secure"
    assert exchange.url == f"https://{NAME}/x"
    assert proxy.heard[0].startswith(b"CONNECT repository.example.org:443 ")
    assert b"Proxy-Authorization: Basic" in proxy.heard[0].replace(b"proxy-authorization: ", b"Proxy-Authorization: ")
    assert b"roxy-" not in server.heard[0]


def test_an_unknown_authority_is_refused_behind_a_proxy(
    speak: Callable[..., Spoken], client_of: ClientOf, repository: tuple[Spoken, str]
) -> None:
    server, _ = repository
    exchange = client_of(proxy_url=speak(tunnelling_to(server.port)).url).fetch(Need(f"https://{NAME}/x"))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TLS
    assert server.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://0x7f000001/",
        "https://169.254.169.254/",
        "http://localhost/",
        "http://[fd00::1]/",
        f"http://{NAME}:22/",
    ],
)
def test_special_addresses_never_reach_the_proxy(speak: Callable[..., Spoken], client_of: ClientOf, url: str) -> None:
    proxy = speak(tunnelling_to(9))
    exchange = client_of(proxy_url=proxy.url).fetch(Need(url))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.ADDRESS
    assert proxy.heard == []


def test_an_allowed_address_goes_through_the_proxy_too(speak: Callable[..., Spoken], client_of: ClientOf) -> None:
    proxy = speak(tunnelling_to(9))
    exchange = client_of(proxy_url=proxy.url, allowed=frozenset(("10.0.0.1:8080",))).fetch(
        Need("http://10.0.0.1:8080/")
    )
    assert exchange.body == b"via proxy"


def proxied(client: Client) -> Exchange:
    return client.fetch(Need(f"https://{NAME}/?token=hunter2"))


def test_a_proxy_that_refuses_is_no_connection(speak: Callable[..., Spoken], client_of: ClientOf) -> None:
    exchange = proxied(client_of(proxy_url=speak(refusing).url.replace("//", "//user:hunter2@"), attempts=1))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CONNECT
    assert "proxy" in exchange.failure.detail
    assert "hunter2" not in exchange.failure.detail


def test_a_proxy_that_is_away_is_no_connection(client_of: ClientOf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    exchange = proxied(client_of(proxy_url=f"http://127.0.0.1:{port}", attempts=1))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CONNECT
    assert "proxy" in exchange.failure.detail
