"""What each check must say: a matrix of worlds for each file of checks, and the special cases beside it."""

from __future__ import annotations

from pathlib import Path

from tests.support import (
    cases_accessible,
    cases_deceptive,
    cases_described,
    cases_direct_access,
    cases_experiment,
    cases_findable,
    cases_interoperable,
    cases_licensed,
    cases_related,
)
from tests.support.check_worlds import LETTERS, WORLDS

__all__ = ["CASES", "LETTERS", "ROWS", "WORLDS"]

_FOLDER = Path(__file__).resolve().parents[1] / "samples" / "assessors" / "verdicts"


def _rows(path: Path) -> list[list[str]]:
    columns, *rows = path.read_text("utf-8").splitlines()
    assert columns == f"# columns: {' '.join(WORLDS)}", path
    return [row.split() for row in rows]


ROWS = [row for path in sorted(_FOLDER.glob("*.txt")) for row in _rows(path)]
CASES = [
    *cases_accessible.CASES,
    *cases_deceptive.CASES,
    *cases_described.CASES,
    *cases_direct_access.CASES,
    *cases_experiment.CASES,
    *cases_findable.CASES,
    *cases_interoperable.CASES,
    *cases_licensed.CASES,
    *cases_related.CASES,
]
