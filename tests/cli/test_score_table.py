"""How scores are laid out for people: each kind of metric set with its own words."""

from __future__ import annotations

import pytest

from cli.verdict_tables import score_table
from fairsvc.model.assessment import Score

COUNTS = ("assessed", "unclear", "not yet")


@pytest.mark.parametrize(
    ("score", "columns", "row"),
    [
        (
            Score("F", 0.5, 2, 0, 5, assessed=3, indeterminate=1, not_assessed=2),
            ("", "level", "could be", "share (ours)", *COUNTS),
            ("F", 2, "0-5", "50%", 3, 1, 2),
        ),
        (
            Score("R", None, None, 0, 5, indeterminate=4),
            ("", "level", "could be", "share (ours)", *COUNTS),
            ("R", "open", "0-5", "", 0, 4, 0),
        ),
        (
            Score("FAIR", 0.625, maturity=1.5, assessed=8, share_of_all=0.5, share_low=0.5, share_high=0.7),
            ("", "points", "could be", "of all", "maturity", *COUNTS),
            ("FAIR", "62%", "50-70%", "50%", "1.5", 8, 0, 0),
        ),
        (
            Score("A", 1.0, maturity=3, assessed=8, share_of_all=1.0, share_low=1.0, share_high=1.0),
            ("", "points", "could be", "of all", "maturity", *COUNTS),
            ("A", "100%", "", "100%", "3", 8, 0, 0),
        ),
    ],
)
def test_levels_and_points_have_their_own_columns(
    score: Score, columns: tuple[str, ...], row: tuple[object, ...]
) -> None:
    assert score_table((score,)) == (columns, [row])
