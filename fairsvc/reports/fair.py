"""How FAIR a catalogue is, and what to repair first: counts over its judgements, read once."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessors.crosswalk import crosswalk
from assessors.reasons import line
from assessors.statements import Statement
from fairsvc.model.check import Check
from fairsvc.model.judgement import Judgement
from fairsvc.model.metrics import MetricSet
from fairsvc.model.pid import find_pid
from fairsvc.reports.fair_examples import Album, Illustrate
from fairsvc.reports.fair_findings import explain
from fairsvc.reports.fair_kinds import Catalogue, Member, count_kinds
from fairsvc.reports.fair_model import (
    Conflict,
    DatasetRow,
    Defect,
    FairReport,
    Reason,
    SetSummary,
    Standing,
)
from fairsvc.reports.fair_perspectives import list_todos
from fairsvc.reports.fair_progress import sum_progress
from fairsvc.reports.fair_repairs import RepairCounter
from fairsvc.reports.fair_scores import SetCounter

EXTREMES = 10

_Standings = Mapping[int, tuple[Standing, ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """By what a report counts: metric sets in the order that they are shown, and checks by id."""

    metric_sets: tuple[MetricSet, ...]
    checks: Mapping[str, Check]
    statements: tuple[Statement, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """The checks' titles."""
        return {check.id: check.title for check in self.checks.values()}


def build(
    source: str,
    judgements: Iterable[Judgement],
    rules: Rules,
    draw: Illustrate,
    *,
    generated_at: datetime,
    software_version: str,
    shared: int = 0,
) -> FairReport:
    """Count the judgements, read once and not kept; `draw` illustrates the few datasets that are shown as examples.

    `shared` is how many of them other sources describe too.
    """
    catalogue = count_kinds(judgements, sorted(rules.checks))
    counters = [SetCounter(metric_set) for metric_set in rules.metric_sets]
    standings = {
        id(kind): tuple(counter.add(seen, kind.datasets) for counter in counters)
        for kind in catalogue.kinds
        for seen in [kind.outcomes()]
    }
    rows = tuple(_row(member, standings) for member in catalogue.members)
    album = Album(catalogue, draw)
    sets = tuple(_set(place, counter, catalogue, rows, album, rules, source) for place, counter in enumerate(counters))
    return FairReport(
        line(source),
        generated_at,
        software_version,
        sets,
        _reasons(catalogue, album, rules.titles),
        rows,
        _conflicts(catalogue, album),
        shared,
        _defects(catalogue, album),
        list_todos(catalogue.kinds, rules.metric_sets, album, rules.titles),
        crosswalk=crosswalk(rules.metric_sets),
    )


def _row(member: Member, standings: _Standings) -> DatasetRow:
    pid = find_pid(member.pid)
    address = line(pid.uri if pid else member.pid)
    return DatasetRow(line(member.pid), member.title, address, standings[id(member.kind)])


def _set(
    place: int,
    counter: SetCounter,
    catalogue: Catalogue,
    rows: Sequence[DatasetRow],
    album: Album,
    rules: Rules,
    source: str,
) -> SetSummary:
    repairs = RepairCounter(counter.metric_set, album, rules.titles)
    for kind in catalogue.kinds:
        repairs.add(kind)
    indicators = counter.indicators
    return SetSummary(
        counter.metric_set,
        counter.datasets,
        counter.scores,
        counter.perspectives,
        indicators,
        *_extremes(place, rows),
        repairs.repairs,
        repairs.reckoned,
        sum_progress(counter.metric_set, indicators, rules.statements, source),
    )


def _extremes(place: int, rows: Sequence[DatasetRow]) -> tuple[tuple[DatasetRow, ...], tuple[DatasetRow, ...]]:
    """Find the best and the worst; where there are few, none is both."""
    ranked = [row for row in rows if row.standings[place].share is not None]

    def order(row: DatasetRow) -> tuple[int, float, str]:
        levels, share = row.standings[place].rank
        return -levels, -share, row.pid

    half = (len(ranked) + 1) // 2
    best = heapq.nsmallest(min(EXTREMES, half), ranked, key=order)
    worst = heapq.nlargest(min(EXTREMES, len(ranked) - half), ranked, key=order)
    return tuple(best), tuple(worst)


def _reasons(catalogue: Catalogue, album: Album, titles: Mapping[str, str]) -> tuple[Reason, ...]:
    counted = [
        Reason(check, titles.get(check, check), line(reason), one.datasets, album.example(one.pid))
        for (check, reason), one in catalogue.unclear.items()
    ]
    return tuple(sorted(counted, key=lambda one: (-one.datasets, one.check, one.reason)))


def _conflicts(catalogue: Catalogue, album: Album) -> tuple[Conflict, ...]:
    counted = [Conflict(name, one.datasets, album.conflict(one.pid, name)) for name, one in catalogue.conflicts.items()]
    return tuple(sorted(counted, key=lambda one: (-one.datasets, one.field)))


def _defects(catalogue: Catalogue, album: Album) -> tuple[Defect, ...]:
    counted = [
        Defect(code, *explain(code), one.datasets, album.finding(one.pid, code))
        for code, one in catalogue.findings.items()
    ]
    return tuple(sorted(counted, key=lambda one: (-one.datasets, one.code)))
