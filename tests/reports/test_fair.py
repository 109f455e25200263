"""The numbers of the FAIR report, against numbers worked out by hand."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.scoring import score
from fairsvc.model.check import Outcome
from fairsvc.model.metrics import WHOLE
from fairsvc.model.remedy import Place
from fairsvc.reports import fair_repairs
from fairsvc.reports.fair import Rules, build
from fairsvc.reports.fair_html import write_html
from fairsvc.reports.fair_model import DatasetRow, FairReport, Repair
from tests.reports.catalogue import AT, CHECKS, LINE, REMEDIES, SETS, album, dataset, four, outcomes, report


@pytest.fixture(scope="module")
def mini() -> FairReport:
    return report(four())


@pytest.mark.parametrize(
    ("letter", "levels", "low", "high", "median"),
    [
        ("F", (2, 0, 0, 0, 0, 2), (2, 0, 0, 0, 0, 2), (2, 0, 0, 0, 0, 2), 0),
        ("A", (1, 1, 0, 0, 0, 2), (1, 1, 0, 0, 0, 2), (1, 1, 0, 0, 0, 2), 1),
        # R2 has no check: open for all. d3's licence is indeterminate, so nothing of its R was assessed.
        ("R", (1, 0, 0, 0, 0, 2), (2, 0, 0, 2, 0, 0), (1, 0, 0, 0, 0, 3), 5),
        (WHOLE, (3, 0, 0, 0, 0, 1), (3, 0, 0, 1, 0, 0), (3, 0, 0, 0, 0, 1), 0),
    ],
)
def test_levels(
    mini: FairReport, letter: str, levels: tuple[int, ...], low: tuple[int, ...], high: tuple[int, ...], median: int
) -> None:
    found = mini.sets[0].score(letter)
    assert (found.levels, found.levels_low, found.levels_high) == (levels, low, high)
    assert found.median_level == median
    assert found.maturities == ()


@pytest.mark.parametrize(
    ("place", "letter", "tenths", "median"),
    [
        # 12/12, 7/12, 0/9 and 8/11 of our weights.
        (0, WHOLE, {9: 1, 5: 1, 0: 1, 7: 1}, (7 / 12 + 8 / 11) / 2),
        (0, "R", {9: 2, 0: 1}, 1.0),
        # 3/3, 1/3, 0/2 and 2/3 of the points.
        (1, WHOLE, {9: 1, 3: 1, 0: 1, 6: 1}, 0.5),
        (1, "F", {9: 2, 0: 2}, 0.5),
    ],
)
def test_shares(mini: FairReport, place: int, letter: str, tenths: dict[int, int], median: float) -> None:
    found = mini.sets[place].score(letter)
    assert found.shares == tuple(tenths.get(tenth, 0) for tenth in range(10))
    assert found.median_share == pytest.approx(median)


@pytest.mark.parametrize(
    ("letter", "maturities", "median"), [("F", (2, 0, 0, 2), 0), ("R", (1, 1, 0, 2), 1), (WHOLE, (2, 0, 0, 2), 0.5)]
)
def test_maturities_count_what_is_reached(
    mini: FairReport, letter: str, maturities: tuple[int, ...], median: float
) -> None:
    found = mini.sets[1].score(letter)
    assert (found.maturities, found.median_maturity, found.levels) == (maturities, median, ())


@pytest.mark.parametrize(
    ("indicator", "counts"),
    [
        ("L-F1", (2, 2, 0, 0, 0)),
        ("L-A1", (3, 1, 0, 0, 0)),
        ("L-A2", (2, 2, 0, 0, 0)),
        ("L-A3", (2, 1, 0, 1, 0)),
        ("L-R1", (2, 1, 1, 0, 0)),
        ("L-R2", (0, 0, 0, 0, 4)),
    ],
)
def test_indicators(mini: FairReport, indicator: str, counts: tuple[int, ...]) -> None:
    row = next(row for row in mini.sets[0].indicators if row.indicator.id == indicator)
    assert (row.passed, row.failed, row.indeterminate, row.not_applicable, row.not_assessed) == counts


def _facts(repairs: tuple[Repair, ...]) -> list[tuple[str, int, int, int, float]]:
    return [(r.remedy, r.failing, r.lifted, r.levels_gained, pytest.approx(r.share_gained)) for r in repairs]


def test_repairs_of_levels_come_by_datasets_lifted_then_gain(mini: FairReport) -> None:
    assert _facts(mini.sets[0].repairs) == [
        # Both its checks fail in d3: letter F rises by 5, A from 0 to 1.
        ("mend-pid-stays", 2, 2, 11, 3 / 12 + 6 / 9),
        ("mend-licence", 1, 1, 5, 3 / 11),
        ("mend-data-answers", 2, 1, 4, 2 / 12 + 2 / 9),
        ("mend-tombstone", 1, 0, 0, 1 / 9),
    ]
    assert mini.sets[0].repairs[0].checks == ("page-opens", "pid-stays")


def test_repairs_of_points_lift_every_share_that_rises(mini: FairReport) -> None:
    assert _facts(mini.sets[1].repairs) == [
        ("mend-data-answers", 2, 2, 0, 1 / 3 + 1 / 2),
        ("mend-pid-stays", 2, 2, 0, 1 / 3 + 1 / 2),
        ("mend-licence", 1, 1, 0, 1 / 3),
    ]
    assert [repair.points_gained for repair in mini.sets[1].repairs] == [2, 2, 1]
    assert [one.reckoned for one in mini.sets] == [4, 4]


def test_a_repair_names_what_it_feeds_and_one_example(mini: FairReport) -> None:
    licence = mini.sets[1].repairs[2]
    assert (licence.sentence, licence.checks, licence.indicators) == ("Do mend-licence.", ("licence",), ("P-R1",))
    assert (licence.example.pid, licence.example.because) == ("doi:10.5072/d4", "It is so.")
    assert (licence.example.title, licence.example.address) == ("Dataset d4", "https://doi.org/10.5072/d4")
    assert [(one.place, one.text) for one in licence.example.snippets] == [(Place.HEADER, LINE)]


def test_the_example_is_one_with_lines_to_paste_that_the_repair_lifts() -> None:
    found = report(
        [
            dataset("hopeless", outcomes("ffffp")),
            dataset("mute", outcomes("ppfp-"), line=""),
            dataset("near", outcomes("ppfpp")),
            dataset("later", outcomes("ppf-p")),
        ],
    )
    repair = next(repair for repair in found.sets[0].repairs if repair.remedy == "mend-data-answers")
    assert repair.example.pid == "doi:10.5072/later"


def test_where_no_remedy_is_known_a_check_stands_for_itself() -> None:
    samples = [dataset("d1", outcomes("fpfpp"), remedies={})]
    assert [repair.remedy for repair in report(samples).sets[0].repairs] == ["pid-stays", "data-answers"]
    repair = report(samples).sets[0].repairs[0]
    assert (repair.sentence, repair.example.because) == ("Title of pid-stays.", "It is so.")


def test_a_check_with_several_remedies_is_repaired_as_its_kind_asks() -> None:
    other = {**REMEDIES, "licence": "ask-a-lawyer"}
    samples = [dataset(f"a{n}", outcomes("ppppf")) for n in range(3)]
    samples += [dataset("b", outcomes("pppff"), remedies=other)]
    found = {repair.remedy: repair.failing for repair in report(samples).sets[0].repairs}
    assert found == {"mend-licence": 3, "ask-a-lawyer": 1, "mend-tombstone": 1}


def test_datasets_without_evidence_are_repaired_like_others() -> None:
    held, gone = dataset("d1", outcomes("ppppf")), dataset("d0", outcomes("pppff"))
    found = build(
        "mini",
        [held.judgement, gone.judgement],
        Rules(SETS, CHECKS),
        album([held]),
        generated_at=AT,
        software_version="0.0.0",
    )
    repairs = {repair.remedy: (repair.failing, repair.example.pid[-2:]) for repair in found.sets[0].repairs}
    assert repairs == {"mend-licence": (2, "d1"), "tombstone": (1, "d0")}


def test_best_and_worst_never_share_a_dataset(mini: FairReport) -> None:
    def pids(rows: tuple[DatasetRow, ...]) -> list[str]:
        return [row.pid[-2:] for row in rows]

    assert (pids(mini.sets[0].best), pids(mini.sets[0].worst)) == (["d1", "d4"], ["d3", "d2"])
    many = report(dataset(f"{n:02d}", outcomes("ppppp" if n % 2 else "ffff?")) for n in range(30)).sets[0]
    assert pids(many.best) == [f"{n:02d}" for n in range(1, 21, 2)]
    assert pids(many.worst) == [f"{n:02d}" for n in range(28, 9, -2)]
    three = report(dataset(name, outcomes("ppppp")) for name in ("aa", "bb", "cc")).sets[0]
    assert (pids(three.best), pids(three.worst)) == (["aa", "bb"], ["cc"])


def test_reasons_group_whatever_they_name() -> None:
    worded = [
        ("a", "The page https://doi.org/10.5072/a answered 503; it might be there."),
        ("b", "The page https://doi.org/10.5072/b?x=1 answered 503; it might be there."),
        ("c", "The page https://elsewhere.example/data/(c) answered 503; it might be there."),
        ("d", "doi:10.5072/d is not in the index of 10.5072/d.v2."),
        ("e", "10.5072/e-1 is not in the index of hdl:20.500/e."),
        ("f", "No answer came from the page."),
    ]
    found = report(dataset(name, outcomes("pppp?"), because=because) for name, because in worded)
    assert [(one.check, one.datasets, one.reason, one.example.pid) for one in found.reasons] == [
        ("licence", 3, "The page [address] answered 503; it might be there.", "doi:10.5072/a"),
        ("licence", 2, "[PID] is not in the index of [PID].", "doi:10.5072/d"),
        ("licence", 1, "No answer came from the page.", "doi:10.5072/f"),
    ]


def test_a_check_that_words_every_case_anew_ends_in_one_group() -> None:
    found = report(dataset(f"n{n}", outcomes("pppp?"), because=f"It took {n} s.") for n in range(100))
    assert len(found.reasons) == 21
    assert (found.reasons[0].reason, found.reasons[0].datasets) == ("other reasons", 80)


def test_reasons_come_from_checks_outside_the_metric_sets_too() -> None:
    sample = dataset("d1", outcomes("ppppp"))
    unclear = replace(sample, judgement=replace(sample.judgement, unclear={"own-check": "No."}))
    assert [(one.check, one.title, one.reason) for one in report([unclear]).reasons] == [
        ("own-check", "own-check", "No.")
    ]


def test_an_empty_catalogue_is_counted() -> None:
    found = report([])
    assert (found.rows, found.reasons) == ((), ())
    assert found.sets[0].score().median_level is None
    assert all(row.not_assessed == 0 for row in found.sets[0].indicators)


def test_what_no_file_can_hold_is_dropped_and_long_text_is_cut() -> None:
    title = "nul\x00 surrogate\ud800 line\nfeed \x1b[31m" + "long " * 1000
    row = report([dataset("d1", outcomes("fpppp"), title=title)]).rows[0]
    assert row.title.startswith("nul surrogate? line feed [31m")
    assert len(row.title) == 300
    assert row.title.endswith("…")


@settings(max_examples=60)
@given(st.lists(st.text("pf?-", min_size=5, max_size=5), max_size=8))
def test_counts_add_up(codes: list[str]) -> None:
    found = report(dataset(f"n{place}", outcomes(code)) for place, code in enumerate(codes))
    for one in found.sets:
        assert one.datasets == len(codes)
        for row in one.indicators:
            counts = (row.passed, row.failed, row.indeterminate, row.not_applicable, row.not_assessed)
            assert sum(counts) == len(codes)
            assert min(counts) >= 0
        for repair in one.repairs:
            places = [list(CHECKS).index(check) for check in repair.checks]
            assert repair.failing == sum(any(code[place] == "f" for place in places) for code in codes)
            assert repair.failing >= repair.lifted
            assert repair.levels_gained >= 0
            assert repair.share_gained > -1e-9
    assert sum(one.datasets for one in found.reasons) == sum(code.count("?") for code in codes)


@settings(max_examples=60)
@given(st.text("pf?-", min_size=5, max_size=5))
def test_a_repair_promises_what_scoring_then_gives(code: str) -> None:
    found = outcomes(code)
    for one, metric_set in zip(report([dataset("n", found)]).sets, SETS, strict=True):
        for repair in one.repairs:
            mended = found | {name: Outcome.PASS for name in repair.checks if found[name] is Outcome.FAIL}
            before, after = score(metric_set, found)[1][-1], score(metric_set, mended)[1][-1]
            assert repair.share_gained == pytest.approx((after.share or 0) - (before.share or 0))


def test_thousands_of_datasets_of_few_kinds_are_scored_by_kind() -> None:
    random = Random(1)
    kinds = [dataset("kind", outcomes("".join(random.choices("pf?-", k=5)))).judgement for _ in range(20)]
    many = (replace(random.choice(kinds), pid=f"doi:10.5072/{number}") for number in range(5_000))
    tracemalloc.start()
    started = time.perf_counter()
    found = build("mini", many, Rules(SETS, CHECKS), album([]), generated_at=AT, software_version="0.0.0")
    elapsed = time.perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.rows) == 5_000
    assert peak < 15_000_000
    assert elapsed < 30


@settings(max_examples=30)
@given(st.lists(st.text("pf?-", min_size=5, max_size=5), min_size=1, max_size=6), st.randoms())
def test_the_order_of_judgements_changes_nothing(codes: list[str], random: Random) -> None:
    samples = [dataset(f"n{place}", outcomes(code)) for place, code in enumerate(codes)]
    shuffled = random.sample(samples, len(samples))
    assert [row.pid for row in report(shuffled).rows] == [row.pid for row in report(samples).rows]
    for one, other in zip(report(samples).sets, report(shuffled).sets, strict=True):
        assert (one.scores, one.indicators) == (other.scores, other.indicators)
        assert [_facts((repair,)) for repair in one.repairs] == [_facts((repair,)) for repair in other.repairs]


def test_gains_are_worked_out_over_the_commonest_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_repairs, "MOST_RECKONED", 1)
    common = [dataset(f"c{number}", outcomes("ppppf")) for number in range(3)]
    found = report([*common, dataset("rare", outcomes("pppff"))], SETS[:1])
    assert (found.sets[0].datasets, found.sets[0].reckoned) == (4, 3)
    licence = found.sets[0].repairs[0]
    assert (licence.failing, licence.lifted) == (4, 3)
    assert "over the commonest kinds of datasets: 3 of 4 datasets." in " ".join(write_html(found).split())
