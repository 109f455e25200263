"""Which datasets an assessment is for, and what becomes of a run that was cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairsvc.errors import BadSettings, NotFound
from fairsvc.jobs.estimate import estimate
from fairsvc.jobs.kinds import ASSESS
from fairsvc.jobs.progress import unwatched
from fairsvc.jobs.schedule import Ending
from fairsvc.jobs.selecting import ALL, CHANGED, Selection, plan_errand, read_age, read_selection
from fairsvc.jobs.subjects import spread
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.exchange import Failure, FailureKind
from fairsvc.store.assessment_runs import close_assessment_run, describe_assessment_run, start_assessment_run
from fairsvc.store.evidence import save_evidence
from fairsvc.store.records import save_page
from fairsvc.store.runs import start_run
from tests.store.samples import NOON, RULES, SOURCE, WINDOW, some_evidence, some_page, some_record

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
PIDS = spread(f"doi:10.5072/ill-{number}" for number in range(1, 21))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12h", NOW - timedelta(hours=12)),
        ("30d", NOW - timedelta(days=30)),
        ("4w", NOW - timedelta(weeks=4)),
        ("2026-10-01", datetime(2026, 10, 1, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 21, tzinfo=UTC)),
    ],
)
def test_an_age_is_read(text: str, expected: datetime) -> None:
    assert read_age(text, NOW) == expected


@pytest.mark.parametrize(
    "text", ["", "30", "d", "0d", "-3d", "30 d", "30D", "2026-13-01", "2026-11-22", "999999w", "٣d"]
)
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(BadSettings):
        read_age(text, NOW)


@pytest.mark.parametrize(
    ("selection", "options"),
    [
        (ALL, ""),
        (CHANGED, "--changed"),
        (
            read_selection(changed=True, older_than="30d", sample=20, now=NOW),
            "--changed --older-than 30d --sample 20",
        ),
    ],
)
def test_a_selection_is_spelt_as_its_options(selection: Selection, options: str) -> None:
    assert selection.options == options


@pytest.fixture
def held(workspace: Workspace) -> Workspace:
    """A workspace with twenty records, of which ten have newer evidence, five of them old."""
    run = start_run(workspace.store, SOURCE, WINDOW, NOON)
    save_page(workspace.store, run, SOURCE.name, some_page(*(some_record(number) for number in range(1, 21))))
    found = [some_evidence(number, day=10 if number < 6 else 100) for number in range(1, 11)]
    save_evidence(workspace.store, found, "fairsvc/0")
    return workspace


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (ALL, 20),
        (Selection(sample=7), 7),
        (Selection(sample=700), 20),
        (CHANGED, 10),
        (Selection(changed=True, sample=4), 4),
        (Selection(older_than="x", gathered_before=NOON + timedelta(days=50)), 5),
        (Selection(changed=True, older_than="x", gathered_before=NOON + timedelta(days=50)), 15),
        (Selection(changed=True, older_than="x", gathered_before=NOON + timedelta(days=50), sample=99), 15),
    ],
)
def test_what_is_selected_is_what_is_estimated(held: Workspace, selection: Selection, count: int) -> None:
    errand = plan_errand(held, SOURCE.name, selection)
    assert len(set(errand.pids)) == count
    assert list(errand.pids) == spread(errand.pids)
    told = estimate(held, errand)
    assert (told.datasets, told.requests > 0, told.is_idle) == (count, True, False)
    assert told.sentence().startswith(f"{count} datasets at depth standard: at most ")


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (CHANGED, "Nothing to assess: every dataset of ill was assessed as it was harvested."),
        (
            Selection(older_than="1w", gathered_before=NOON),
            "Nothing to assess: no evidence of ill was gathered before 2026-03-01 12:00 UTC.",
        ),
    ],
)
def test_nothing_left_to_do_has_a_sentence_of_its_own(held: Workspace, selection: Selection, said: str) -> None:
    save_evidence(held.store, [some_evidence(number, day=100) for number in range(11, 21)], "fairsvc/0")
    told = estimate(held, plan_errand(held, SOURCE.name, selection))
    assert (told.is_idle, told.sentence()) == (True, said)


def test_work_asks_again_once_an_interval_what_gave_no_answer(held: Workspace) -> None:
    """`--changed` asks it at once."""
    found = [replace(some_evidence(number), gathered_at=datetime.now(UTC)) for number in range(1, 21)]
    silent = tuple(replace(one, failure=Failure(FailureKind.TIMEOUT)) for one in found[0].exchanges)
    save_evidence(held.store, [replace(found[0], exchanges=silent), *found[1:]], "fairsvc/0")
    report = ASSESS.run(held, SOURCE, unwatched)
    assert report.ending is Ending.DONE
    assert report.said.endswith("as it was harvested; 1 without an answer, to be asked again after the interval")
    assert plan_errand(held, SOURCE.name, CHANGED).pids == (str(found[0].pid),)


def test_a_cut_run_goes_on_as_it_was_begun_and_says_so(held: Workspace) -> None:
    run = start_assessment_run(held.store, SOURCE.name, PIDS[:6], NOON, selection="--sample 6")
    describe_assessment_run(held.store, run, "bulk", RULES, "fairsvc/1")
    save_evidence(held.store, [some_evidence(int(PIDS[0].rpartition("-")[2]))], "fairsvc/0", run=run)
    same = plan_errand(held, SOURCE.name, Selection(sample=6), "bulk")
    assert (same.pids, same.depth, same.otherwise) == (tuple(PIDS[1:6]), "bulk", "")
    told = estimate(held, same)
    assert (told.datasets, told.in_full, told.cut_from) == (5, 3, 6)
    other = plan_errand(held, SOURCE.name, CHANGED, "full")
    assert (other.pids, other.depth) == (same.pids, "bulk")
    assert other.otherwise == (
        "The run that was cut was begun with --sample 6 at depth bulk, and goes on so; --restart begins anew, as asked"
        " for now."
    )
    assert estimate(held, other).sentence().startswith(f"{other.otherwise} A run that was cut goes on")
    anew = plan_errand(held, SOURCE.name, CHANGED, "full", restart=True)
    assert (len(anew.pids), anew.depth, anew.going_on) == (10, "full", None)
    close_assessment_run(held.store, run, NOON, 6)
    assert plan_errand(held, SOURCE.name, CHANGED).going_on is None


def test_a_bulk_run_with_only_full_looks_left_is_not_idle(held: Workspace) -> None:
    run = start_assessment_run(held.store, SOURCE.name, PIDS[:1], NOON)
    describe_assessment_run(held.store, run, "bulk", RULES, "fairsvc/1")
    save_evidence(held.store, [some_evidence(int(PIDS[0].rpartition("-")[2]))], "fairsvc/0", run=run)
    told = estimate(held, plan_errand(held, SOURCE.name, ALL, "bulk"))
    assert (told.is_idle, told.datasets, told.in_full) == (False, 0, 1)
    assert told.requests > 0


def test_a_source_without_records_is_told(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="nothing is held"):
        plan_errand(workspace, "never-seen")
