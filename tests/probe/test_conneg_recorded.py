"""The recorded answers of real registries, resolvers and pages, read as cells and as whole matrices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fairsvc.model.conneg_steps import REPRESENTATIONS
from fairsvc.model.depth import MATRIX_DEPTH
from fairsvc.model.exchange import FailureKind
from fairsvc.model.pid import read_pid
from fairsvc.probe.conneg_cells import Verdict
from fairsvc.probe.gather import Subject, gather
from fairsvc.probe.matrix import matrix
from fairsvc.probe.reading import read_exchange
from fairsvc.probe.replay import Recording
from tests.support.recordings import RECORDED_AT, iter_recorded

BY_ACCEPT = {media_type: one for one in REPRESENTATIONS for media_type in one.media_types}
PAGES = ("text/html", "application/xhtml+xml")


def test_every_recorded_answer_is_read_as_what_was_asked_for(shared: Path) -> None:
    read = 0
    for exchange in iter_recorded(shared / "doi" / "doi-exchanges.jsonl"):
        one = BY_ACCEPT.get(exchange.need.header("accept"))
        if one is None:
            continue
        step = one.step_name("pid")
        answer = read_exchange(step, replace(exchange, steps=(step,))).answer
        assert answer is not None, exchange.need
        assert answer.asked == exchange.need.header("accept")
        assert not answer.parsed or (exchange.ok and exchange.media_type not in PAGES), exchange.need
        read += 1
    assert read


@pytest.mark.parametrize(
    "doi",
    ["10.5281/zenodo.5244404", "10.7910/DVN/Q5PV4U", "10.1594/PANGAEA.836178", "10.25491/8kmc-g314"],
)
def test_what_was_not_recorded_is_unclear_and_never_a_no(shared: Path, doi: str) -> None:
    recording = Recording(iter_recorded(shared / "doi" / "doi-exchanges.jsonl"), RECORDED_AT)
    evidence = gather(Subject(read_pid(doi)), recording, RECORDED_AT, MATRIX_DEPTH)
    found = matrix(evidence)
    missing = {
        step
        for exchange in evidence.exchanges
        if exchange.failure is not None and exchange.failure.kind is FailureKind.NOT_RECORDED
        for step in exchange.steps
    }
    for row in found.rows:
        for cell in row.cells:
            assert cell.step not in missing or cell.verdict is Verdict.UNCLEAR, cell
    named = {step for finding in found.findings for step in finding.steps if finding.kind.code != "conneg.no-vary"}
    assert not named & missing
