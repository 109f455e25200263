"""Which datasets of a bulk run get a full look."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.jobs.sampling import Group, HostSample, find_group
from fairsvc.jobs.subjects import spread
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Failure, FailureKind, Hop, Need
from fairsvc.model.pid import read_pid

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def seen(pid: str, *hops: tuple[str, int], failure: Failure | None = None) -> Evidence:
    answers = tuple(Hop(url, status) for url, status in hops)
    page = Exchange(Need(f"https://doi.org/{pid}"), NOW, answers, failure, steps=("page",))
    return Evidence(read_pid(pid), NOW, exchanges=(page,))


HERE, THERE = "https://Data.a.example/x?token=1", "https://b.example:8443/y"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (seen("10.5072/x", ("https://doi.org/10.5072/x", 302), (HERE, 200)), Group("data.a.example", "10.5072")),
        (seen("10.16907/x", (THERE, 200)), Group("b.example:8443", "10.16907")),
        (seen("https://b.example:8443/y", (THERE, 200)), Group("b.example:8443", "url")),
        (seen("10.5072/x", (HERE, 404)), None),
        (seen("10.5072/x", (HERE, 302), failure=Failure(FailureKind.TIMEOUT)), None),
        (Evidence(read_pid("10.5072/x"), NOW), None),
    ],
)
def test_who_answers_is_the_landing_host_and_the_prefix(evidence: Evidence, expected: Group | None) -> None:
    assert find_group(evidence) == expected


DATASETS = [(f"10.{5072 + n % 2}/x{n}", f"https://{host}.example/{n}") for n in range(12) for host in "ab"[: 1 + n % 2]]
FOUND = {pid: seen(pid, (url, 200)) for pid, url in DATASETS}


@settings(max_examples=30)
@given(st.permutations(sorted(FOUND)), st.integers(1, 9))
def test_the_choice_does_not_depend_on_who_answers_first(order: list[str], size: int) -> None:
    one, other = HostSample(size), HostSample(size)
    for pid in order:
        one.see(FOUND[pid])
    for pid in sorted(FOUND):
        other.see(FOUND[pid])
    assert one.chosen() == other.chosen()


def test_of_each_group_the_first_of_the_run_are_chosen() -> None:
    hosts = HostSample(2)
    for found in FOUND.values():
        hosts.see(found)
    chosen = hosts.chosen()
    assert [one.group for one in chosen] == sorted({find_group(found) for found in FOUND.values()})  # type: ignore[type-var]
    for sampled in chosen:
        pids = spread(str(found.pid) for found in FOUND.values() if find_group(found) == sampled.group)
        assert (sampled.datasets, sampled.pids) == (len(pids), tuple(pids[:2]))
