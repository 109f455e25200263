"""The old evidence judged by today's rules tells our doing from the world's, while it is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fairsvc.errors import NotFound
from fairsvc.jobs.comparing import DatasetChange, make_comparer
from fairsvc.jobs.dataset_history import tell_history
from fairsvc.jobs.judging import Panel, call_panel
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.check import Outcome
from fairsvc.model.comparison import Cause, Turn
from fairsvc.model.evidence import Evidence
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.perspective import Perspective
from fairsvc.probe.extract import EXTRACTOR_VERSION
from fairsvc.store.evidence import save_evidence
from fairsvc.store.judgements import save_judgements
from fairsvc.store.rulebooks import save_rulebook
from tests.support.evidence_builder import NOW, PID, changed, everywhere, exchange, good, without

LATER = NOW + timedelta(days=30)
PANEL = call_panel(("fsf",))
# Its page names another licence-free dataset: another body, and no licence anywhere.
BEFORE = replace(good(), extractor_version=EXTRACTOR_VERSION)
AFTER = everywhere(
    changed(BEFORE, replace(exchange("page"), body_sha256="other", size_bytes=7), gathered_at=LATER), rights=()
)
# A check that the world leaves alone here.
OURS = "title-meaningful"
LICENCE = "licence-present"


def judged(panel: Panel, evidence: Evidence, **changes: object) -> Judgement:
    return replace(panel.assess(evidence, evidence.gathered_at).judgement, **changes)  # type: ignore[arg-type]


def by_older_rules(judgement: Judgement, rules: Rulebook, **outcomes: Outcome) -> Judgement:
    told = {name.replace("_", "-"): outcome for name, outcome in outcomes.items()}
    any_ = {**judgement.outcomes[Perspective.ANY], **told}
    return replace(judgement, rulebook=rules.digest, outcomes={**judgement.outcomes, Perspective.ANY: any_})


OLDER = replace(
    PANEL.rulebook,
    digest="older",
    checks=tuple((name, version - (name == OURS)) for name, version in PANEL.rulebook.checks),
    tables="older tables",
)


def compare(workspace: Workspace, old: Judgement, new: Judgement) -> DatasetChange:
    comparer = make_comparer(workspace, ("fsf",))
    (change,) = comparer.explain(comparer.compare([(old, new)]))
    return change


@pytest.fixture
def stored(workspace: Workspace) -> Workspace:
    """A workspace that holds both evidences and both rulebooks."""
    save_evidence(workspace.store, [BEFORE, AFTER], "fairsvc/0")
    save_rulebook(workspace.store, PANEL.rulebook)
    save_rulebook(workspace.store, OLDER)
    return workspace


def test_the_world_alone_is_named_with_what_it_says_now(stored: Workspace) -> None:
    change = compare(stored, judged(PANEL, BEFORE), judged(PANEL, AFTER))
    licence = next(one for one in change.checks if one.check == LICENCE)
    assert (licence.turn, licence.causes, licence.certain) == (Turn.WORSE, (Cause.WORLD,), True)
    assert "page has another body (7 bytes, before " in licence.because[0]
    assert any(said.startswith("page rights: nothing, before ") for said in licence.because)
    assert change.worsened >= 1
    (metric,) = [one for one in change.indicators if one.indicator == "FsF-R1.1-01M"]
    assert (metric.turn, metric.causes, LICENCE in metric.checks) == (Turn.WORSE, (Cause.WORLD,), True)
    (share,) = change.shares
    assert share.before is not None
    assert share.after is not None
    assert share.before > share.after


def test_world_and_checks_at_once_are_told_apart(stored: Workspace) -> None:
    old = by_older_rules(judged(PANEL, BEFORE), OLDER, title_meaningful=Outcome.FAIL)
    new = judged(PANEL, AFTER)
    found = {one.check: one for one in compare(stored, old, new).checks}
    assert (found[LICENCE].causes, found[LICENCE].certain) == ((Cause.WORLD,), True)
    ours = found[OURS]
    assert (ours.turn, ours.causes, ours.certain) == (Turn.BETTER, (Cause.CHECKS,), True)
    assert ours.because[0].startswith("version ")
    back = {one.check: one for one in compare(stored, new, old).checks}
    assert {name: (one.causes, one.certain, one.before) for name, one in back.items()} == {
        name: (one.causes, one.certain, one.after) for name, one in found.items()
    }


def test_without_the_old_evidence_all_that_could_be_it_are_named(workspace: Workspace) -> None:
    save_evidence(workspace.store, [AFTER], "fairsvc/0")
    save_rulebook(workspace.store, PANEL.rulebook)
    save_rulebook(workspace.store, OLDER)
    change = compare(workspace, by_older_rules(judged(PANEL, BEFORE), OLDER), judged(PANEL, AFTER))
    licence = next(one for one in change.checks if one.check == LICENCE)
    assert (licence.causes, licence.certain) == ((Cause.WORLD, Cause.CHECKS), False)
    assert licence.because[0].startswith("evidence ")
    assert "other tables" in licence.because
    assert change.worsened == 0


def test_another_reading_of_the_same_bytes_is_the_extractors(stored: Workspace) -> None:
    old = judged(PANEL, BEFORE, extractor_version=EXTRACTOR_VERSION - 1)
    old = by_older_rules(old, PANEL.rulebook, title_meaningful=Outcome.FAIL)
    (found,) = compare(stored, old, judged(PANEL, BEFORE)).checks
    assert (found.check, found.causes, found.certain) == (OURS, (Cause.EXTRACTOR,), True)
    assert found.because == (f"extractor {EXTRACTOR_VERSION}, before {EXTRACTOR_VERSION - 1}",)


def test_what_was_only_not_asked_is_the_depths(workspace: Workspace) -> None:
    shallow = without(BEFORE, "metalink", depth="standard", manifest=replace(BEFORE.manifest))
    deep = replace(BEFORE, depth="full", gathered_at=LATER)
    save_evidence(workspace.store, [shallow, deep], "fairsvc/0")
    save_rulebook(workspace.store, PANEL.rulebook)
    change = compare(workspace, judged(PANEL, shallow), judged(PANEL, deep))
    assert change.checks
    assert {(one.causes, one.certain) for one in change.checks} == {((Cause.DEPTH,), True)}


def test_a_judgement_is_no_change_of_itself(stored: Workspace) -> None:
    one = judged(PANEL, BEFORE)
    for other in (one, replace(one)):
        change = compare(stored, one, other)
        assert (change.is_change, change.worsened) == (False, 0)
        assert all(share.before == share.after for share in change.shares)


@pytest.mark.parametrize(("pair", "expected"), [((None, BEFORE), Turn.NEW), ((BEFORE, None), Turn.GONE)])
def test_a_dataset_appears_and_goes(
    stored: Workspace, pair: tuple[Evidence | None, Evidence | None], expected: Turn
) -> None:
    old, new = (judged(PANEL, one) if one else None for one in pair)
    comparer = make_comparer(stored, ("fsf",))
    ((_, change),) = comparer.compare([(old, new)])
    assert (change.turn, change.is_change, change.pid) == (expected, True, str(PID))


def test_the_definition_of_a_metric_set_is_ours(stored: Workspace) -> None:
    sets = tuple(replace(one, indicators=one.indicators[1:]) for one in PANEL.rulebook.metric_sets)
    smaller = replace(PANEL.rulebook, digest="smaller", metric_sets=sets)
    save_rulebook(stored.store, smaller)
    change = compare(stored, judged(PANEL, BEFORE, rulebook="smaller"), judged(PANEL, BEFORE))
    (metric,) = change.indicators
    assert (metric.indicator, metric.turn, metric.causes) == ("FsF-F1-01MD", Turn.NEW, (Cause.CHECKS,))
    assert change.checks == ()


def test_a_history_tells_every_kept_judgement_and_why(stored: Workspace) -> None:
    for evidence in (BEFORE, AFTER):
        save_judgements(stored.store, [judged(PANEL, evidence)], PANEL.rulebook)
    comparer = make_comparer(stored, ())
    first, second = tell_history(comparer, PID.uri)
    assert (first.change, first.evidence_digest, second.evidence_digest) == (None, BEFORE.digest, AFTER.digest)
    assert second.change is not None
    assert LICENCE in {one.check for one in second.change.checks}
    assert len(first.assessments) == 3
    with pytest.raises(NotFound, match="not judged yet"):
        tell_history(comparer, "10.5072/never-seen")
