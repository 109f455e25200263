from __future__ import annotations

from typing import Any

import pytest

from fairsvc.errors import BadSettings
from fairsvc.net.policy import HostRate, Policy


@pytest.mark.parametrize(
    "wishes",
    [
        {"contact": "nobody"},
        {"contact": "a@example.org\r\nX-Injected: 1"},
        {"software": "fair svc"},
        {"software": "fairsvc/1\n"},
        {"attempts": 0},
        {"connect_timeout_s": -1},
        {"limit_bytes": 0},
        {"total_timeout_s": float("nan")},
        {"allowed": frozenset(("intranet.example.org",))},
        {"allowed": frozenset(("https://intranet.example.org:1",))},
        {"proxy_url": "socks5://proxy.example.org"},
        {"proxy_url": "proxy.example.org:3128"},
    ],
)
def test_bad_settings_are_told_at_once(wishes: dict[str, Any]) -> None:
    with pytest.raises(BadSettings) as caught:
        Policy(**{"contact": "", **wishes})
    assert caught.value.which
    assert caught.value.next_step


def test_a_proxy_password_is_not_repeated() -> None:
    with pytest.raises(BadSettings) as caught:
        Policy("", proxy_url="https://user:hunter2@proxy.example.org")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(("requests_per_s", "in_flight"), [(0, 1), (-1, 1), (float("inf"), 1), (1, 0)])
def test_a_rate_is_above_zero(requests_per_s: float, in_flight: int) -> None:
    with pytest.raises(BadSettings):
        HostRate(requests_per_s, in_flight)


@pytest.mark.parametrize(
    ("origin", "asked", "per_s"),
    [
        ("doi.org", None, 10),
        ("api.datacite.org", None, 3),
        ("data.crosscite.org", None, 3),
        ("example.org", None, 2),
        ("example.org", HostRate(7, 1), 7),
        ("api.datacite.org", HostRate(1, 1), 1),
        ("slow.example.org", None, 0.1),
        ("slow.example.org", HostRate(7, 1), 0.1),
        ("slow.example.org:8443", None, 0.5),
        ("slow.example.org:8080", None, 0.1),
        ("[::1]", None, 9),
        ("[::1]:81", None, 9),
    ],
)
def test_the_operator_decides_then_the_caller_then_we(origin: str, asked: HostRate | None, per_s: float) -> None:
    rates = (
        ("slow.example.org", HostRate(0.1, 1)),
        ("slow.example.org:8443", HostRate(0.5, 1)),
        ("[::1]", HostRate(9, 9)),
    )
    assert Policy("", rates=rates).rate(origin, asked).requests_per_s == per_s


def test_the_operator_may_slow_down_what_we_know() -> None:
    policy = Policy("", rates=(("doi.org", HostRate(1, 1)),))
    assert policy.rate("doi.org") == HostRate(1, 1)


def test_we_say_who_we_are() -> None:
    policy = Policy("steward@example.org", "fairsvc/0.1.0")
    assert policy.user_agent == "fairsvc/0.1.0 (+mailto:steward@example.org)"
    assert Policy("").user_agent == "fairsvc"
