"""Numbers with units in running text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.vocab.quantities import iter_quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at 7.112 keV", [("energy", 7112.0)]),
        ("8.5keV and 2 meV, 1 MeV", [("energy", 8500.0), ("energy", 0.002), ("energy", 1e6)]),
        ("λ = 1.54 Å", [("wavelength", 0.154)]),
        ("λ = 1.54 \u212b", [("wavelength", 0.154)]),
        ("5 Angstrom", [("wavelength", 0.5)]),
        ("295 K, -20 °C", [("temperature", 295.0), ("temperature", 253.15)]),
        ("20 Celsius", [("temperature", 293.15)]),
        ("2 GPa or 1e5 Pa", [("pressure", 2e9), ("pressure", 1e5)]),
        ("scan_12 K edge", []),
        ("5 Kelvin-like", [("temperature", 5.0)]),
        ("5 kilometres, 3 Kb, 12 nm2, 4 nm²", []),
        ("5 KEV", []),
        ("keV", []),
    ],
)
def test_quantities(text: str, found: list[tuple[str, float]]) -> None:
    assert [(one.kind, pytest.approx(one.value)) for one in iter_quantities(text)] == found


@given(st.text(max_size=80) | st.text("0123456789.eE-−  keVKPaÅ°C", max_size=80))
@settings(max_examples=100)
def test_places_are_those_of_the_text(text: str) -> None:
    for one in iter_quantities(text):
        assert len(one.written) == one.end - one.start
        assert one.kind in ("energy", "wavelength", "temperature", "pressure")
