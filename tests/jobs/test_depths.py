"""Assessing at a depth, against the demo facility: the same whoever works, standard, full and bulk."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairsvc.demo.facility import Facility, running
from fairsvc.errors import BadSettings
from fairsvc.jobs.estimate import estimate
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.judging import call_panel
from fairsvc.jobs.pipeline import assess_pid, assess_source
from fairsvc.jobs.probing import Prober
from fairsvc.jobs.selecting import Selection, plan_errand
from fairsvc.jobs.subjects import spread
from fairsvc.jobs.summary import RunSummary, Tally
from fairsvc.jobs.workspace import Workspace, make_workspace, open_workspace
from fairsvc.model.depth import STANDARD_DEPTH
from fairsvc.model.evidence import Evidence
from fairsvc.model.harvest import SourceConfig
from fairsvc.settings import load_settings
from fairsvc.store.assessment_runs import start_assessment_run
from fairsvc.store.evidence import iter_evidence, list_evidence, load_evidence

SETTINGS = """\
resolver = "{at.resolver_url}"
handle_api = "{at.handle_api_url}"
registry = "{at.registry_url}"
allow = {allow}
requests_per_s = 5000
oai_requests_per_s = 5000
in_flight = 64
robots = false
metric_sets = ["rda-fdmm"]
"""


# They answer late, or only to who asks again later.
BEGUN = 9
LATE = ("page-503", "redirect-loop", "slow-page")


@pytest.fixture(scope="module")
def facility() -> Iterator[Facility]:
    with running() as facility:
        yield facility


@pytest.fixture
def harvested(facility: Facility, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that holds the records of the demo and no evidence."""
    path = make_workspace(tmp_path, SETTINGS.format(at=facility, allow=json.dumps(facility.host_ports)))
    with open_workspace(load_settings(path, {}, {}), create=True) as workspace:
        harvest(workspace, SourceConfig("demo", "oai", facility.oai_url, facility="dls"))
        yield workspace


def with_workers(workspace: Workspace, workers: int) -> Workspace:
    return replace(workspace, settings=replace(workspace.settings, workers=workers))


def probe(workspace: Workspace, pids: list[str]) -> dict[str, Evidence]:
    panel = call_panel(("rda-fdmm",))
    with workspace.client() as client:
        prober = Prober(workspace, panel, client, Tally("demo", panel.metric_sets))
        return {str(one.evidence.pid): one.evidence for one in prober.probe(pids, STANDARD_DEPTH)}


def views(evidence: Evidence) -> Evidence:
    return replace(evidence, exchanges=(), gathered_at=datetime(2026, 1, 1, tzinfo=UTC))


def test_order_and_number_of_workers_change_nothing(facility: Facility, harvested: Workspace) -> None:
    pids = spread(f"doi:{doi}" for doi in facility.dois if not doi.endswith(LATE))
    one = probe(with_workers(harvested, 1), pids)
    random.Random(4).shuffle(pids)
    many = probe(with_workers(harvested, 64), pids)
    assert set(one) == set(many) == set(pids)
    for pid in pids:
        assert one[pid].digest == many[pid].digest, pid
        assert views(one[pid]) == views(many[pid]), pid


def test_one_pid_is_looked_at_as_deep_as_asked(facility: Facility, harvested: Workspace) -> None:
    pid = facility.dois[-1]
    assert assess_pid(harvested, pid, ()).evidence.depth == "standard"
    assert assess_pid(harvested, pid, (), depth="full").evidence.depth == "full"
    assert load_evidence(harvested.store, f"doi:{pid}").depth == "full"
    deep = replace(harvested, settings=replace(harvested.settings, depth="full"))
    assert assess_pid(deep, pid, ()).evidence.depth == "full"
    with pytest.raises(BadSettings, match="no such depth"):
        assess_pid(harvested, pid, (), depth="bulk")


def begin(workspace: Workspace, facility: Facility) -> None:
    """Open a run over some of the datasets, none of which answers late."""
    pids = [f"doi:{doi}" for doi in facility.dois if not doi.endswith(LATE)][-BEGUN:]
    start_assessment_run(workspace.store, "demo", spread(pids), datetime.now(UTC))


