from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.combining import combine
from assessors.levels import level
from assessors.metric_sets import load_metric_sets
from assessors.points import attainable
from assessors.scoring import score
from fairsvc.model.assessment import Result, Score
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.INDETERMINATE, Outcome.NOT_APPLICABLE
LETTERS = {"P": P, "F": F, "I": U, "N": N, "-": None}
FDMM, FSF = load_metric_sets()["rda-fdmm@2020"], load_metric_sets()["fsf@0.8"]


@pytest.mark.parametrize(
    ("outcomes", "together", "either"),
    [
        ("", "-", "-"),
        ("-", "-", "-"),
        ("--", "-", "-"),
        ("P", "P", "P"),
        ("F", "F", "F"),
        ("I", "I", "I"),
        ("N", "N", "N"),
        ("PP", "P", "P"),
        ("PF", "F", "P"),
        ("PI", "I", "P"),
        ("PN", "P", "P"),
        ("P-", "I", "P"),
        ("FF", "F", "F"),
        ("FI", "F", "I"),
        ("FN", "F", "F"),
        ("F-", "F", "I"),
        ("IN", "I", "I"),
        ("NN", "N", "N"),
        ("N-", "I", "I"),
        ("PFIN", "F", "P"),
        ("FIN", "F", "I"),
    ],
)
def test_combine(outcomes: str, together: str, either: str) -> None:
    given_ = [LETTERS[letter] for letter in outcomes]
    assert combine(given_, "all") is LETTERS[together]
    assert combine(given_, "any") is LETTERS[either]


# Essential, important, useful: passed and failed of each, and the level.
LEVELS = [
    ((0, 0, 0), (1, 0, 0), 0),
    ((9, 9, 9), (1, 0, 0), 0),
    ((2, 0, 0), (0, 3, 2), 1),
    ((2, 1, 2), (0, 2, 0), 1),
    ((2, 1, 0), (0, 1, 2), 2),
    ((2, 2, 0), (0, 1, 2), 2),
    ((2, 2, 2), (0, 1, 0), 2),
    ((2, 3, 0), (0, 0, 2), 3),
    ((2, 3, 1), (0, 0, 2), 3),
    ((2, 3, 1), (0, 0, 1), 4),
    ((2, 3, 2), (0, 0, 1), 4),
    ((2, 3, 2), (0, 0, 0), 5),
    ((2, 0, 0), (0, 0, 0), 5),
    ((0, 0, 1), (0, 0, 0), 5),
    ((0, 0, 0), (0, 1, 0), 1),
    ((0, 0, 0), (0, 0, 1), 3),
]


@pytest.mark.parametrize(("passed", "failed", "expected"), LEVELS)
def test_level(passed: tuple[int, ...], failed: tuple[int, ...], expected: int) -> None:
    assert level(passed, failed) == expected


def levels_set(rows: str) -> MetricSet:
    """Make a metric set of levels: `A:EIU F:E` has three indicators of A and one of F, each with a check of its own."""
    words = {"E": "essential", "I": "important", "U": "useful"}
    indicators = tuple(
        Indicator(f"{letter}{n}", f"{letter}1", "text", words[rank], (f"{letter}{n}",))
        for letter, _, ranks in (row.partition(":") for row in rows.split())
        for n, rank in enumerate(ranks)
    )
    return MetricSet("levels", "1", "", "", "levels", indicators)


def one(scores: tuple[Score, ...], name: str) -> Score:
    return next(score for score in scores if score.name == name)


@pytest.mark.parametrize(
    ("ranks", "outcomes", "expected"),
    [
        ("EEIIUU", "PPPPPP", (5, 5, 5)),
        ("EEIIUU", "PFPPPP", (0, 0, 0)),
        ("EEIIUU", "PIPPPP", (None, 0, 5)),
        ("EEIIUU", "P-PPPP", (5, 0, 5)),
        ("EEIIUU", "PNPPPP", (5, 5, 5)),
        ("EEIIUU", "PPIFPP", (None, 1, 2)),
        ("EEIIUU", "PPPPFI", (None, 3, 4)),
        ("EEIIUU", "PPPIFP", (None, 2, 4)),
        ("EEIIUU", "FIPPPP", (0, 0, 0)),
        ("EEIIUU", "PPPPPI", (None, 4, 5)),
        ("EEIIUU", "------", (None, 0, 5)),
        ("EEIIUU", "IIIIII", (None, 0, 5)),
        ("EEIIUU", "NNNNNN", (None, None, None)),
        ("IU", "--", (None, 1, 5)),
    ],
)
def test_level_of_a_letter(ranks: str, outcomes: str, expected: tuple[Any, ...]) -> None:
    metric_set = levels_set(f"A:{ranks}")
    known = {f"A{n}": outcome for n, letter in enumerate(outcomes) if (outcome := LETTERS[letter]) is not None}
    results, scores = score(metric_set, known)
    got = one(scores, "A")
    assert (got.level, got.level_low, got.level_high) == expected
    assert [result.outcome for result in results] == [LETTERS[letter] for letter in outcomes]
    assert got.assessed == outcomes.count("P") + outcomes.count("F")
    assert (got.indeterminate, got.not_assessed) == (outcomes.count("I"), outcomes.count("-"))


