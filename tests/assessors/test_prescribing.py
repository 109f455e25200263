"""From a verdict to its remedy, filled for the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assessors.catalogue import load_remedies
from assessors.filling import examples
from assessors.prescribing import prescribe
from fairsvc.model.check import failed, passed
from fairsvc.model.evidence import Evidence, PageFacts
from fairsvc.model.metadata import Metadata, Text
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


def test_a_page_that_is_not_the_datasets_fills_nothing() -> None:
    error = "Dataset not found"
    page = Metadata(titles=(Text(error),), descriptions=(Text(f"{error}: it may have moved. " * 5),))
    misled = replace(build.silent(), page=page, page_facts=PageFacts(error, "en", 900, embedded=("open-graph",)))
    assert not [text for text in filled(misled) if error in text]
    named = replace(misled, page=replace(page, identifiers=build.metadata().identifiers))
    assert [text for text in filled(named) if error in text]


def test_an_invented_file_has_one_address() -> None:
    items = {text.partition(">")[0] for text in filled(build.silent()) if 'rel="item"' in text}
    assert items == {f"Link: <{examples.FILE.url}", f"Link: <{examples.GLOBUS}"}


def filled(evidence: Evidence) -> Iterator[str]:
    """Iterate over the lines of all remedies."""
    for name in load_remedies():
        prescription = prescribe(evidence, failed("It is not there.", remedy=name))
        assert prescription is not None
        yield from (snippet.text for snippet in prescription.snippets)
