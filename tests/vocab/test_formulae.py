"""Chemical formulae as people write them, and what looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.vocab.formulae import elements, find_formula


@pytest.mark.parametrize(
    ("text", "made_of"),
    [
        ("CuO", "Cu O"),
        ("H2O", "H O"),
        ("H₂O", "H O"),
        ("D2O", "D O"),
        ("LaB6", "La B"),
        ("Ca(OH)2", "Ca O H"),
        ("Al2(SO4)3", "Al S O"),
        ("CuSO4·5H2O", "Cu S O H"),
        ("CaSO4*0.5H2O", "Ca S O H"),
        ("La0.7Sr0.3MnO3", "La Sr Mn O"),
        ("YBa2Cu3O7-x", "Y Ba Cu O"),
        ("Fe1-xCoxSi", "Fe Co Si"),
        ("[Co(NH3)6]Cl3", "Co N H Cl"),
        ("2H2O", "H O"),
        (" Fe ", "Fe"),
        ("C8H10N4O2", "C H N O"),
    ],
)
def test_formulae(text: str, made_of: str) -> None:
    assert find_formula(text) == frozenset(made_of.split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "x",
        "iron",
        "Iron",
        "Copper",
        "Xy2",
        "Cu O",
        "Cu()2",
        "Cu(O",
        "CuO)",
        "(Cu]",
        "Cu02",
        "P06",
        "·",
        "CuO·",
        "cuo",
        "(" * 50 + "Cu" + ")" * 50,
        "Cu" * 100,
        "Sample",
        "Test",
        "H2O!",
    ],
)
def test_what_is_no_formula(text: str) -> None:
    assert find_formula(text) is None


def test_there_are_118_elements_and_two_isotopes() -> None:
    assert len(elements()) == 120


_GROUPS = st.recursive(
    st.tuples(st.sampled_from(sorted(elements())), st.sampled_from(["", "2", "13", "0.5"])).map("".join),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({''.join(parts)})2"),
    max_leaves=5,
)


@given(st.lists(_GROUPS, min_size=1, max_size=4).map("".join))
@settings(max_examples=100)
def test_what_is_built_as_a_formula_is_one(text: str) -> None:
    found = find_formula(text)
    if len(text) <= 120 and text.count("(") <= 6:
        assert found
        assert found <= elements()


@given(st.text(max_size=140) | st.text("CuOH()[]0123456789.·x-δ₂", max_size=140))
@settings(max_examples=100)
def test_any_text_is_a_formula_or_none(text: str) -> None:
    found = find_formula(text)
    assert found is None or (found and found <= elements())