def test_the_whole_is_the_least_letter_and_the_share_is_weighted() -> None:
    outcomes = {"F0": P, "A0": P, "A1": F, "A2": P, "I0": U, "R0": F, "R1": P, "R2": N}
    _, scores = score(levels_set("F:E A:EIU I:I R:EUI"), outcomes)
    assert [score.name for score in scores] == ["F", "A", "I", "R", "FAIR"]
    assert [score.level for score in scores] == [5, 1, None, 0, 0]
    assert [score.level_low for score in scores] == [5, 1, 1, 0, 0]
    assert [score.level_high for score in scores] == [5, 1, 5, 0, 0]
    assert one(scores, "A").share == pytest.approx(4 / 6)
    assert one(scores, "R").share == pytest.approx(1 / 4)
    assert one(scores, "I").share is None
    assert one(scores, "FAIR").share == pytest.approx((3 + 4 + 1) / (3 + 6 + 4))
    assert one(scores, "FAIR").assessed == 6


def test_nothing_assessed_scores_nothing() -> None:
    for metric_set in (FDMM, FSF):
        results, scores = score(metric_set, {})
        assert {result.outcome for result in results} == {None}
        assert {score.share for score in scores} == {None}
        assert one(scores, "FAIR").not_assessed == len(metric_set.indicators)
        assert one(scores, "FAIR").level is None
        assert one(scores, "FAIR").maturity is None


def points_set(*metrics: tuple[str, str, tuple[tuple[float, int], ...]]) -> MetricSet:
    """Make a metric set of points: id, combine, and points and maturity of each test with a check of its own."""
    return MetricSet(
        "points",
        "1",
        "",
        "",
        "points",
        tuple(
            Indicator(
                name,
                f"{name[0]}1",
                "text",
                combine=rule,
                tests=tuple(
                    MetricTest(f"{name}-{n}", checks=(f"{name}-{n}",), points=points, maturity=maturity)
                    for n, (points, maturity) in enumerate(tests)
                ),
            )
            for name, rule, tests in metrics
        ),
    )


@pytest.mark.parametrize(
    ("rule", "tests", "outcomes", "expected"),
    [
        ("sum", ((1, 2), (1, 3)), "PP", (P, 2, 2, 3)),
        ("sum", ((1, 2), (1, 3)), "PF", (F, 1, 2, 2)),
        ("sum", ((1, 2), (1, 3)), "FF", (F, 0, 2, 0)),
        ("sum", ((1, 2), (1, 3)), "PI", (U, 1, 1, 2)),
        ("sum", ((1, 2), (1, 3)), "IF", (F, 0, 1, 0)),
        ("sum", ((1, 2), (1, 3)), "PN", (P, 1, 1, 2)),
        ("sum", ((1, 2), (1, 3)), "II", (U, 0, 0, None)),
        ("sum", ((1, 2), (1, 3)), "--", (None, 0, 0, None)),
        ("sum", ((1, 1), (0, 3)), "PF", (P, 1, 1, 1)),
        ("sum", ((1, 1), (0, 3)), "FP", (F, 0, 1, 3)),
        ("sum", ((0, 1),), "P", (P, 0, 0, 1)),
        ("best", ((2, 2), (2, 3)), "PP", (P, 2, 2, 3)),
        ("best", ((2, 2), (2, 3)), "PF", (P, 2, 2, 2)),
        ("best", ((2, 2), (2, 3)), "PI", (P, 2, 2, 2)),
        ("best", ((2, 2), (2, 3)), "FI", (U, 0, 0, None)),
        ("best", ((2, 2), (2, 3)), "FF", (F, 0, 2, 0)),
        ("best", ((2, 2), (2, 3)), "FN", (F, 0, 2, 0)),
        ("best", ((2, 2), (2, 3)), "NN", (N, 0, 0, None)),
        ("best", ((1, 2), (2, 3)), "PF", (P, 1, 2, 2)),
    ],
)
def test_points_of_a_metric(rule: str, tests: Any, outcomes: str, expected: tuple[Any, ...]) -> None:
    known = {f"F-{n}": outcome for n, letter in enumerate(outcomes) if (outcome := LETTERS[letter]) is not None}
    (result,), scores = score(points_set(("F", rule, tests)), known)
    assert (result.outcome, result.earned, result.points, result.maturity) == expected
    share = expected[1] / expected[2] if expected[2] and expected[0] is not U else None
    assert one(scores, "FAIR").share == share


