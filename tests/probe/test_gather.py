"""Gathering at a depth: how many questions, in how many waves, and which go first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairsvc.demo.facility import Facility, running
from fairsvc.model.depth import DEPTHS, FULL_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import read_pid
from fairsvc.model.step import PAGE, Step, conneg
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.probe.gather import Subject, gather

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def facility() -> Iterator[Facility]:
    with running() as facility:
        yield facility


@pytest.fixture(scope="module")
def client(facility: Facility) -> Iterator[Client]:
    policy = Policy("steward@facility.example", allowed=frozenset(facility.host_ports), default_rate=HostRate(1e6, 64))
    with Client(policy, LocalBudget()) as client:
        yield client


class Waves:
    """Spreads the needs of a wave, and counts them."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, fetch: Callable[[Need], Exchange], needs: Iterable[Need]) -> Iterable[Exchange]:
        wave = list(needs)
        self.sizes.append(len(wave))
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(fetch, wave))


def subject(facility: Facility, doi: str) -> Subject:
    item = OaiItem(facility.oai_url, "oai_datacite", f"oai:dls.example:{doi.partition('dls.')[2]}", "persistent")
    return Subject(
        read_pid(doi), Endpoints(facility.resolver_url, facility.handle_api_url, facility.registry_url, item)
    )


def test_standard_asks_nine_questions_in_the_chain_and_two_waves(facility: Facility, client: Client) -> None:
    costs = []
    for doi in facility.dois[-6:]:
        waves = Waves()
        evidence = gather(subject(facility, doi), client, NOW, spread=waves)
        assert evidence.depth == "standard"
        assert sum(waves.sizes) == len(evidence.exchanges) == len({one.need for one in evidence.exchanges})
        costs.append((sum(waves.sizes), len(waves.sizes)))
    assert max(requests for requests, _ in costs) == STANDARD_DEPTH.max_requests == 9
    assert 2 <= max(count for _, count in costs) <= 3


def test_full_says_so_and_keeps_its_limit(facility: Facility, client: Client) -> None:
    for doi in facility.dois[-2:]:
        waves = Waves()
        evidence = gather(subject(facility, doi), client, NOW, FULL_DEPTH, spread=waves)
        assert evidence.depth == "full"
        assert 0 < sum(waves.sizes) <= FULL_DEPTH.max_requests == 45


@pytest.mark.parametrize("depth", DEPTHS.values(), ids=DEPTHS)
def test_a_depth_names_each_step_once_and_holds_the_standard_ones(depth: Depth) -> None:
    names = [step.name for step in depth.steps]
    assert len(set(names)) == len(names)
    assert {step.name for step in STANDARD_DEPTH.steps} <= set(names)


class Echo:
    """Answers every need at once with nothing in it."""

    def fetch(self, need: Need) -> Exchange:
        return Exchange(need, NOW, (Hop(need.url, 200),), body=b"")


def _own(name: str, rank: int, accept: str) -> Step:
    def ask(evidence: Evidence) -> Need:
        return conneg(evidence.pid.uri, accept)

    return Step(name, "A step of a plug-in", rank, ask)


@pytest.mark.parametrize(
    ("rank", "limit", "asked"),
    [(0, 2, ["page", "own:1"]), (9, 2, ["page", "handle"]), (9, 45, ["page", "handle", "own:1", "own:2"])],
)
def test_own_steps_count_within_the_limit_by_rank(rank: int, limit: int, asked: list[str]) -> None:
    steps = (*STANDARD_DEPTH.steps[:2], _own("own:1", rank, "text/a"), _own("own:2", rank + 1, "text/b"))
    depth = replace(STANDARD_DEPTH, steps=steps, max_requests=limit)
    evidence = gather(Subject(read_pid("10.5072/x")), Echo(), NOW, depth)
    assert sorted(name for one in evidence.exchanges for name in one.steps) == sorted(asked)


def test_seeds_cost_nothing() -> None:
    need = Need("https://example.org/oai")
    seed = Exchange(need, NOW, (Hop(need.url, 200),), body=b"", steps=("oai-record",))
    depth = replace(STANDARD_DEPTH, steps=(PAGE,), max_requests=1)
    evidence = gather(Subject(read_pid("10.5072/x"), seeds=(seed,)), Echo(), NOW, depth)
    assert [one.steps for one in evidence.exchanges] == [("oai-record",), ("page",)]
