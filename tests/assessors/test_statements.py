from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.metric_sets import load_metric_sets
from assessors.statements import FILE_NAME, Statement, load_statements, read_statements
from fairsvc.errors import BadSettings

SAMPLES = Path(__file__).parents[1] / "samples" / "assessors" / "statements"
INDICATORS = {indicator.id for metric_set in load_metric_sets().values() for indicator in metric_set.indicators}


def test_statements_are_read() -> None:
    first, second, third = read_statements((SAMPLES / "good.toml").read_text("utf-8"), "good.toml", INDICATORS)
    assert (first.indicator, first.progress, first.since, first.source) == ("RDA-R1.2-01M", 3, date(2026, 1, 31), "")
    assert (second.progress, second.source, second.note) == (2, "old", "The old catalogue follows.")
    assert third == Statement("PAN-F1-06", 2, "Samples get IGSN with the next call for proposals.", date(2026, 1, 31))


@pytest.mark.parametrize("path", sorted((SAMPLES / "invalid").glob("*.toml")), ids=lambda path: path.stem)
def test_bad_statements_are_refused_with_a_sentence(path: Path) -> None:
    text = path.read_text("utf-8")
    with pytest.raises(BadSettings) as refusal:
        read_statements(text, path.name, INDICATORS)
    assert text.splitlines()[0].removeprefix("# ") in str(refusal.value)
    assert path.name in str(refusal.value)


def test_the_file_lies_beside_the_settings_and_need_not_be_there(tmp_path: Path) -> None:
    assert load_statements(tmp_path, INDICATORS) == ()
    (tmp_path / FILE_NAME).write_bytes((SAMPLES / "good.toml").read_bytes())
    assert len(load_statements(tmp_path, INDICATORS)) == 3


@pytest.mark.parametrize("content", [b"\xff\xfe", b"# " + b"x" * 1_000_001, b"statement = " + b"[" * 5000])
def test_a_file_that_is_no_table_of_statements_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(BadSettings, match=FILE_NAME):
        load_statements(tmp_path, INDICATORS)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["indicator", "progress", "note", "since", "source", "x"]),
            st.sampled_from(['"RDA-R1.2-01M"', "2", "3", '"a word"', "2026-01-31", "[]", "true"]),
        ),
        max_size=3,
    )
)
@settings(max_examples=100)
def test_any_table_is_statements_or_refused(rows: list[dict[str, str]]) -> None:
    text = "\n".join(line for row in rows for line in ("[[statement]]", *(f"{k} = {v}" for k, v in row.items())))
    assert read_or_refusal(text) in (len(rows), "refused")


def read_or_refusal(text: str) -> int | str:
    """Count the statements, or tell the refusal that names the file."""
    try:
        return len(read_statements(text, "drawn", INDICATORS))
    except BadSettings as refusal:
        return "refused" if "drawn" in str(refusal) else str(refusal)