def depths(workspace: Workspace) -> dict[str, list[str]]:
    """List at which depths each PID was looked at, in order."""
    found: dict[str, list[str]] = {}
    for pid, number in list_evidence(workspace.store):
        found.setdefault(pid, []).append(load_evidence(workspace.store, pid, at=number).depth)
    return found


def in_full(summary: RunSummary) -> set[str]:
    return {pid for sampled in summary.sampled for pid in sampled.pids}


def test_bulk_is_standard_for_all_and_full_for_a_few_of_each_host(facility: Facility, harvested: Workspace) -> None:
    begin(harvested, facility)
    summary = assess_source(harvested, "demo", (), depth="bulk")
    looked = depths(harvested)
    assert len(looked) == summary.datasets == BEGUN
    assert in_full(summary) == {pid for pid, depth in looked.items() if depth == ["standard", "full"]}
    assert {tuple(depth) for depth in looked.values()} == {("standard",), ("standard", "full")}
    assert all(len(one.pids) == min(3, one.datasets) for one in summary.sampled)
    assert {one.group.host for one in summary.sampled} == {
        found.exchanges[0].url.split("/")[2]
        for found in iter_evidence(harvested.store)
        if any("page" in one.steps and one.ok for one in found.exchanges)
    }


class Cut(Exception):
    """Ends a run as Ctrl-C does."""


@pytest.mark.parametrize("after", [("standard", 5), ("in full", 2)], ids=["in the first look", "in the second"])
def test_a_bulk_run_that_was_cut_takes_no_other_sample(
    harvested: Workspace, after: tuple[str, int], tmp_path: Path, facility: Facility
) -> None:
    kind, count = after

    def cutting(done: int, total: int | None, note: str = "") -> None:
        if done == count and (note == "in full") == (kind == "in full"):
            raise Cut

    begin(harvested, facility)
    one_by_one = with_workers(harvested, 2)
    with pytest.raises(Cut):
        assess_source(one_by_one, "demo", (), depth="bulk", on_progress=cutting)
    going_on = assess_source(one_by_one, "demo", (), depth="bulk")
    looked = depths(harvested)
    assert {tuple(depth) for depth in looked.values()} == {("standard",), ("standard", "full")}
    assert in_full(going_on) == {pid for pid, depth in looked.items() if depth == ["standard", "full"]}
    whole = make_workspace(tmp_path / "whole", SETTINGS.format(at=facility, allow=json.dumps(facility.host_ports)))
    with open_workspace(load_settings(whole, {}, {}), create=True) as other:
        harvest(other, SourceConfig("demo", "oai", facility.oai_url, facility="dls"))
        begin(other, facility)
        uncut = assess_source(other, "demo", (), depth="bulk")
    assert going_on.sampled == uncut.sampled


def test_full_for_a_source_is_full_for_all(harvested: Workspace) -> None:
    summary = assess_source(harvested, "demo", (), depth="full", selection=Selection(sample=3))
    assert set(map(tuple, depths(harvested).values())) == {("full",)}
    assert summary.sampled == ()


def test_the_estimate_is_told_by_depth_and_never_too_low(harvested: Workspace) -> None:
    six, depths = Selection(sample=6), ("standard", "full", "bulk")
    told = {depth: estimate(harvested, plan_errand(harvested, "demo", six, depth)) for depth in depths}
    assert told["standard"].requests <= told["bulk"].requests
    assert told["standard"].requests <= told["full"].requests
    assert (told["standard"].in_full, told["bulk"].in_full) == (0, 3)
    assert "6 datasets at depth bulk, 3 of them in full: at most" in told["bulk"].sentence()
    summary = assess_source(harvested, "demo", (), selection=six)
    exchanges = [one for found in iter_evidence(harvested.store) for one in found.exchanges]
    asked = [hop for one in exchanges if "oai-record" not in one.steps for hop in one.hops]
    assert summary.requests <= 9 * 6
    assert len(asked) <= told["standard"].requests
