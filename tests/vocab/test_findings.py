from __future__ import annotations

import re
from pathlib import Path

import pytest

from fairsvc.probe.signposting_report import LEVEL_1_FAULTS, LEVEL_2_FAULTS, PREFIX
from fairsvc.vocab.agreement import COMPARISONS
from fairsvc.vocab.findings import find_meaning, load_meanings

ROOT = Path(__file__).resolve().parents[2]
# A finding that is spelt as one literal where it is made.
_MADE = re.compile(r"(?:Finding|_find)\(\s*\"([a-z-]+\.[a-z.-]+)\"")
# Deviations of providers, not of a dataset's evidence.
_ELSEWHERE = ("gzip.undeclared", "token.misplaced", "element.unknown")


def _made() -> list[str]:
    places = (path for room in ("formats", "probe") for path in (ROOT / "fairsvc" / room).rglob("*.py"))
    found = {code for path in places for code in _MADE.findall(path.read_text("utf-8"))}
    return sorted(found.difference(_ELSEWHERE))


@pytest.mark.parametrize("code", [*_made(), *(f"{PREFIX}{code}" for code in sorted(LEVEL_1_FAULTS | LEVEL_2_FAULTS))])
def test_every_finding_has_a_meaning(code: str) -> None:
    assert find_meaning(code) is not None


def test_every_field_that_is_compared_has_a_meaning() -> None:
    assert len(_made()) > 20
    for field in COMPARISONS:
        meaning = find_meaning(f"conflict.{field}")
        assert meaning is not None
        assert meaning.code == "conflict.*"


@pytest.mark.parametrize(
    ("code", "pattern"),
    [
        ("registry.unreadable", "*.unreadable"),
        ("conflict.file-sizes", "conflict.file-*"),
        ("conflict.files", "conflict.files"),
        ("signposting.type.class-missing", "signposting.type.*"),
        ("signposting.linkset.invalid", "signposting.linkset.*"),
        ("rdfa.several-datasets", "*.several-datasets"),
    ],
)
def test_the_first_pattern_that_fits_counts(code: str, pattern: str) -> None:
    meaning = find_meaning(code)
    assert meaning is not None
    assert meaning.code == pattern


def test_an_unknown_code_has_none_and_no_pattern_stands_twice() -> None:
    assert find_meaning("nobody.knows") is None
    codes = [one.code for one in load_meanings()]
    assert len(codes) == len(set(codes))
    assert all(one.means.endswith(".") and one.remedy.endswith(".") for one in load_meanings())
