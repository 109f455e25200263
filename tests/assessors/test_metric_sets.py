from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.catalogue import load_checks
from assessors.metric_set_file import read_metric_set
from assessors.metric_sets import find_metric_set, load_metric_sets
from fairsvc.errors import BadMetricSet
from fairsvc.model.metrics import Indicator, MetricSet

SAMPLES = Path(__file__).parents[1] / "samples" / "assessors"
INVALID = sorted((SAMPLES / "invalid").glob("*.toml"))
FDMM_IDS = """
F1-01M F1-01D F1-02M F1-02D F2-01M F3-01M F4-01M A1-01M A1-02M A1-02D A1-03M A1-03D A1-04M A1-04D A1-05D A1.1-01M
A1.1-01D A1.2-01D A2-01M I1-01M I1-01D I1-02M I1-02D I2-01M I2-01D I3-01M I3-01D I3-02M I3-02D I3-03M I3-04M R1-01M
R1.1-01M R1.1-02M R1.1-03M R1.2-01M R1.2-02M R1.3-01M R1.3-01D R1.3-02M R1.3-02D
"""


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_bad_metric_set_is_refused_with_a_sentence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = text.splitlines()[0].removeprefix("# ")
    with pytest.raises(BadMetricSet) as refusal:
        read_metric_set(text, path.name)
    assert expected in str(refusal.value)
    assert path.name in str(refusal.value)


def test_the_invalid_shelf_is_full() -> None:
    assert len(INVALID) >= 15


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_good_metric_set_is_read(path: Path) -> None:
    metric_set = read_metric_set(path.read_text(encoding="utf-8"), path.name)
    assert metric_set.name == f"{metric_set.id}@{metric_set.version}"
    assert metric_set.check_ids <= set(load_checks())
    for indicator in metric_set.indicators:
        assert indicator.deviation in ("", "It is stricter.")


@given(st.text(max_size=200))
@settings(max_examples=100)
def test_any_text_is_a_metric_set_or_refused(text: str) -> None:
    assert read_or_refusal(text)


@given(
    st.dictionaries(
        st.sampled_from(["id", "version", "title", "source", "method", "x"]),
        st.sampled_from(['"levels"', '"points"', '"x"', "1", "[]", "true"]),
        min_size=4,
    ),
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "principle", "text", "priority", "checks", "combine", "test"]),
            st.sampled_from(
                ['"F1"', '"essential"', "[]", "1", '["pid-resolves"]', "[{ id = 1 }]", '[{ id = "a" }]', "[3]"]
            ),
        ),
        max_size=3,
    ),
)
@settings(max_examples=100)
def test_any_table_is_a_metric_set_or_refused(head: dict[str, str], rows: list[dict[str, str]]) -> None:
    parts = [*(f"{key} = {value}" for key, value in head.items())]
    for row in rows:
        parts += ["[[indicator]]", *(f"{key} = {value}" for key, value in row.items())]
    assert read_or_refusal("\n".join(parts))


def read_or_refusal(text: str) -> str:
    """Give the set's name, or the refusal that names the file."""
    try:
        return read_metric_set(text, "drawn").name
    except BadMetricSet as refusal:
        return str(refusal) if "drawn" in str(refusal) else ""


def test_the_packaged_sets() -> None:
    assert list(load_metric_sets()) == ["fsf@0.5", "fsf@0.8", "pan@1.0", "rda-fdmm@2020"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("fsf", "fsf@0.8"),
        ("fsf@0.8", "fsf@0.8"),
        ("rda-fdmm", "rda-fdmm@2020"),
        ("fsf@0.5", "fsf@0.5"),
        ("pan", "pan@1.0"),
        ("fsf@0.7", None),
        ("", None),
        ("FSF", None),
    ],
)
def test_find(name: str, found: str | None) -> None:
    metric_set = find_metric_set(name)
    assert (metric_set.name if metric_set else None) == found


def test_fdmm_has_its_41_indicators() -> None:
    fdmm = load_metric_sets()["rda-fdmm@2020"]
    assert [i.id for i in fdmm.indicators] == [f"RDA-{short}" for short in FDMM_IDS.split()]
    assert all(i.id.startswith(f"RDA-{i.principle}-") for i in fdmm.indicators)
    priorities = [i.priority for i in fdmm.indicators]
    assert {p: priorities.count(p) for p in set(priorities)} == {"essential": 20, "important": 14, "useful": 7}
    assert {i.priority for i in fdmm.indicators if i.letter == "F"} == {"essential"}


