"""vcrpy still sees the traffic: it records, replays and blocks; without it the guard stands again."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import vcr
import yaml
from vcr.errors import CannotOverwriteExistingCassetteException

from fairsvc.model.exchange import Exchange, Need
from fairsvc.net.client import Client
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
ClientOf = Callable[..., Client]

RECORDED = Path(__file__).resolve().parents[1] / "samples" / "net" / "redirect.yaml"
RECORDED_PORT = 8765
PAGE = b"<title>Lysozyme</title>"


def repository(asked: Asked) -> Reply:
    links = [("Link", "</files>; rel=linkset"), ("Link", "</a>; rel=item")]
    if asked.path.startswith("/doi/"):
        return 302, [("Location", "/page"), *links], b"moved"
    if asked.method == "HEAD":
        return 200, [*links, ("Content-Length", str(len(PAGE)))], b""
    return 200, [*links, ("Content-Type", "text/html"), ("Content-Encoding", "gzip")], gzip.compress(PAGE, mtime=0)


def facts(exchange: Exchange) -> Any:
    hops = [
        (hop.status, hop.url.rpartition("/")[2], [v for n, v in hop.headers if n == "Link"]) for hop in exchange.hops
    ]
    return hops, exchange.body, exchange.body_sha256, exchange.failure


def ask(client: Client, url: str) -> list[Any]:
    needs = [Need(f"{url}/doi/10.5072/abc"), Need(f"{url}/page", "HEAD")]
    return [facts(client.fetch(need)) for need in needs]


def test_what_is_recorded_is_replayed(serve: Serve, client_of: ClientOf, tmp_path: Path) -> None:
    served = serve(repository)
    cassette = str(tmp_path / "cassette.yaml")
    client = client_of(served)
    plain = ask(client, served.url)
    with vcr.use_cassette(cassette) as recording:
        recorded = ask(client, served.url)
    with vcr.use_cassette(cassette, record_mode="none") as replaying:
        replayed = ask(client, served.url)
    again = ask(client, served.url)
    assert plain == recorded == replayed == again
    assert len(recording) == 3
    assert replaying.play_count == 3
    assert len(served.asked) == 9


def test_the_cassette_of_the_house_is_replayed_without_a_server(client_of: ClientOf) -> None:
    client = client_of(allowed=frozenset((f"127.0.0.1:{RECORDED_PORT}",)))
    with vcr.use_cassette(str(RECORDED), record_mode="none") as replaying:
        page, head = ask(client, f"http://127.0.0.1:{RECORDED_PORT}")
    links = ["</files>; rel=linkset", "</a>; rel=item"]
    assert page[0] == [(302, "abc", links), (200, "page", links)]
    assert page[1] == PAGE
    assert head[:2] == ([(200, "page", links)], b"")
    assert replaying.all_played


def test_the_cassette_holds_what_we_send() -> None:
    requests = [item["request"] for item in yaml.safe_load(RECORDED.read_text())["interactions"]]
    assert [request["method"] for request in requests] == ["GET", "GET", "HEAD"]
    assert requests[0]["headers"]["User-Agent"] == ["fairsvc (+mailto:tests@example.org)"]


def test_a_question_that_was_not_recorded_is_blocked(serve: Serve, client_of: ClientOf) -> None:
    served = serve(repository)
    client = client_of(served)
    with vcr.use_cassette(str(RECORDED), record_mode="none"), pytest.raises(CannotOverwriteExistingCassetteException):
        client.fetch(Need(f"{served.url}/new"))
    assert served.asked == []


def test_the_guard_stands_again_behind_a_cassette(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    loopback = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [loopback])
    client, need = client_of(), Need("http://rebind.example.org/")
    before = client.fetch(need)
    with vcr.use_cassette(str(RECORDED), record_mode="none"), pytest.raises(CannotOverwriteExistingCassetteException):
        client.fetch(need)
    after = client.fetch(need)
    assert [str(exchange.failure) for exchange in (before, after)] == ["address refused (loopback address)"] * 2
