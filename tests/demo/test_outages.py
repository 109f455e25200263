"""A host that is down makes no dataset worse, and none better: what could not be asked is open."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from assessors.metric_sets import load_metric_sets
from fairsvc.demo.facility import Facility, running
from fairsvc.demo.outage import Outage
from fairsvc.demo.wire import Response, notice, redirect
from fairsvc.jobs.judging import Assessed, call_panel
from fairsvc.model.check import Outcome
from fairsvc.model.depth import FULL_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import FailureKind
from tests.support.demo_evidence import IDS, QUICK, gather_all

PANEL = call_panel(load_metric_sets())
READ_TIMEOUT_S = 0.5
SOME = ("ptychography-chip", "no-signposting", "poor-page", "withdrawn")
# One of each trick that an outage could hide: in the file, on the page, between the sources, in the dates.
TRICKS = (
    "file-is-dead",
    "file-is-login-page",
    "open-behind-login",
    "soft-404",
    "licence-three-ways",
    "meta-tags-alone",
)
DEEPER = ("ptychography-chip", "no-digest", "processed-curves")

# Server, path below which it is down, path below which it is not.
HOSTS = {
    "resolver": ("resolver", "/", "/api/"),
    "handle API": ("resolver", "/api/handles/", ""),
    "registry": ("registry", "/", ""),
    "landing pages": ("facility", "/datasets/", ""),
    "files": ("facility", "/files/", ""),
    "OAI-PMH": ("facility", "/oai", ""),
    "the whole facility": ("facility", "/", ""),
}
MODES = {
    "429": notice(429, "Too many requests", "Please slow down."),
    "500": notice(500, "Internal server error", "The page could not be made."),
    "no answer": Response(200, delay_s=3 * READ_TIMEOUT_S),
    "cut": Response(200, raw=b""),
    "TLS": Response(200, raw=bytes.fromhex("15030300020228")),
    "garbage": Response(200, raw=b"\xff\x00 no HTTP at all\r\n\r\n"),
}


@pytest.fixture(scope="module")
def demo() -> Iterator[Facility]:
    with running(overrides=QUICK) as started:
        yield started


@pytest.fixture(scope="module")
def before(demo: Facility) -> Mapping[str, Assessed]:
    return assessed(gather_all(demo, IDS))


@pytest.fixture(scope="module")
def before_full(demo: Facility) -> Mapping[str, Assessed]:
    return assessed(gather_all(demo, (*DEEPER, *TRICKS), FULL_DEPTH))


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """Give a host:port where nobody listens, and nobody else can while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("host", HOSTS)
def test_a_busy_host_makes_no_dataset_worse_or_better(
    demo: Facility, before: Mapping[str, Assessed], host: str
) -> None:
    busy = down(demo, host, notice(503, "Busy", "Please come back."), IDS)
    assert worse(before, busy) == []
    assert better(before, busy) == []


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_refuses_makes_no_dataset_worse_or_better(
    demo: Facility, before: Mapping[str, Assessed], silent: str, host: str
) -> None:
    after = down(demo, host, redirect(f"http://{silent}/"), (*SOME, *TRICKS), (silent,))
    assert worse(before, after) == []
    assert better(before, after) == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("host", HOSTS)
def test_no_way_of_being_down_makes_a_dataset_worse_or_better(
    demo: Facility, before: Mapping[str, Assessed], host: str, mode: str
) -> None:
    after = down(demo, host, MODES[mode], (*SOME, *TRICKS))
    assert worse(before, after) == []
    assert better(before, after) == []


@pytest.mark.parametrize("host", HOSTS)
def test_a_busy_host_makes_no_dataset_worse_or_better_at_depth_full(
    demo: Facility, before_full: Mapping[str, Assessed], host: str
) -> None:
    busy = notice(503, "Busy", "Please come back.")
    after = down(demo, host, busy, (*DEEPER, *TRICKS), depth=FULL_DEPTH)
    assert worse(before_full, after) == []
    assert better(before_full, after) == []


def down(
    demo: Facility,
    host: str,
    answer: Response,
    ids: tuple[str, ...],
    also: tuple[str, ...] = (),
    depth: Depth = STANDARD_DEPTH,
) -> Mapping[str, Assessed]:
    """Assess while the host is down, and see to it that this was felt."""
    server, below, except_below = HOSTS[host]
    demo.outages.append(Outage(server, answer, below, except_below))
    try:
        gathered = gather_all(demo, ids, depth, read_timeout_s=READ_TIMEOUT_S, also=also)
    finally:
        demo.outages.clear()
    open_ones = [
        exchange for evidence in gathered.values() for exchange in evidence.exchanges if not exchange.conclusive
    ]
    assert open_ones, f"the outage of {host} was not noticed"
    kinds = {exchange.failure.kind for exchange in open_ones if exchange.failure is not None}
    assert not also or FailureKind.CONNECT in kinds
    return assessed(gathered)


def assessed(gathered: Mapping[str, Evidence]) -> Mapping[str, Assessed]:
    at = datetime.now(UTC)
    return {name: PANEL.assess(evidence, at) for name, evidence in gathered.items()}


def worse(before: Mapping[str, Assessed], after: Mapping[str, Assessed]) -> list[str]:
    """List checks and indicators that fail now and did not before, and shares that fell although nothing failed."""
    return [
        f"{name} {complaint}"
        for name, now in after.items()
        for complaint in [*_failed(before[name], now), *_lost(before[name], now)]
    ]


def better(before: Mapping[str, Assessed], after: Mapping[str, Assessed]) -> list[str]:
    """List checks that pass now and failed before: a disproof that nobody could read is no proof."""
    return [
        f"{name} {check} failed before: {verdict.because}"
        for name, now in after.items()
        for check, verdict in now.verdicts.items()
        if verdict.outcome is Outcome.PASS and (known := before[name].verdicts.get(check))
        if known.outcome is Outcome.FAIL
    ]


def _failed(before: Assessed, after: Assessed) -> Iterator[str]:
    for check, verdict in after.verdicts.items():
        known = before.verdicts.get(check)
        if verdict.outcome is Outcome.FAIL and (known is None or known.outcome is not Outcome.FAIL):
            yield f"{check} ({known.outcome if known else 'not judged'} before): {verdict.because}"


def _lost(before: Assessed, after: Assessed) -> Iterator[str]:
    for one, other in zip(before.assessments, after.assessments, strict=True):
        known = {result.indicator: result.outcome for result in one.results}
        for result in other.results:
            if result.outcome is Outcome.FAIL and known[result.indicator] is not Outcome.FAIL:
                yield f"{one.metric_set} {result.indicator} failed"
        whole, rest = one.score(), other.score()
        full = whole is not None and whole.share == 1
        if full and rest is not None and rest.share is not None and rest.share < 1:
            yield f"{one.metric_set} share fell from 1 to {rest.share:.2f}"
