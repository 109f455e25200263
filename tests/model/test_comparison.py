"""Who changed an outcome: every cause alone and together, with and without way-points; and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairsvc.model.assessment import Result
from fairsvc.model.check import Outcome
from fairsvc.model.comparison import (
    Cause,
    CheckChange,
    Stage,
    Turn,
    compare_checks,
    compare_results,
    mirrored,
    turn,
)
from fairsvc.model.judgement import Judgement, Rulebook
from fairsvc.model.perspective import Perspective

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.INDETERMINATE, Outcome.NOT_APPLICABLE
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = Rulebook("r1", (("a", 1), ("b", 1)), "t1", ())
W, D, E, C = Cause.WORLD, Cause.DEPTH, Cause.EXTRACTOR, Cause.CHECKS

OPPOSITES = {
    Turn.BETTER: Turn.WORSE,
    Turn.WORSE: Turn.BETTER,
    Turn.UNCLEAR: Turn.CLEAR,
    Turn.CLEAR: Turn.UNCLEAR,
    Turn.NEW: Turn.GONE,
    Turn.GONE: Turn.NEW,
    Turn.OTHER: Turn.OTHER,
}


def judged(outcome: Outcome | None = P, **changes: object) -> Judgement:
    outcomes = {} if outcome is None else {"a": outcome}
    one = Judgement("doi:10.5072/x", "x", "d1", 1, "r1", NOON, "standard", {Perspective.ANY: outcomes}, "1", NOON)
    return replace(one, **changes)  # type: ignore[arg-type]


OTHER = {
    W: {"evidence_digest": "d2"},
    D: {"evidence_digest": "d2", "depth": "full"},
    E: {"extractor_version": 2},
    C: {"rulebook": "r2"},
}
RAISED = replace(RULES, digest="r2", checks=(("a", 2), ("b", 1)))


@pytest.mark.parametrize(
    ("changes", "rules", "causes", "certain"),
    [
        (OTHER[W], RULES, (W,), True),
        (OTHER[D], RULES, (W, D), False),
        (OTHER[E], RULES, (E,), True),
        ({}, RAISED, (C,), True),
        ({}, replace(RULES, tables="t2"), (C,), True),
        ({}, replace(RULES, checks=(("b", 1),)), (C,), True),
        (OTHER[W], replace(RULES, checks=(("a", 1), ("b", 2))), (W,), True),
        ({"gathered_at": NOON + timedelta(days=1)}, RULES, (W,), True),
        ({"software_version": "2"}, RULES, (C,), True),
        (OTHER[W] | OTHER[E], RULES, (W, E), False),
        (OTHER[W] | OTHER[E], RAISED, (W, E, C), False),
        (OTHER[E], RAISED, (E, C), False),
    ],
)
def test_what_the_judgements_rest_on_tells_who_it_could_be(
    changes: dict[str, object], rules: Rulebook, causes: tuple[Cause, ...], certain: bool
) -> None:
    assert compare_checks(judged(P), judged(F, **changes), (RULES, rules)) == (
        CheckChange("a", P, F, causes, certain=certain),
    )


@pytest.mark.parametrize(
    ("stages", "after", "causes", "certain"),
    [
        ([Stage((C,), {"a": F}), Stage((E,), {"a": F})], F, (C,), True),
        ([Stage((C,), {"a": P}), Stage((E,), {"a": F})], F, (E,), True),
        ([Stage((C,), {"a": P}), Stage((E,), {"a": P})], F, (W,), True),
        ([Stage((C,), {"a": U}), Stage((E,), {"a": U})], F, (C, W), True),
        ([Stage((C,), {"a": F}), Stage((E,), {"a": N})], U, (C, E, W), True),
        ([Stage((C, E), {"a": F})], F, (C, E), False),
        ([Stage((C, E), {"a": P})], F, (W,), True),
        ([Stage((C,), {})], F, (C, W, E), False),
    ],
)
def test_the_old_evidence_judged_today_tells_them_apart(
    stages: list[Stage], after: Outcome, causes: tuple[Cause, ...], certain: bool
) -> None:
    new = judged(after, **(OTHER[W] | OTHER[E]))
    (found,) = compare_checks(judged(P), new, (RULES, RAISED), stages)
    assert (found.causes, found.certain) == (causes, certain)


@pytest.mark.parametrize(("innocent", "causes"), [(W, (D,)), (D, (W,)), (None, (W, D))])
def test_the_world_or_the_depth_may_be_known_to_be_innocent(innocent: Cause | None, causes: tuple[Cause, ...]) -> None:
    (found,) = compare_checks(judged(U), judged(P, **OTHER[D]), (RULES, RULES), (), lambda _: innocent)
    assert (found.causes, found.certain) == (causes, len(causes) == 1)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (P, F, Turn.WORSE),
        (N, F, Turn.OTHER),
        (F, P, Turn.BETTER),
        (F, N, Turn.OTHER),
        (P, U, Turn.UNCLEAR),
        (F, U, Turn.UNCLEAR),
        (U, F, Turn.CLEAR),
        (U, N, Turn.CLEAR),
        (P, N, Turn.OTHER),
        (None, F, Turn.NEW),
        (P, None, Turn.GONE),
    ],
)
def test_every_turn_has_a_name_and_a_way_back(before: Outcome | None, after: Outcome | None, expected: Turn) -> None:
    assert turn(before, after) is expected
    assert turn(after, before) is OPPOSITES[expected]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (((P,), (P,), (P,)), None),
        (((P,), (P,), (F,)), (Turn.WORSE, (W,))),
        (((P,), (F,), (F,)), (Turn.WORSE, (W, C))),
        (((), (P,), (P,)), (Turn.NEW, (W, C))),
        (((P,), (), ()), (Turn.GONE, (W, C))),
    ],
)
def test_an_indicator_is_changed_by_its_checks_or_its_definition(
    results: tuple[tuple[Outcome, ...], ...], expected: tuple[Turn, tuple[Cause, ...]] | None
) -> None:
    old, redefined, new = ([Result("i", outcome) for outcome in some] for some in results)
    changes = {"a": CheckChange("a", P, F, (W,))}
    found = compare_results("own@1", (old, redefined, new), changes, {"i": frozenset(("a", "b"))})
    assert [(one.turn, one.causes) for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("earned", "expected"),
    [((1, 2), Turn.BETTER), ((2, 1), Turn.WORSE), ((2, None), Turn.UNCLEAR), ((None, 0), Turn.CLEAR)],
)
def test_points_change_without_the_outcome(earned: tuple[float | None, float | None], expected: Turn) -> None:
    old, new = ([Result("i", F, one, None if one is None else 2)] for one in earned)
    (found,) = compare_results("own@1", (old, old, new), {}, {})
    assert (found.turn, found.causes) == (expected, (C,))


standings = st.builds(
    lambda outcomes, changes: judged(None, **{**changes, "outcomes": {Perspective.ANY: outcomes}}),
    st.dictionaries(st.sampled_from("ab"), st.sampled_from(list(Outcome))),
    st.fixed_dictionaries(
        {
            "evidence_digest": st.sampled_from(("d1", "d2")),
            "extractor_version": st.integers(1, 2),
            "depth": st.sampled_from(("standard", "full")),
            "rulebook": st.sampled_from(("r1", "r2")),
        }
    ),
)
BOOKS = {"r1": RULES, "r2": RAISED}


@given(standings, standings)
def test_the_way_back_is_the_mirror(one: Judgement, other: Judgement) -> None:
    rules = BOOKS[one.rulebook], BOOKS[other.rulebook]
    assert compare_checks(one, one, (rules[0], rules[0])) == ()
    there, back = compare_checks(one, other, rules), compare_checks(other, one, (rules[1], rules[0]))
    assert tuple(map(mirrored, there)) == back
    assert [OPPOSITES[change.turn] for change in there] == [change.turn for change in back]
