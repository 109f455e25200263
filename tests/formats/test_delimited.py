"""Tables as text: their delimiter and their header."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.delimited import read_columns
from fairsvc.model.evidence import Column


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("energy [eV],i0 [counts],mu\n1,2,3\n2,3,4\n", (Column("energy", "eV"), Column("i0", "counts"), Column("mu"))),
        ("energy (eV);time / s\n1;2\n2;3\n", (Column("energy", "eV"), Column("time", "s"))),
        ("# written by a beamline\n# q\tI\n0.1\t2\n0.2\t3\n", (Column("q"), Column("I"))),
        ('\ufeff"a, b",c\n1,2\n2,3\n', (Column("a, b"), Column("c"))),
        ("a/b,c\n1,2\n2,3\n", (Column("a/b"), Column("c"))),
        ("1,2\n3,4\n5,6\n", ()),
        ("title of the table\n1,2\n3,4\n", ()),
        ("a,b\nc,d\ne,f\n", ()),
        ("just words\n", ()),
        ("", ()),
    ],
)
def test_header(text: str, columns: tuple[Column, ...]) -> None:
    assert read_columns(text.encode()) == columns


def test_a_wide_header_is_cut() -> None:
    names = ",".join(f"x{number}" for number in range(1000))
    values = ",".join("1" for _ in range(1000))
    assert len(read_columns(f"{names}\n{values}\n{values}\n".encode())) == 200


@given(st.binary(max_size=200) | st.text('a,;\t"1\n#[]/ ', max_size=200).map(str.encode))
@settings(max_examples=100)
def test_nothing_is_too_odd(head: bytes) -> None:
    assert all(isinstance(column, Column) for column in read_columns(head))
