"""Identifiers of persons and organisations, with their check digits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.reading.parties import claims_orcid, claims_ror, valid_isni, valid_orcid, valid_organisation, valid_ror
from fairsvc.model.metadata import Identifier


@pytest.mark.parametrize(
    ("isni", "valid"),
    [
        ("0000 0001 2281 955X", True),
        ("000000012281955X", True),
        ("https://isni.org/isni/000000012281955X", True),
        ("ISNI: 0000 0001 2281 955x", True),
        ("0000 0001 2281 9551", False),
        ("0000 0001 2281", False),
        ("", False),
    ],
)
def test_isni(isni: str, valid: bool) -> None:
    assert valid_isni(isni) is valid


@pytest.mark.parametrize(
    ("identifier", "valid"),
    [
        (Identifier("https://ror.org/00k4n6c32"), True),
        (Identifier("00k4n6c32", "ROR"), True),
        (Identifier("00k4n6c32"), False),
        (Identifier("https://ror.org/00k4n6c33", "ROR"), False),
        (Identifier("https://doi.org/10.13039/501100000780", "Crossref Funder ID"), True),
        (Identifier("http://doi.org/http://doi.org/10.13039/501100000780", "Crossref Funder ID"), True),
        (Identifier("501100002848", "Crossref Funder ID"), True),
        (Identifier("10.13039/5011", "Crossref Funder ID"), False),
        (Identifier("grid.4372.2", "GRID"), True),
        (Identifier("Money Source", "Other"), False),
        (Identifier("000000012281955X", "ISNI"), True),
    ],
)
def test_organisation(identifier: Identifier, valid: bool) -> None:
    assert valid_organisation(identifier) is valid


def test_what_identifiers_mean_to_be() -> None:
    assert claims_orcid(Identifier("0000-0002-1825-0098"))
    assert claims_orcid(Identifier("Carberry", "ORCID"))
    assert not claims_orcid(Identifier("https://ror.org/02550n020", "ROR"))
    assert claims_ror(Identifier("https://ror.org/02550n021"))
    assert not claims_ror(Identifier("https://example.org/02550n021"))


@given(st.text(max_size=300), st.sampled_from(("", "ROR", "ORCID", "ISNI")))
@settings(max_examples=100)
def test_any_text_is_an_identifier_or_none(text: str, scheme: str) -> None:
    known = Identifier(text, scheme)
    assert {valid_orcid(text), valid_ror(text, scheme), valid_organisation(known), claims_orcid(known)} <= {True, False}
