"""The verdict of every check on every dataset of the demo is the one that was reviewed."""

from __future__ import annotations

from collections.abc import Mapping

from fairsvc.model.evidence import Evidence
from tests.support.demo_evidence import IDS, LOOKED_INTO
from tests.support.demo_verdicts import CHECKS, LETTERS, TABLE, Judged, judge_all, letters_of, read_table

TABLE_TEXT = TABLE.read_text(encoding="utf-8")


def test_verdicts_at_depth_standard(gathered: Mapping[str, Evidence]) -> None:
    judged = judge_all(gathered)
    assert differences(judged, "standard") == []
    assert len(letters_of(judged)) == len(IDS) * len(CHECKS)


def test_verdicts_at_depth_full(looked_into: Mapping[str, Evidence]) -> None:
    judged = judge_all(looked_into)
    assert differences(judged, "full") == []
    assert len(letters_of(judged)) == len(LOOKED_INTO) * len(CHECKS)


def differences(judged: Judged, depth: str) -> list[str]:
    """List the pairs whose verdict is not the expected one, with the sentence."""
    expected, found = read_table(TABLE_TEXT, depth), letters_of(judged)
    missing = [f"{name} {check}: not judged" for name, check in expected.keys() - found.keys()]
    other = [
        f"{name} {check}: expected {expected.get((name, check), 'nothing')}, is {LETTERS[verdict.outcome]}: "
        f"{verdict.because}"
        for name, verdicts in judged.items()
        for check, verdict in verdicts.items()
        if expected.get((name, check)) != LETTERS[verdict.outcome]
    ]
    return sorted(missing) + sorted(other)
