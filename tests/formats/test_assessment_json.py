"""The JSON and the CSV of one assessment: all there, under the documented keys."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from fairsvc.formats.assessment_csv import COLUMNS, write_csv
from fairsvc.formats.assessment_json import write_json
from fairsvc.model.perspective import Perspective
from tests.support import evidence_builder as build
from tests.support.assessed import assess, described, world
from tests.support.check_worlds import WORLDS

KEYS = {
    "": "document schema_version pid address title gathered_at assessed_at depth evidence_digest extractor_version "
    "software_version metric_sets repairs checks exchanges findings",
    "metric_sets": "metric_set title source method rules scores perspectives indicators",
    "repairs": "id sentence snippets checks indicators gains",
    "exchanges": "steps method url answered_by status outcome media_type started_at elapsed_ms size_bytes body_sha256",
}


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_json(world(name)))
    return found


@pytest.mark.parametrize("key", KEYS)
def test_the_keys_are_the_documented_ones(key: str) -> None:
    part = document("silent")[key][0] if key else document("silent")
    assert list(part) == KEYS[key].split()


@pytest.mark.parametrize("name", WORLDS)
def test_every_check_says_what_it_said(name: str) -> None:
    verdicts = assess(WORLDS[name]()).verdicts
    checks = document(name)["checks"]
    assert {key: (one["outcome"], one["because"]) for key, one in checks.items()} == {
        key: (verdict.outcome, verdict.because) for key, verdict in verdicts.items()
    }


def test_cites_tell_value_and_step() -> None:
    checks = document("junk")["checks"].values()
    cites = [cite for check in checks for cite in check["cites"]]
    assert {"pointer", "value", "step"} == set(cites[0])
    assert {"pointer": "exchange/page", "value": "", "step": "page"} in cites
    assert {"pointer": "view/page/access", "value": "x", "step": ""} in cites


@pytest.mark.parametrize("name", WORLDS)
def test_failed_checks_are_each_in_one_repair(name: str) -> None:
    found = document(name)
    failed = sorted(key for key, one in found["checks"].items() if one["outcome"] == "fail")
    assert sorted(check for repair in found["repairs"] for check in repair["checks"]) == failed


def test_the_crosswalk_names_the_indicators_of_every_set() -> None:
    found = document("good")["checks"]["licence-present"]["indicators"]
    assert "RDA-R1.1-01M" in found["rda-fdmm@2020"]
    assert "FsF-R1.1-01M" in found["fsf@0.8"]


def test_perspectives_are_told_where_they_were_taken() -> None:
    outcomes = {name: verdict.outcome for name, verdict in assess(build.silent()).verdicts.items()}
    dataset = described(build.good(), elsewhere={Perspective.STANDARDS: outcomes, Perspective.OAI: {}})
    found = json.loads(write_json(dataset))
    assert set(found["metric_sets"][0]["perspectives"]) == {"standards"}
    assert found["metric_sets"][0]["perspectives"]["standards"]["level"] == 0
    assert found["checks"]["licence-present"]["perspectives"] == {"standards": "fail"}


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write_csv(world(name)), newline="")))


@pytest.mark.parametrize("name", [*WORLDS, "hostile"])
def test_one_row_an_indicator(name: str) -> None:
    found = rows(name)
    assert list(found[0]) == list(COLUMNS)
    expected = [(one.metric_set.name, i.indicator.id) for one in world(name).sets for i in one.indicators]
    assert [(row["metric_set"], row["indicator"]) for row in found] == expected


def test_a_row_says_why_and_what_to_do() -> None:
    row = next(row for row in rows("silent") if row["indicator"] == "RDA-R1.1-01M")
    assert row["outcome"] == "fail"
    assert "licence-present" in row["failing_checks"].split()
    assert row["because"] == assess(build.silent()).verdicts["licence-present"].because
    assert row["remedies"]


@pytest.mark.parametrize("write", [write_json, write_csv])
def test_hostile_text_can_be_written_and_runs_nothing(write: Any) -> None:
    text: str = write(world("hostile"))
    text.encode("utf-8")
    assert "\u202e" not in text
    if write is write_csv:
        assert not [cell for row in rows("hostile") for cell in row.values() if cell[:1] in "=+-@\t\r\n" and cell]
