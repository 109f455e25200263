from __future__ import annotations

import pytest

from assessors.crosswalk import Basis, Counterpart, crosswalk
from assessors.metric_sets import load_metric_sets
from fairsvc.model.metrics import Indicator, MetricSet, MetricTest

ONE = MetricSet(
    "one",
    "1",
    "",
    "",
    "levels",
    (
        Indicator("O1", "F1", "", checks=("a", "b")),
        Indicator("O2", "F1", "", checks=("c",)),
        Indicator("O3", "A2", "", checks=("d",)),
        Indicator("O4", "R1", "", checks=()),
    ),
)
OTHER = MetricSet(
    "other",
    "2",
    "",
    "",
    "points",
    (
        Indicator("T1", "F1", "", tests=(MetricTest("T1-1", checks=("b",)), MetricTest("T1-2", checks=("a", "b")))),
        Indicator("T2", "F1", "", tests=(MetricTest("T2-1", checks=("a", "x")),)),
        Indicator("T3", "A1", "", tests=(MetricTest("T3-1", checks=("y",)),)),
    ),
)
EXPECTED = {
    "O1": [("T1", Basis.SAME, ("a", "b")), ("T2", Basis.SHARED, ("a",))],
    "O2": [("T1", Basis.PRINCIPLE, ()), ("T2", Basis.PRINCIPLE, ())],
    "O3": [],
    "O4": [],
    "T1": [("O1", Basis.SAME, ("b", "a"))],
    "T2": [("O1", Basis.SHARED, ("a",))],
    "T3": [],
}


def test_counterparts_share_checks_or_else_the_principle() -> None:
    rows = crosswalk([ONE, OTHER])
    assert [(row.metric_set, row.indicator) for row in rows] == [
        *(("one@1", f"O{n}") for n in (1, 2, 3, 4)),
        *(("other@2", f"T{n}") for n in (1, 2, 3)),
    ]
    assert {row.indicator: [(o.indicator, o.basis, o.checks) for o in row.others] for row in rows} == EXPECTED
    assert crosswalk([ONE]) == tuple(row for row in crosswalk([ONE]) if not row.others)


ROWS = {(row.metric_set, row.indicator): row for row in crosswalk(list(load_metric_sets().values()))}


@pytest.mark.parametrize(
    ("metric_set", "indicator", "other", "expected"),
    [
        ("rda-fdmm@2020", "RDA-A1-01M", "fsf@0.8", [("FsF-A1-01M", Basis.SAME)]),
        ("rda-fdmm@2020", "RDA-A1-01M", "fsf@0.5", [("FsF-A1-01M", Basis.SHARED)]),
        ("rda-fdmm@2020", "RDA-R1.1-01M", "fsf@0.8", [("FsF-R1.1-01M", Basis.SAME)]),
        ("rda-fdmm@2020", "RDA-R1.1-02M", "pan@1.0", [("PAN-R1-01", Basis.SHARED)]),
        ("fsf@0.8", "FsF-R1.3-02D", "fsf@0.5", [("FsF-R1.3-02D", Basis.SHARED)]),
        ("fsf@0.8", "FsF-R1.3-02D", "rda-fdmm@2020", None),
        ("rda-fdmm@2020", "RDA-A2-01M", "pan@1.0", [("PAN-A2-01", Basis.PRINCIPLE)]),
        ("rda-fdmm@2020", "RDA-A2-01M", "fsf@0.8", []),
    ],
)
def test_the_packaged_sets(
    metric_set: str, indicator: str, other: str, expected: list[tuple[str, Basis]] | None
) -> None:
    found = ROWS[metric_set, indicator].of(other)
    if expected is None:
        assert {one.basis for one in found} == {Basis.PRINCIPLE}
    else:
        assert [(one.indicator, one.basis) for one in found] == expected


def test_what_shares_checks_does_so_from_both_sides() -> None:
    for (metric_set, indicator), row in ROWS.items():
        for other in row.others:
            if other.basis is not Basis.PRINCIPLE:
                back = ROWS[other.metric_set, other.indicator].of(metric_set)
                assert Counterpart(metric_set, indicator, other.basis) in [
                    Counterpart(one.metric_set, one.indicator, one.basis) for one in back
                ]
