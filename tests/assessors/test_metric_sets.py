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
    assert list(load_metric_sets()) == ["fsf@0.8", "rda-fdmm@2020"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("fsf", "fsf@0.8"),
        ("fsf@0.8", "fsf@0.8"),
        ("rda-fdmm", "rda-fdmm@2020"),
        ("fsf@0.5", None),
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
    assert sum(bool(i.checks) for i in fdmm.indicators) >= 33


def test_fdmm_priorities_agree_with_the_reference(shared: Path) -> None:
    """The reference is a table in Markdown: | F1-01M metadata PID | E | Y | ..."""
    text = (shared.parent / "reference" / "fair-assessment.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([FAIR][\d.]+-\d\d[MD]) [^|]*\| ([EIU]) \|", text, re.MULTILINE))
    fdmm = load_metric_sets()["rda-fdmm@2020"]
    assert {i.id.removeprefix("RDA-"): i.priority[0].upper() for i in fdmm.indicators} == rows


def test_fsf_agrees_with_the_reference(shared: Path) -> None:
    with (shared.parent / "reference" / "fsf-metrics.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == "0.8"]
    fsf = load_metric_sets()["fsf@0.8"]
    ours = [(i.id, i.principle, test.id, test.points, test.maturity) for i in fsf.indicators for test in i.tests]
    theirs = [(r["metric"], r["principle"], r["test"], float(r["score"]), int(r["maturity"])) for r in rows]
    assert ours == theirs
    totals = {row["metric"]: float(row["metric_total_score"]) for row in rows}
    for indicator in fsf.indicators:
        points = [test.points for test in indicator.tests]
        assert (max(points) if indicator.combine == "best" else sum(points)) == totals[indicator.id]
    assert len(fsf.indicators) == 17
    assert all(test.checks for indicator in fsf.indicators for test in indicator.tests)


def test_every_text_is_a_sentence_of_ours() -> None:
    for metric_set in load_metric_sets().values():
        texts = [i.text for i in metric_set.indicators] + [t.text for i in metric_set.indicators for t in i.tests]
        assert all(text.endswith(".") for text in texts)
        assert len(set(texts)) == len(texts)
