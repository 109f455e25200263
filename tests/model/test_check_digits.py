from __future__ import annotations

import pytest

from fairsvc.model.check_digits import orcid_check_digit, ror_check_digits


@pytest.mark.parametrize("orcid", ["0000000218250097", "0000000151093700", "000000021694233X"])
def test_the_last_character_of_an_orcid_id(orcid: str) -> None:
    assert orcid_check_digit(orcid[:15]) == orcid[15]


@pytest.mark.parametrize("ror", ["03yrm5c26", "02550n020", "04wxnsj81", "00mgfk810", "01an3r305", "052gg0110"])
def test_the_last_two_digits_of_a_ror_id(ror: str) -> None:
    assert ror_check_digits(ror[:7]) == ror[7:]


@pytest.mark.parametrize("position", range(7))
def test_one_mistyped_character_shows(position: int) -> None:
    typed = list("03yrm5c")
    typed[position] = "9"
    assert ror_check_digits("".join(typed)) != "26"