def test_fdmm_priorities_agree_with_the_reference(shared: Path) -> None:
    """The reference is a table in Markdown: | F1-01M metadata PID | E | Y | ..."""
    text = (shared.parent / "reference" / "fair-assessment.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([FAIR][\d.]+-\d\d[MD]) [^|]*\| ([EIU]) \|", text, re.MULTILINE))
    fdmm = load_metric_sets()["rda-fdmm@2020"]
    assert {i.id.removeprefix("RDA-"): i.priority[0].upper() for i in fdmm.indicators} == rows


@pytest.mark.parametrize(("version", "metrics", "letters"), [("0.5", 16, (7, 3, 4, 10)), ("0.8", 17, (7, 7, 6, 6))])
def test_fsf_has_the_published_points_and_levels(
    shared: Path, version: str, metrics: int, letters: tuple[int, ...]
) -> None:
    """Test by test and row by row; a level that is not published is 0."""
    with (shared.parent / "reference" / "fsf-metrics.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == version]
    fsf = load_metric_sets()[f"fsf@{version}"]
    ours = [(i.id, i.principle, test.id, test.points, test.maturity) for i in fsf.indicators for test in i.tests]
    theirs = [(r["metric"], r["principle"], r["test"], float(r["score"]), int(r["maturity"] or 0)) for r in rows]
    assert ours == theirs
    totals = {row["metric"]: float(row["metric_total_score"]) for row in rows}
    assert {indicator.id: attainable(indicator) for indicator in fsf.indicators} == totals
    assert len(fsf.indicators) == metrics
    by_letter = ((attainable(i) for i in fsf.indicators if i.letter == letter) for letter in "FAIR")
    assert tuple(map(sum, by_letter)) == letters


def test_the_photon_and_neutron_profile_has_the_records_checks(shared: Path) -> None:
    """The reference is a table in Markdown: | PAN-F1-01 | F1 | R/E | ...; R is the level of a record."""
    text = (shared.parent / "reference" / "pan-cts-landing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (PAN-[\w-]+) \| ([\w.]+)[^|]*\| R/([EIU]) \|", text, re.MULTILINE)
    pan = load_metric_sets()["pan@1.0"]
    ours = {f"PAN-A1-{number:02}" for number in range(5, 10)}
    of_the_table = [i for i in pan.indicators if i.id not in ours]
    assert [(i.id, i.principle, i.priority[0].upper()) for i in of_the_table] == rows
    assert (len(rows), len(pan.indicators)) == (27, 32)


@pytest.mark.parametrize("metric_set", load_metric_sets().values(), ids=lambda metric_set: metric_set.name)
def test_every_indicator_is_decided_by_checks(metric_set: MetricSet) -> None:
    deciding = [i.checks for i in metric_set.indicators if not i.tests]
    deciding += [test.checks for i in metric_set.indicators for test in i.tests]
    assert all(deciding)


def test_every_check_that_a_set_names_is_there() -> None:
    named = frozenset().union(*(metric_set.check_ids for metric_set in load_metric_sets().values()))
    assert named <= set(load_checks())


KNOWN_DEFECTS = """
#54 #74 #96 #109 #110 #228 #235 #262 #282 #322 #327 #403 #452 #489 #513 #546 #550 #551 #595 #602 #604
"""


def test_the_known_defects_are_deviations() -> None:
    fsf = [metric_set for metric_set in load_metric_sets().values() if metric_set.id == "fsf"]
    rows = [row for one in fsf for i in one.indicators for row in (i, *i.tests)]
    texts = " ".join(row.deviation for row in rows)
    assert {f"#{number}" for number in re.findall(r"#(\d+)", texts)} == set(KNOWN_DEFECTS.split())


def attainable(indicator: Indicator) -> float:
    """Sum the points of an indicator's tests, or take the best test's."""
    points = [test.points for test in indicator.tests]
    return max(points) if indicator.combine == "best" else sum(points)


def test_every_text_is_a_sentence_of_ours() -> None:
    for metric_set in load_metric_sets().values():
        indicators, tests = metric_set.indicators, [test for i in metric_set.indicators for test in i.tests]
        for texts in ([i.text for i in indicators], [test.text for test in tests]):
            assert all(text.endswith(".") for text in texts)
            assert len(set(texts)) == len(texts)
        assert all(row.deviation.endswith(".") for row in (*indicators, *tests) if row.deviation)
