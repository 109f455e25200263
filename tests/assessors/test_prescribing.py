"""From a verdict to its remedy, filled for the dataset."""

from __future__ import annotations

import pytest

from assessors.catalogue import load_remedies
from assessors.prescribing import prescribe
from fairsvc.model.check import failed, passed
from tests.support import evidence_builder as build


@pytest.mark.parametrize("name", load_remedies())
def test_the_remedy_of_a_failure_is_filled(name: str) -> None:
    prescription = prescribe(build.silent(), failed("It is not there.", remedy=name))
    assert prescription is not None
    assert (prescription.id, prescription.sentence) == (name, load_remedies()[name].sentence)


@pytest.mark.parametrize("name", ["nothing-like-it", "State a licence.", " state-licence"])
def test_an_id_that_no_remedy_has_is_a_defect(name: str) -> None:
    with pytest.raises(KeyError):
        prescribe(build.silent(), failed("It is not there.", remedy=name))


def test_who_asks_for_nothing_gets_nothing() -> None:
    assert prescribe(build.silent(), passed("It is there.")) is None
    assert prescribe(build.silent(), failed("It is not there.", remedy="")) is None
