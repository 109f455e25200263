from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.spreadsheet import Cell, inert, write_rows


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("  @x", "'  @x"),
        ("-5", "'-5"),
        (-5, -5),
        ("＝x", "'＝x"),
        ("\tx", "'\tx"),
        ("\n=x", "'\n=x"),
        ("a=b", "a=b"),
        ("", ""),
        (None, None),
    ],
)
def test_inert(cell: Cell, expected: Cell) -> None:
    assert inert(cell) == expected


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=2, max_size=4))
@settings(max_examples=100)
def test_rows_come_back(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(write_rows([cells]), newline=""))
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
    assert not [cell for cell in row if cell.lstrip(" ").startswith(tuple("=+-@"))]