@pytest.mark.parametrize(
    ("reached", "expected"),
    [((0, 0), 0.0), ((1, 0, 0), 1.0), ((1, 2), 2.0), ((2, 3), 2.0), ((3, 3, 1), 2.0), ((3, 3, 2), 3.0)],
)
def test_maturity_of_a_letter(reached: tuple[int, ...], expected: float) -> None:
    metric_set = points_set(*((f"F{n}", "sum", ((1, maturity),)) for n, maturity in enumerate(reached)))
    outcomes = {f"F{n}-0": P if maturity else F for n, maturity in enumerate(reached)}
    _, scores = score(metric_set, outcomes)
    assert one(scores, "F").maturity == expected


def test_maturity_of_the_whole_is_the_mean_of_the_letters() -> None:
    metric_set = points_set(
        ("F", "sum", ((1, 3),)), ("A", "sum", ((1, 2),)), ("I", "sum", ((1, 3),)), ("R", "sum", ((1, 1),))
    )
    _, scores = score(metric_set, {"F-0": P, "A-0": P, "I-0": P, "R-0": U})
    assert one(scores, "FAIR").maturity == pytest.approx(8 / 3)


@pytest.mark.parametrize(
    ("outcome", "shares", "maturity"),
    [(P, (1, 1, 1, 1, 1), 3), (F, (0, 0, 0, 0, 0), 0), (U, (None,) * 5, None), (N, (None,) * 5, None)],
)
def test_fsf_totals(outcome: Outcome, shares: tuple[float | None, ...], maturity: float | None) -> None:
    results, scores = score(FSF, dict.fromkeys(FSF.check_ids, outcome))
    assert tuple(score.share for score in scores) == shares
    assert one(scores, "FAIR").maturity == maturity
    if outcome is P:
        by_letter = {
            letter: sum(r.points or 0 for r, i in zip(results, FSF.indicators, strict=True) if i.letter == letter)
            for letter in "FAIR"
        }
        assert by_letter == {"F": 7, "A": 7, "I": 6, "R": 6}


@pytest.mark.parametrize(
    ("failing", "earned"),
    [
        ((), 26),
        (("licence-present",), 25),
        (("related-named",), 26),
        (("related-named", "related-by-address"), 24),
        (("metadata-embedded-for-search-engines",), 24),
        (("data-named-in-metadata", "file-described", "data-automatic"), 23),
        (("pid-is-persistent",), 25.5),
        (("variables-named",), 26),
    ],
)
def test_fsf_points(failing: tuple[str, ...], earned: float) -> None:
    outcomes = dict.fromkeys(FSF.check_ids, P) | dict.fromkeys(failing, F)
    results, scores = score(FSF, outcomes)
    assert sum(result.earned or 0 for result in results) == earned
    assert one(scores, "FAIR").share == pytest.approx(earned / 26)


@pytest.mark.parametrize(
    ("rule", "tests", "outcomes", "share", "of_all"),
    [
        ("sum", ((1, 2), (1, 3)), "PP", 1, 1),
        ("sum", ((1, 2), (1, 3)), "PF", 0.5, 0.5),
        ("sum", ((1, 2), (1, 3)), "PI", None, 0.5),
        ("sum", ((1, 2), (1, 3)), "PN", 1, 0.5),
        ("sum", ((1, 2), (1, 3)), "NN", None, 0),
        ("sum", ((1, 2), (1, 3)), "II", None, 0),
        ("sum", ((1, 2), (1, 3)), "--", None, None),
        ("sum", ((1, 2), (3, 3)), "P-", None, 0.25),
        ("sum", ((0, 1),), "P", None, None),
        ("best", ((2, 2), (2, 3)), "FI", None, 0),
        ("best", ((1, 2), (2, 3)), "PI", 1, 0.5),
        ("best", ((1, 2), (2, 3)), "PF", 0.5, 0.5),
    ],
)
def test_the_share_of_all_counts_what_was_not_settled_as_nothing(
    rule: str, tests: Any, outcomes: str, share: float | None, of_all: float | None
) -> None:
    known = {f"F-{n}": outcome for n, letter in enumerate(outcomes) if (outcome := LETTERS[letter]) is not None}
    _, scores = score(points_set(("F", rule, tests)), known)
    assert [(got.share, got.share_of_all) for got in scores] == [(share, of_all)] * 2


