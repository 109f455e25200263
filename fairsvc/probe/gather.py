"""Ask until there is nothing left to ask or the budget is spent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from fairsvc.model.depth import STANDARD_DEPTH, Depth
from fairsvc.model.evidence import Endpoints, Evidence
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.pid import Pid
from fairsvc.model.ports import Fetcher
from fairsvc.probe.extract import Readings, archived, extract
from fairsvc.probe.plan import fresh_needs, join, next_needs

Spread = Callable[[Callable[[Need], Exchange], Iterable[Need]], Iterable[Exchange]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What to gather evidence about; `seeds` are exchanges that we hold already and do not ask again."""

    pid: Pid
    endpoints: Endpoints = Endpoints()
    seeds: tuple[Exchange, ...] = ()


def gather(
    subject: Subject, fetcher: Fetcher, gathered_at: datetime, depth: Depth = STANDARD_DEPTH, *, spread: Spread = map
) -> Evidence:
    """Gather in waves; `spread` may fetch the needs of one wave at the same time.

    Seeds do not count in the depth's limit. The evidence comes back as it may be kept, without secrets: digests of a
    replay then agree.
    """
    return archived(gather_live(subject, fetcher, gathered_at, depth, spread=spread))


def gather_live(
    subject: Subject,
    fetcher: Fetcher,
    gathered_at: datetime,
    depth: Depth = STANDARD_DEPTH,
    *,
    spread: Spread = map,
    readings: Readings | None = None,
    whole: bool = True,
) -> Evidence:
    """Gather in waves, addresses with their secrets: for use at once, never to be kept.

    `readings` takes what was read, and what an earlier gathering of the same subject has read already. What is not
    `whole` is to be gathered on: it has views, and neither findings nor facts of the page.
    """
    readings = {} if readings is None else readings
    evidence = Evidence(
        subject.pid, gathered_at, endpoints=subject.endpoints, exchanges=subject.seeds, depth=depth.name
    )
    limit = depth.max_requests + len(subject.seeds)
    for _ in range(depth.max_waves):
        evidence = extract(evidence, readings, whole=False)
        wave = next_needs(evidence, depth.steps, limit)
        if not wave:
            break
        fresh = fresh_needs(evidence, wave)
        answers = dict(zip(fresh, spread(fetcher.fetch, fresh), strict=True))
        evidence = join(evidence, wave, answers)
    return extract(evidence, readings, whole=whole)
