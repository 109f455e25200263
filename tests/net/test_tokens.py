"""A token opens its own host and is seen nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from fairsvc.errors import BadSettings
from fairsvc.model.exchange import Need
from fairsvc.net.client import Client
from fairsvc.net.policy import HostToken, Policy
from tests.support.server import Asked, Handler, Reply, Served

Serve = Callable[[Handler], Served]
ClientOf = Callable[..., Client]

SECRET = "Bearer hunter2"


def token(served: Served, **wishes: str) -> HostToken:
    return HostToken(f"127.0.0.1:{served.port}", SECRET, **wishes)


def fine(_: Asked) -> Reply:
    return 200, [], b"bytes"


@pytest.mark.parametrize("streamed", [False, True])
def test_a_token_goes_to_its_host_and_stays_behind(
    serve: Serve, client_of: ClientOf, streamed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    other = serve(fine)
    own = serve(lambda asked: fine(asked) if asked.path == "/x" else (302, [("Location", f"{other.url}/x")], b""))
    client = client_of(own, other, tokens=(token(own),))
    caplog.set_level(logging.DEBUG)
    for need in (Need(f"{own.url}/x"), Need(own.url), Need(other.url)):
        if streamed:
            with client.open(need) as incoming:
                assert SECRET not in repr(incoming.hops)
        else:
            assert "hunter2" not in repr(client.fetch(need))
    assert [asked.headers.get("authorization") for asked in own.asked] == [SECRET, SECRET]
    assert ["authorization" in asked.headers for asked in other.asked] == [False, False]
    assert "hunter2" not in caplog.text
    assert client.has_token(own.url)
    assert not client.has_token(other.url)


def test_a_redirect_back_has_it_again(serve: Serve, client_of: ClientOf) -> None:
    own = serve(fine)
    other = serve(lambda _: (302, [("Location", f"{own.url}/x")], b""))
    client_of(own, other, tokens=(token(own, header="X-API-Key"),)).fetch(Need(other.url))
    assert own.asked[0].headers["x-api-key"] == SECRET


@pytest.mark.parametrize("streamed", [False, True])
def test_a_signed_address_is_in_no_log(
    serve: Serve, client_of: ClientOf, streamed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve(fine)
    caplog.set_level(logging.DEBUG)
    need = Need(f"{served.url}/x?X-Amz-Signature=hunter2&v=1")
    with client_of(served) as client, client.open(need) if streamed else nullcontext(client.fetch(need)):
        assert "v=1" in caplog.text
        assert "hunter2" not in caplog.text


@pytest.mark.parametrize(
    "spelling", ["http://{other}\\@{own}/x", "http://{other}\\@{own}\\x", "http://{other}\\{own}/x"]
)
@pytest.mark.parametrize("redirected", [False, True])
def test_an_address_that_parsers_read_as_two_hosts_gets_none(
    serve: Serve, client_of: ClientOf, spelling: str, redirected: bool
) -> None:
    own, other = serve(fine), serve(fine)
    url = spelling.format(own=f"127.0.0.1:{own.port}", other=f"127.0.0.1:{other.port}")
    start = serve(lambda _: (302, [("Location", url)], b""))
    client_of(own, other, start, tokens=(token(own),)).fetch(Need(start.url if redirected else url))
    assert [asked.headers.get("authorization") for asked in other.asked] in ([], [None])


@pytest.mark.parametrize(
    ("host", "url", "opens"),
    [
        ("data.example.org", "https://data.example.org/x", True),
        ("data.example.org", "https://DATA.example.org:443/x", True),
        ("data.example.org", "http://data.example.org/x", False),
        ("data.example.org", "https://data.example.org:8443/x", False),
        ("data.example.org", "https://more.data.example.org/x", False),
        ("data.example.org", "https://data.example.org.evil.example/x", False),
        ("data.example.org", "https://x@evil.example/data.example.org", False),
        ("data.example.org:8443", "https://data.example.org:8443/x", True),
        ("data.example.org:8443", "https://data.example.org/x", False),
        ("localhost:80", "http://localhost/", False),
        ("localhost", "http://localhost/", True),
        ("data.example.org", "https://[/", False),
    ],
)
def test_where_a_token_goes(host: str, url: str, opens: bool) -> None:
    policy = Policy("", tokens=(HostToken(host, SECRET),))
    assert (policy.token(url) is not None) is opens
    assert "hunter2" not in repr(policy)


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "https://data.example.org"},
        {"host": "Data.example.org"},
        {"host": ""},
        {"value": ""},
        {"value": "Bearer x\r\nX-Evil: 1"},
        {"value": "Bearer \u00e9"},
        {"header": "A: b"},
    ],
)
def test_what_is_no_token_is_refused_without_being_told(wrong: dict[str, Any]) -> None:
    given = {"host": "data.example.org", "value": SECRET, **wrong}
    with pytest.raises(BadSettings) as caught:
        HostToken(**given)
    assert "hunter2" not in str(caught.value)