# A dataset on which F-UJI 3.5 and we decide every test alike: what its own totals then are, in points of 26 and of 24.
@pytest.mark.parametrize(
    ("version", "failing", "percent", "maturity"),
    [
        ("0.8", (), 100.0, 3.0),
        ("0.8", ("community-metadata-standard", "provenance-vocabulary", "metadata-rdf-negotiated"), 100.0, 2.75),
        ("0.8", ("licence-present", "file-format-open"), 92.31, 2.75),
        ("0.5", ("identifier-is-guid",), 100.0, 3.0),
        ("0.5", ("identifier-is-guid", "registered", "licence-standard"), 91.67, 3.0),
        ("0.5", ("identifier-is-guid", "access-rights-by-address", "access-rights-standard"), 97.92, 2.75),
    ],
)
def test_totals_are_comparable_with_f_uji(
    version: str, failing: tuple[str, ...], percent: float, maturity: float
) -> None:
    metric_set = load_metric_sets()[f"fsf@{version}"]
    _, scores = score(metric_set, dict.fromkeys(metric_set.check_ids, P) | dict.fromkeys(failing, F))
    whole = one(scores, "FAIR")
    assert round((whole.share_of_all or 0) * 100, 2) == percent
    assert whole.share == whole.share_of_all
    assert whole.maturity == maturity


@given(st.randoms(use_true_random=False), st.lists(st.sampled_from([P, F, U, N, None]), min_size=17, max_size=17))
@settings(max_examples=50)
def test_the_order_of_outcomes_and_of_indicators_decides_nothing(random: Any, drawn: list[Outcome | None]) -> None:
    for metric_set in load_metric_sets().values():
        ids = sorted(metric_set.check_ids)
        pairs = [(name, o) for name, o in zip(ids, itertools.cycle(drawn), strict=False) if o is not None]
        indicators = list(metric_set.indicators)
        results, scores = score(metric_set, dict(pairs))
        random.shuffle(pairs)
        random.shuffle(indicators)
        again, same = score(replace(metric_set, indicators=tuple(indicators)), dict(pairs))
        assert sorted(again, key=lambda result: result.indicator) == sorted(results, key=lambda r: r.indicator)
        assert same == scores


OUTCOMES = st.sampled_from([P, F, U, N, None])


@given(st.lists(OUTCOMES, min_size=41, max_size=41))
@settings(max_examples=100)
def test_scores_keep_their_promises(drawn: list[Outcome | None]) -> None:
    ids = sorted(frozenset().union(*(metric_set.check_ids for metric_set in load_metric_sets().values())))
    outcomes = {name: o for name, o in zip(ids, itertools.cycle(drawn), strict=False) if o is not None}
    for metric_set in load_metric_sets().values():
        results, scores = score(metric_set, outcomes)
        assert [result.indicator for result in results] == [indicator.id for indicator in metric_set.indicators]
        for got in scores:
            assert got.share is None or 0 <= got.share <= 1
            assert (got.share_of_all or 0) <= (1 if got.share is None else got.share)
            assert got.level is None or (got.level_low or 0) <= got.level <= (
                5 if got.level_high is None else got.level_high
            )
            assert got.maturity is None or 0 <= got.maturity <= 3
        if metric_set is FDMM:
            assert _better(outcomes, results, scores)


def _better(outcomes: dict[str, Outcome], results: tuple[Result, ...], scores: tuple[Score, ...]) -> bool:
    """Repairing one failure never lowers what level is possible, nor the share; it may open what was decided."""
    failing = next((name for name, outcome in sorted(outcomes.items()) if outcome is F), None)
    if failing is None:
        return True
    _, repaired = score(FDMM, outcomes | {failing: P})
    return all(
        (new.level_low or 0) >= (old.level_low or 0)
        and (new.level_high or 0) >= (old.level_high or 0)
        and (new.share is None or new.share >= (old.share or 0))
        for new, old in zip(repaired, scores, strict=True)
    )


