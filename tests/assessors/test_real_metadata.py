"""The checks on metadata as providers send them, read by our own formats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assessors.catalogue import load_checks
from assessors.engine import judge
from assessors.reading.substance import describes_something
from fairsvc.errors import Unreadable
from fairsvc.model.check import Outcome
from tests.support import evidence_builder as build

dispatch = pytest.importorskip("fairsvc.formats.dispatch", reason="the metadata formats are not there")

P, F = Outcome.PASS, Outcome.FAIL
VERDICTS = [
    ("datacite-example-ancientdates-v4.xml", "licence-standard", P),
    ("datacite-example-relationTypeIsIdenticalTo-v4.xml", "licence-machine-readable", P),
    ("datacite_schema_2.2.xml", "licence-standard", F),
    ("datacite_schema_2.2.xml", "licence-present", P),
    ("elletra_raw.xml", "title-meaningful", F),
    ("elletra_raw.xml", "licence-standard", F),
    ("datacite-geo.xml", "core-metadata-complete", F),
    ("datacite-example-full-v4.xml", "core-metadata-complete", P),
    ("datacite-example-full-v4.xml", "descriptive-metadata-rich", P),
    ("datacite-example-full-v4.xml", "related-by-pid", P),
    ("datacite-example-full-v4.xml", "metadata-names-its-standard", P),
    ("datacite-example-full-v4.xml", "community-metadata-standard", F),
]


@pytest.mark.parametrize(("name", "check_id", "outcome"), VERDICTS)
def test_verdict(name: str, check_id: str, outcome: Outcome, shared: Path) -> None:
    path = min((shared / "harvest").rglob(name))
    _, view = dispatch.read_metadata(path.read_bytes())
    verdict = load_checks()[check_id](replace(build.silent(), registry=view))
    assert verdict.outcome is outcome, verdict.because


def test_every_real_document_is_judged(shared: Path) -> None:
    judged = 0
    for path in sorted((shared / "harvest").rglob("*")):
        if path.suffix not in (".xml", ".json"):
            continue
        try:
            _, view = dispatch.read_metadata(path.read_bytes())
        except Unreadable:
            continue
        judged += 1
        verdicts = judge(replace(build.silent(), registry=view), load_checks().values())
        assert verdicts["metadata-retrievable"].outcome is (P if describes_something(view) else F)
        assert Outcome.INDETERMINATE not in {verdicts[name].outcome for name in ("licence-present", "title-meaningful")}
    assert judged > 150
