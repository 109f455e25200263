"""Gather evidence about the demo's datasets over loopback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from fairsvc.demo.facility import Facility
from fairsvc.model.depth import STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.pid import read_pid
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.probe.gather import Subject, gather

UNHURRIED = HostRate(100_000, 64)
DATASETS_AT_ONCE = 8


def policy(facility: Facility, read_timeout_s: float = 20) -> Policy:
    """Allow the demo's addresses, without a pause between requests and without a second try."""
    return Policy(
        "",
        allowed=frozenset(facility.host_ports),
        default_rate=UNHURRIED,
        attempts=1,
        backoff_s=0.01,
        read_timeout_s=read_timeout_s,
    )


@contextmanager
def asking(facility: Facility, read_timeout_s: float = 20) -> Iterator[Client]:
    """Give a client for the demo that knows nothing of earlier answers."""
    with Client(policy(facility, read_timeout_s), LocalBudget()) as client:
        yield client


def gather_one(facility: Facility, id: str, client: Client, depth: Depth = STANDARD_DEPTH) -> Evidence:
    """Gather about the dataset with this short id."""
    item = OaiItem(facility.oai_url, "oai_datacite", f"oai:dls.example:{id}", "persistent")
    endpoints = Endpoints(facility.resolver_url, facility.handle_api_url, facility.registry_url, item)
    return gather(Subject(read_pid(f"10.5072/dls.{id}"), endpoints), client, datetime.now(UTC), depth)


def gather_all(
    facility: Facility, ids: Iterable[str], depth: Depth = STANDARD_DEPTH, read_timeout_s: float = 20
) -> dict[str, Evidence]:
    """Gather about many datasets at the same time, by short id."""
    names = list(ids)
    with asking(facility, read_timeout_s) as client, ThreadPoolExecutor(DATASETS_AT_ONCE) as pool:
        found = pool.map(lambda id: gather_one(facility, id, client, depth), names)
        return dict(zip(names, found, strict=True))
