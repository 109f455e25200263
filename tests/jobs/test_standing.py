"""What a report may count: judgements by the present rules, few others judged anew, many left out and said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from cli import reporting
from cli.reporting import build_report, write_report
from fairsvc.errors import NotFound
from fairsvc.jobs import standing
from fairsvc.jobs.progress import unwatched
from fairsvc.jobs.reassessing import reassess_source
from fairsvc.jobs.standing import Census
from fairsvc.jobs.workspace import Workspace
from fairsvc.reports.fair_model import FairReport
from fairsvc.store.evidence import load_evidence, save_evidence
from fairsvc.store.tables import assessment_run, evidence, judgement
from tests.store.samples import SOURCE
from tests.support.stored_catalogue import NAMES, fill

DATASETS = 9


@pytest.fixture
def judged(workspace: Workspace) -> Workspace:
    fill(workspace, DATASETS)
    reassess_source(workspace, SOURCE.name, NAMES)
    return workspace


def age(workspace: Workspace, number: int) -> None:
    """Let the first so many judgements be those of an older extractor."""
    pids = [f"doi:10.5072/ill-{place}" for place in range(number)]
    with workspace.store.writing() as connection:
        connection.execute(update(judgement).where(judgement.c.pid.in_(pids)).values(extractor_version=0))


def report(workspace: Workspace) -> FairReport:
    return build_report(workspace, SOURCE.name, NAMES, on_progress=unwatched)


def test_what_stands_is_counted(judged: Workspace) -> None:
    found = report(judged)
    assert (len(found.rows), found.census) == (DATASETS, Census(current=DATASETS))
    assert found.trend == ()


def test_few_of_older_rules_are_judged_anew_and_nothing_is_stored(judged: Workspace) -> None:
    before = report(judged)
    age(judged, 3)
    after = report(judged)
    assert after.census == Census(current=DATASETS - 3, outdated=3)
    assert (after.rows, after.sets) == (before.rows, before.sets)
    assert report(judged).census == after.census


def test_newer_evidence_makes_a_judgement_old(judged: Workspace) -> None:
    held = load_evidence(judged.store, "doi:10.5072/ill-0")
    save_evidence(judged.store, [replace(held, exchanges=held.exchanges[:1])], "test")
    assert report(judged).census == Census(current=DATASETS - 1, outdated=1)


def test_evidence_without_judgement_is_judged(judged: Workspace) -> None:
    with judged.store.writing() as connection:
        connection.execute(delete(judgement).where(judgement.c.pid == "doi:10.5072/ill-4"))
    found = report(judged)
    assert (len(found.rows), found.census) == (DATASETS, Census(current=DATASETS - 1, unjudged=1))


def test_many_are_left_out_and_said(judged: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "FEW", 2)
    age(judged, 3)
    found = report(judged)
    assert len(found.rows) == DATASETS - 3
    assert found.census == Census(current=DATASETS - 3, outdated=3, left_out=True)


def test_a_set_of_ones_own_makes_no_judgement_old(judged: Workspace, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'id = "own"\nversion = "1"\ntitle = "Own"\nsource = "us"\nmethod = "levels"\n\n[[indicator]]\nid = "O-1"\n'
        'principle = "R1.1"\npriority = "essential"\ntext = "A licence"\nchecks = ["licence-present"]\n'
    )
    found = build_report(judged, SOURCE.name, (str(own),), on_progress=unwatched)
    assert (found.sets[0].metric_set.name, found.census) == ("own@1", Census(current=DATASETS))


def test_nothing_to_count_gets_the_command(judged: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    age(judged, DATASETS)
    monkeypatch.setattr(standing, "FEW", 0)
    with pytest.raises(NotFound, match=r"9 judged by older rules.*fairsvc assess --source \S+ --stored"):
        report(judged)
    with judged.store.writing() as connection:
        connection.execute(delete(judgement))
        connection.execute(update(evidence).values(pid="doi:10.5072/another"))
    with pytest.raises(NotFound, match="there is no evidence of this source yet"):
        report(judged)


def test_examples_are_missing_where_evidence_is(judged: Workspace) -> None:
    assert any(repair.example.snippets for repair in report(judged).sets[0].repairs)
    with judged.store.writing() as connection:
        connection.execute(update(evidence).values(pid="doi:10.5072/another"))
    found = report(judged)
    assert len(found.rows) == DATASETS
    assert not any(repair.example.snippets for repair in found.sets[0].repairs)


def test_earlier_runs_make_a_trend(judged: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        reassess_source(judged, SOURCE.name, NAMES)
    with judged.store.writing() as connection:
        first = connection.execute(select(assessment_run.c.ended_at).order_by(assessment_run.c.id)).scalars().first()
        assert first is not None
        connection.execute(update(judgement).values(assessed_at=first - timedelta(seconds=1)))
    points = report(judged).trend
    assert [point.run for point in points] == [1, 2, 3, None]
    assert {point.datasets for point in points} == {DATASETS}
    assert len({tuple(point.shares.items()) for point in points}) == 1
    monkeypatch.setattr(reporting, "MOST_EARLIER_RUNS", 1)
    cut = report(judged)
    assert ([point.run for point in cut.trend], cut.trend_cut) == ([3, None], 2)


def test_the_files_say_the_same(judged: Workspace, tmp_path: Path) -> None:
    age(judged, 1)
    files = write_report(report(judged), tmp_path / "report")
    assert files[0].name == "fair.html"
    read = json.loads((tmp_path / "report" / "fair.json").read_text("utf-8"))
    assert read["judged"] == {"current": DATASETS - 1, "outdated": 1, "unjudged": 0, "left_out": False}
    assert {f"fair-{name}.csv" for name in read["tables"]} == {path.name for path in files[2:]}
    assert "1 dataset was judged by older rules" in files[0].read_text("utf-8")
