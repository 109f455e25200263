from __future__ import annotations

import pytest

from fairsvc.model.exchange import Exchange, FailureKind, Hop, Need
from fairsvc.probe.replay import Recording
from tests.support.recordings import RECORDED_AT


def one(
    url: str, accept: str, status: int = 200, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
) -> Exchange:
    return Exchange(Need(url, headers=(("Accept", accept),)), RECORDED_AT, (Hop(url, status, headers),), body=body)


def ask(exchanges: list[Exchange], url: str, accept: str, method: str = "GET") -> Exchange:
    return Recording(exchanges, RECORDED_AT).fetch(Need(url, method, (("Accept", accept),)))


def test_redirects_are_followed_through_single_recordings() -> None:
    chain = [
        one("https://doi.org/10.1/A", "*/*", 302, (("Location", "https://x.org/a"),)),
        one("https://x.org/a", "*/*", body=b"page"),
    ]
    answer = ask(chain, "https://doi.org/10.1/a", "text/html, */*;q=0.1")
    assert (answer.status, answer.url, answer.body) == (200, "https://x.org/a", b"page")
    assert [hop.status for hop in answer.hops] == [302, 200]


@pytest.mark.parametrize(
    ("recorded_accept", "vary", "asked", "served"),
    [
        ("application/ld+json", "Accept", "application/ld+json", True),
        ("application/ld+json", "Accept", "text/turtle", False),
        ("application/ld+json", "", "text/turtle", True),
        ("*/*", "Accept", "text/html, */*;q=0.1", True),
        ("*/*", "Accept", "application/metalink4+xml", False),
        ("text/html,application/json;q=0.9,*/*;q=0.5", "Accept", "text/html, */*;q=0.1", True),
        ("application/json;q=0.5, text/html", "Accept", "application/json", False),
        ("application/json;q=x", "Accept", "text/turtle", False),
        ("*/*", "accept-encoding, ACCEPT", "application/metalink4+xml", False),
    ],
)
def test_an_answer_serves_only_whom_it_could_have_been_sent_to(
    recorded_accept: str, vary: str, asked: str, served: bool
) -> None:
    headers = (("Vary", vary),) if vary else ()
    answer = ask([one("https://x.org/a", recorded_accept, headers=headers)], "https://x.org/a", asked)
    assert (answer.failure is None) is served


def test_what_was_not_recorded_says_so_and_is_not_conclusive() -> None:
    answer = ask([], "https://x.org/a", "*/*")
    assert answer.failure is not None
    assert answer.failure.kind is FailureKind.NOT_RECORDED
    assert not answer.conclusive
    assert "not recorded" in answer.outcome()


def test_a_get_does_not_answer_a_head_and_a_loop_ends() -> None:
    looping = one("https://x.org/a", "*/*", 302, (("Location", "/a"),))
    assert ask([looping], "https://x.org/a", "*/*", "HEAD").failure is not None
    answer = ask([looping], "https://x.org/a", "*/*")
    assert answer.failure is not None
    assert answer.failure.kind is FailureKind.REDIRECTS
