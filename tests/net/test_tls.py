from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from fairsvc.errors import BadSettings
from fairsvc.model.exchange import Failure, FailureKind, Need
from fairsvc.net.client import Client
from fairsvc.net.transport import tls_context
from tests.net.sockets import Spoken

ClientOf = Callable[..., Client]
Secure = Callable[..., Spoken]


def fine(sock: socket.socket, _: bytes) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def bundle(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("tls") / "bundle.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def secure(authority: trustme.CA, speak: Callable[..., Spoken]) -> Secure:
    def start(name: str = "127.0.0.1", **wishes: Any) -> Spoken:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name, **wishes).configure_cert(context)
        return speak(fine, context)

    return start


def failure(client: Client, spoken: Spoken) -> Failure:
    exchange = client.fetch(Need(spoken.url))
    assert exchange.failure is not None
    assert spoken.heard == []
    return exchange.failure


def test_the_operators_authority_is_trusted(secure: Secure, client_of: ClientOf, bundle: str) -> None:
    spoken = secure()
    assert client_of(spoken, ca_bundle=bundle).fetch(Need(spoken.url)).body == b"fine"


def test_an_unknown_authority_is_refused(secure: Secure, client_of: ClientOf) -> None:
    spoken = secure()
    found = failure(client_of(spoken), spoken)
    assert (found.kind, found.detail) == (FailureKind.TLS, "unable to get local issuer certificate")


def test_a_wrong_name_is_refused(secure: Secure, client_of: ClientOf, bundle: str) -> None:
    spoken = secure("other.example.org")
    assert failure(client_of(spoken, ca_bundle=bundle), spoken).kind is FailureKind.TLS


def test_an_expired_certificate_is_refused(secure: Secure, client_of: ClientOf, bundle: str) -> None:
    spoken = secure(not_after=datetime.now(UTC) - timedelta(days=1))
    assert failure(client_of(spoken, ca_bundle=bundle), spoken).detail == "certificate has expired"


def test_plain_text_behind_https_is_no_secure_connection(client_of: ClientOf) -> None:
    def blurt(listener: socket.socket) -> None:
        sock, _ = listener.accept()
        with sock:
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            sock.recv(65_536)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=blurt, args=(listener,), daemon=True).start()
        exchange = client_of(allowed=frozenset((f"127.0.0.1:{port}",))).fetch(Need(f"https://127.0.0.1:{port}/"))
    assert exchange.failure is not None
    assert str(exchange.failure) == "certificate refused (no secure connection: wrong version number)"


def test_a_handshake_that_never_ends_is_left(speak: Callable[..., Spoken], client_of: ClientOf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        client = client_of(allowed=frozenset((f"127.0.0.1:{port}",)), connect_timeout_s=0.1)
        exchange = client.fetch(Need(f"https://127.0.0.1:{port}/"))
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.TIMEOUT


def test_all_connections_share_one_context(
    secure: Secure, client_of: ClientOf, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[ssl.SSLContext] = []
    wrap, load, loaded = ssl.SSLContext.wrap_socket, ssl.SSLContext.load_verify_locations, []

    def wrap_socket(self: ssl.SSLContext, sock: socket.socket, server_side: bool = False, **wishes: Any) -> Any:
        if not server_side:
            used.append(self)
        return wrap(self, sock, server_side, **wishes)

    def load_verify_locations(self: ssl.SSLContext, *args: Any, **kwargs: Any) -> None:
        loaded.append(args)
        load(self, *args, **kwargs)

    servers = [secure(), secure()]
    clients = [client_of(*servers, ca_bundle=bundle) for _ in range(2)]
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap_socket)
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", load_verify_locations)
    assert all(client.fetch(Need(server.url)).ok for client in clients for server in servers)
    assert used == [tls_context(bundle)] * 4
    assert loaded == []


def test_a_bundle_adds_to_the_public_authorities(bundle: str) -> None:
    assert len(tls_context(bundle).get_ca_certs()) == len(tls_context().get_ca_certs()) + 1
    assert tls_context(bundle).verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bundle_that_cannot_be_read_is_told_at_once(tmp_path: Path, client_of: ClientOf, content: str | None) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadSettings) as caught:
        client_of(ca_bundle=str(path))
    assert caught.value.which == str(path)


def test_the_environments_bundle_is_not_used(
    secure: Secure, client_of: ClientOf, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    spoken = secure()
    assert failure(client_of(spoken), spoken).kind is FailureKind.TLS


@pytest.mark.parametrize("downgraded", [True, False])
def test_a_downgrade_is_followed_and_seen(
    speak: Callable[..., Spoken], authority: trustme.CA, client_of: ClientOf, bundle: str, downgraded: bool
) -> None:
    plain = speak(fine)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    location = f"{plain.url}/x" if downgraded else "/x"
    spoken = speak(
        lambda sock, head: (
            sock.sendall(f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n".encode())
            if b" / " in head
            else fine(sock, head)
        ),
        context,
    )
    exchange = client_of(plain, spoken, ca_bundle=bundle).fetch(
        Need(f"{spoken.url}/", headers=(("Authorization", "Bearer x"),))
    )
    assert exchange.ok
    assert exchange.url.startswith("http:" if downgraded else "https:")
    final = plain.heard[0] if downgraded else spoken.heard[1]
    assert (b"Authorization" in final) is not downgraded
