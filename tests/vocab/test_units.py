"""Codes of units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.vocab.units import find_ucum, find_unit_system


@pytest.mark.parametrize(
    "code",
    [
        *("eV", "keV", "meV", "m", "mm", "um", "Ao", "Ao-1", "nm-1", "1/nm", "m/s2", "kg.m/s2", "Cel", "deg", "%", "K"),
        *("{counts}", "{counts}/s", "1/cm", "10*6", "[arb'U]", "J/(mol.K)", "ucum:eV", "UCUM:mm", "/m"),
        *("https://ucum.org/ucum#eV", "https://w3id.org/uom/eV", "https://units-of-measurement.org/eV"),
    ],
)
def test_ucum(code: str) -> None:
    assert find_unit_system(code) == "UCUM"


@pytest.mark.parametrize("code", ["http://qudt.org/vocab/unit/EV", "https://qudt.org/2.1/vocab/unit/NanoM", "unit:EV"])
def test_qudt(code: str) -> None:
    assert find_unit_system(code) == "QUDT"


@pytest.mark.parametrize(
    "code",
    [
        *(
            "",
            " ",
            "electronvolt",
            "x",
            "xx",
            "Kelvin",
            "counts",
            "Å",
            "A53",
            "n/a",
            "ucum:zzz",
            "unit:",
            "()",
            "/",
        ),
        *("http://qudt.org/vocab/unit/", "https://example.org/unit/EV", "eV(", "{", "m//s", "m" * 200),
    ],
)
def test_neither(code: str) -> None:
    assert find_unit_system(code) is None


@pytest.mark.parametrize(
    ("text", "code"), [("electronvolt", "eV"), ("Å", "Ao"), ("counts", "{counts}"), ("eV", "eV"), ("bananas", None)]
)
def test_what_people_write(text: str, code: str | None) -> None:
    assert find_ucum(text) == code


@given(st.text("mskgeVAo[]{}().-/*^0123 ", max_size=120))
@settings(max_examples=100)
def test_nothing_is_too_odd(text: str) -> None:
    assert find_unit_system(text) in (None, "UCUM")