COUNTS = st.tuples(*[st.integers(0, 5)] * 3)


@given(COUNTS, COUNTS, st.integers(0, 2))
@settings(max_examples=100)
def test_a_repair_never_lowers_a_level(passed: tuple[int, ...], failed: tuple[int, ...], rank: int) -> None:
    before = level(passed, failed)
    assert 0 <= before <= 5
    assert (before == 5) == (not any(failed))
    assert (before == 0) == (failed[0] > 0)
    more = [count + (place == rank) for place, count in enumerate(passed)]
    less = [max(count - (place == rank), 0) for place, count in enumerate(failed)]
    assert level(more, failed) >= before
    assert level(more, less) >= before


TESTS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0]), st.integers(0, 3), st.sampled_from([P, F, U, N, None])),
    min_size=1,
    max_size=6,
)


@given(st.sampled_from(["sum", "best"]), TESTS)
@settings(max_examples=100)
def test_points_keep_within_their_bounds(rule: str, drawn: list[tuple[float, int, Outcome | None]]) -> None:
    metric_set = points_set(("F", rule, tuple((points, maturity) for points, maturity, _ in drawn)))
    known = {f"F-{n}": outcome for n, (_, _, outcome) in enumerate(drawn) if outcome is not None}
    (result,), (_, whole) = score(metric_set, known)
    worth = attainable(metric_set.indicators[0])
    assert 0 <= (result.earned or 0) <= (result.points or 0) <= worth
    assert result.maturity is None or result.maturity <= max(maturity for _, maturity, _ in drawn)
    failing = [name for name, outcome in known.items() if outcome is F]
    (repaired,), (_, better) = score(metric_set, known | dict.fromkeys(failing, P))
    assert (repaired.earned or 0) >= (result.earned or 0)
    assert (better.share_of_all or 0) >= (whole.share_of_all or 0)
    assert (repaired.maturity or 0) >= (result.maturity or 0)
    undecided = [name for name, outcome in known.items() if outcome is U]
    for settled in (F, P):
        share = score(metric_set, known | dict.fromkeys(undecided, settled))[1][1].share
        if share is not None and whole.share_low is not None and whole.share_high is not None:
            assert whole.share_low - 1e-9 <= share <= whole.share_high + 1e-9


@given(st.lists(st.sampled_from([P, F, U, N, None]), max_size=5), st.sampled_from(["all", "any"]))
@settings(max_examples=100)
def test_combining_knows_no_order_and_only_what_was_given(drawn: list[Outcome | None], rule: str) -> None:
    together = combine(drawn, rule)
    assert together is combine(drawn[::-1], rule)
    assert together is combine([*drawn, *drawn], rule)
    assert together in {*drawn, U if None in drawn and set(drawn) != {None} else None}


def test_a_few_verdicts_are_no_maturity_of_the_whole() -> None:
    metric_set = points_set(*((f"F{n}", "sum", ((1, 3),)) for n in range(3)))
    shown = [
        [(got.share, got.maturity) for got in score(metric_set, {"F0-0": P, "F1-0": U, "F2-0": last})[1]]
        for last in (P, U)
    ]
    assert shown == [[(1.0, 3.0)] * 2, [(None, None)] * 2]


def test_a_few_verdicts_are_no_score_of_the_whole() -> None:
    metric_set = levels_set("A:EEEE")
    assert one(score(metric_set, {"A0": P, "A1": U, "A2": U, "A3": P})[1], "FAIR").share == 1.0
    assert one(score(metric_set, {"A0": P, "A1": U, "A2": U, "A3": N})[1], "FAIR").share is None


def test_a_share_tells_what_it_may_come_to() -> None:
    found = one(score(levels_set("A:EIU"), {"A0": P, "A1": U, "A2": F})[1], "FAIR")
    assert (found.share_low, found.share, found.share_high) == (0.5, 0.75, 5 / 6)
    settled = one(score(levels_set("A:EIU"), {"A0": P, "A1": N, "A2": F})[1], "FAIR")
    assert (settled.share_low, settled.share, settled.share_high) == (0.75, 0.75, 0.75)


def test_the_whole_is_open_while_a_letter_is_and_none_is_at_the_bottom() -> None:
    metric_set = levels_set("F:EI A:E")
    assert one(score(metric_set, {"F0": P, "F1": U, "A0": P})[1], "FAIR").level is None
    assert one(score(metric_set, {"F0": P, "F1": U, "A0": F})[1], "FAIR").level == 0
