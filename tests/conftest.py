"""What every test gets: no network but loopback, a server on it, and the shared data where it lies beside us."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support.server import Handler, Served, serving

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"

# How long an example takes says more of the machine than of the code. CI draws the same examples every time: what it
# refuses fails again on the next machine; a developer's runs go on looking for new ones.
settings.register_profile(
    "fairsvc",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.load_profile("fairsvc")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their number: compressed ones hold the time, and all processes must collect the same names."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


def _loopback(address: Any) -> bool:
    host = address[0] if isinstance(address, tuple) else None
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every socket that would leave this machine, and every look-up of a foreign name."""

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, address: Any, *rest: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _loopback(address):
                pytest.fail(f"a test tried to reach {address}")
            return original(self, address, *rest)

        return call

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    lookup = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if _loopback((host.decode() if isinstance(host, bytes) else host,)):
            return lookup(host, *args, **kwargs)
        raise socket.gaierror(socket.EAI_NONAME, "tests know no names")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture
def serve() -> Iterator[Callable[[Handler], Served]]:
    """Start loopback servers that stop with the test."""
    with ExitStack() as stack:
        yield lambda handler, host="127.0.0.1": stack.enter_context(serving(handler, host))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The recorded real data beside the checkout; a clone without it skips these cases."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not beside this checkout")
    return SHARED
