from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from assessors.catalogue import load_checks
from assessors.engine import Jury, assessment_of, judge, judge_whole, make_rulebook, needs
from assessors.metric_sets import load_metric_sets
from fairsvc.model.assessment import Assessment
from fairsvc.model.check import Check, Outcome, check, passed
from fairsvc.model.depth import FULL_DEPTH
from fairsvc.model.evidence import Evidence
from tests.support import evidence_builder as build

CHECKS = load_checks()
SETS = load_metric_sets()
JURY = Jury(CHECKS.values())
RULES = make_rulebook(CHECKS.values(), SETS.values())
FDMM, FSF = SETS["rda-fdmm@2020"], SETS["fsf@0.8"]


def assessed(evidence: Evidence, name: str) -> Assessment:
    _, judgement = judge_whole(evidence, JURY, RULES, findings=(), software_version="0.1.0", assessed_at=build.NOW)
    found = assessment_of(judgement, SETS[name])
    assert found is not None
    return found


def share(evidence: Evidence, name: str, letter: str = "FAIR") -> float:
    score = assessed(evidence, name).score(letter)
    assert score is not None
    assert score.share is not None
    return score.share


def test_needs_are_steps_of_a_full_look_once_and_by_rank() -> None:
    steps = needs(CHECKS.values())
    assert [step.rank for step in steps] == sorted({step.rank for step in steps})
    assert {step.name for step in steps} <= {step.name for step in FULL_DEPTH.steps}
    assert [step.name for step in steps][:3] == ["page", "handle", "registry"]
    assert needs([]) == ()


def test_an_exemplary_dataset_reaches_the_top() -> None:
    fdmm, fsf = assessed(build.good(), "rda-fdmm@2020"), assessed(build.good(), "fsf@0.8")
    assert [score.level_high for score in fdmm.scores] == [5, 5, 5, 5, 5]
    assert [score.level for score in fdmm.scores] == [5, 5, None, None, None], "nobody looked into the file"
    assert [score.maturity for score in fsf.scores] == [3, 3, 3, 3, 3]
    assert {share(build.good(), name) for name in SETS if not name.startswith("pan")} == {1.0}


def test_junk_metadata_are_far_below_good_ones() -> None:
    junk = assessed(build.junk(), "fsf@0.8")
    quality = [result for result in junk.results if result.indicator.startswith(("FsF-F2", "FsF-R1"))]
    earned = sum(result.earned or 0 for result in quality)
    possible = sum(result.points or 0 for result in quality)
    assert possible == 8
    assert earned / possible < 0.4
    assert share(build.junk(), "rda-fdmm@2020") < share(build.good(), "rda-fdmm@2020") - 0.4


def test_a_bare_page_is_at_the_bottom() -> None:
    assert share(build.silent(), "rda-fdmm@2020") < 0.2
    assert share(build.silent(), "fsf@0.8") < 0.2


@pytest.mark.parametrize("name", SETS)
def test_a_bad_day_fails_nothing(name: str) -> None:
    assert Outcome.FAIL not in {outcome for _, outcome in assessed(build.unreachable(), name).checks}


@pytest.mark.parametrize("name", SETS)
def test_an_assessment_is_made_of_the_evidence_alone(name: str) -> None:
    one, again = assessed(build.good(), name), assessed(build.good(), name)
    assert one == again
    assert one.evidence_digest == build.good().digest
    assert one.pid == "doi:10.5072/dls.0001"
    assert one.metric_set == name
    assert [check_id for check_id, _ in one.checks] == sorted(SETS[name].check_ids)


def test_a_rulebook_changes_with_checks_and_metric_sets() -> None:
    newer: dict[str, Check] = {own.id: replace(own, version=own.version + 1) for own in CHECKS.values()}
    retitled = [replace(own, title="other words") for own in CHECKS.values()]
    assert len(RULES.digest) == 64
    assert make_rulebook(reversed(CHECKS.values()), SETS.values()) == RULES
    assert make_rulebook(retitled, SETS.values()) == RULES
    others = [make_rulebook(newer.values(), SETS.values()), make_rulebook(CHECKS.values(), [FDMM])]
    assert len({RULES.digest, *(other.digest for other in others)}) == 3
    assert RULES.metric_set("fsf@0.8") == FSF
    assert RULES.metric_set("none@1") is None
    assert RULES.check_ids == tuple(CHECKS)


def test_a_check_of_another_subject_is_left_out() -> None:
    @check("is-a-course", title="It is a course", source="TeSS", example="", needs=(), subject="material")
    def is_a_course(evidence: Evidence) -> object:
        return passed("It is.")

    assert judge(build.good(), [is_a_course]) == {}
    assert list(judge(replace(build.good(), subject="material"), [is_a_course])) == ["is-a-course"]


def test_assessing_imports_no_network_and_no_store() -> None:
    """The import contracts say the same; this one looks at what is really loaded by the room."""
    room = [module for name, module in sys.modules.items() if name.startswith("assessors")]
    assert room
    forbidden = {"requests", "socket", "sqlite3", "sqlalchemy", "random", "time"}
    for module in room:
        assert not forbidden & {getattr(value, "__name__", "") for value in vars(module).values()}
