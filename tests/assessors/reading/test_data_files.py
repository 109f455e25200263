"""What is concluded of a file in whose place something else came."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessors.reading.data_files import disguised, found_format, unread_file
from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Evidence
from tests.support.evidence_builder import good


def with_file(**facts: object) -> Evidence:
    evidence = good()
    assert evidence.file_facts is not None
    return replace(evidence, file_facts=replace(evidence.file_facts, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize("instead", ["bot wall", "not ready", "cut short", "pointer"])
def test_what_is_not_the_file_says_nothing_of_it(instead: str) -> None:
    verdict = unread_file(with_file(instead=instead, instead_detail="a sign"))
    assert verdict is not None
    assert verdict.outcome in (Outcome.INDETERMINATE, Outcome.NOT_APPLICABLE)
    assert unread_file(with_file()) is None


def test_a_sign_on_page_without_a_password_field_is_a_disguise() -> None:
    evidence = with_file(looks_like_html=True, claimed_type="text/html", instead="login page")
    assert evidence.file_facts is not None
    assert disguised(evidence.file_facts)
    assert not disguised(replace(evidence.file_facts, instead="web page"))


@pytest.mark.parametrize("signature", ["text", "csv", "tsv"])
def test_of_text_the_claim_decides(signature: str) -> None:
    evidence = with_file(nexus=False, signature=signature, signature_media_type="text/csv")
    assert found_format(evidence) is None
