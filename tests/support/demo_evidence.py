"""Gather evidence about the demo's datasets over loopback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fairsvc.demo.facility import Facility, running
from fairsvc.demo.loading import load_catalogue
from fairsvc.model.depth import FULL_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Need
from fairsvc.model.pid import read_pid
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.probe.gather import Subject, gather

DATASETS = load_catalogue().datasets
IDS = tuple(dataset.id for dataset in DATASETS)
# What has files to look into, or links to follow.
LOOKED_INTO = tuple(dataset.id for dataset in DATASETS if dataset.tier != "poor" and "negotiation" not in dataset.lacks)
QUICK = {"slow-page": {"delay_s": 0.05}}
UNHURRIED = HostRate(100_000, 64)
DATASETS_AT_ONCE = 8


def policy(facility: Facility, read_timeout_s: float, also: tuple[str, ...]) -> Policy:
    """Allow the demo's addresses, without a pause between requests and without a second try."""
    return Policy(
        "",
        allowed=frozenset((*facility.host_ports, *also)),
        default_rate=UNHURRIED,
        attempts=1,
        backoff_s=0.01,
        read_timeout_s=read_timeout_s,
    )


class Loopback:
    """A client for which there is no network beyond the demo: other hosts have no address."""

    def __init__(self, facility: Facility, client: Client) -> None:
        self._known, self._client = facility.host_ports, client

    def fetch(self, need: Need) -> Exchange:
        """Ask the demo, or answer as a machine without a network would."""
        if urlsplit(need.url).netloc in self._known:
            return self._client.fetch(need)
        return Exchange(need, datetime.now(UTC), failure=Failure(FailureKind.DNS))


@contextmanager
def asking(facility: Facility, read_timeout_s: float = 20, also: tuple[str, ...] = ()) -> Iterator[Loopback]:
    """Give a client for the demo that knows nothing of earlier answers; `also` are other host:port that it may ask."""
    with Client(policy(facility, read_timeout_s, also), LocalBudget()) as client:
        yield Loopback(facility, client)


def gather_one(facility: Facility, id: str, client: Loopback, depth: Depth = STANDARD_DEPTH) -> Evidence:
    """Gather about the dataset with this short id."""
    item = OaiItem(facility.oai_url, "oai_datacite", f"oai:dls.example:{id}", "persistent")
    endpoints = Endpoints(facility.resolver_url, facility.handle_api_url, facility.registry_url, item)
    return gather(Subject(read_pid(f"10.5072/dls.{id}"), endpoints), client, datetime.now(UTC), depth)


def gather_all(
    facility: Facility,
    ids: Iterable[str],
    depth: Depth = STANDARD_DEPTH,
    read_timeout_s: float = 20,
    also: tuple[str, ...] = (),
) -> dict[str, Evidence]:
    """Gather about many datasets at the same time, by short id."""
    names = list(ids)
    with asking(facility, read_timeout_s, also) as client, ThreadPoolExecutor(DATASETS_AT_ONCE) as pool:
        found = pool.map(lambda name: gather_one(facility, name, client, depth), names)
        return dict(zip(names, found, strict=True))


def gather_standard() -> dict[str, Evidence]:
    """Gather at depth standard about every dataset of a demo of its own, whose slow page does not keep us waiting."""
    with running(overrides=QUICK) as facility:
        return gather_all(facility, IDS)


def gather_full() -> dict[str, Evidence]:
    """Gather at depth full about those datasets of which it tells more."""
    with running(overrides=QUICK) as facility:
        return gather_all(facility, LOOKED_INTO, FULL_DEPTH)
