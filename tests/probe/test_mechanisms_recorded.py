"""The mechanisms of the standards on every recording to which one applies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairsvc.model.manifest import Manifest
from fairsvc.model.pid import read_pid
from fairsvc.probe.files import AGREED
from fairsvc.probe.gather import Subject, gather
from fairsvc.probe.replay import Recording
from tests.support.recordings import RECORDED_AT, iter_recorded

STANDARDS = {"signposting+jsonld", "datacite-media"}


def listed(recording: Path, pid: str) -> Manifest:
    fetcher = Recording(iter_recorded(recording), RECORDED_AT)
    return gather(Subject(read_pid(pid)), fetcher, RECORDED_AT).manifest


def scenarios(shared: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((shared / "doi" / "scenarios.dev.json").read_text("utf-8"))
    return {scenario["id"]: scenario for scenario in found}


def test_signposting_pages_list_exactly_their_items(shared: Path) -> None:
    cases = json.loads((shared / "doi" / "a2a-expected.dev.json").read_text("utf-8"))
    for name, case in cases.items():
        manifest = listed(shared / "doi" / "a2a-exchanges.dev.jsonl", str(case["entry"]))
        items = {link["href"] for link in case["links"] if link["rel"] == "item"}
        assert {entry.url for entry in manifest.entries} == items, name
        assert all(outcome.state == "found" for outcome in manifest.outcomes), name


@pytest.mark.parametrize(
    ("case", "mechanisms", "confidence", "complete"),
    [
        ("09-http-describedby-citeas-linkset-json-txt", ["linkset"], 0.9, True),
        ("28-http-linkset-txt-only", ["linkset"], 0.9, True),
        ("23-http-citeas-describedby-item-license-type-author", ["signposting"], 0.5, None),
        ("47-rda-f3-01m-t1-multiple-item-dcat-datadownload", ["dcat", "signposting"], AGREED, None),
    ],
)
def test_how_the_benchmark_pages_list_them(
    shared: Path, case: str, mechanisms: list[str], confidence: float, complete: bool | None
) -> None:
    cases = json.loads((shared / "doi" / "a2a-expected.dev.json").read_text("utf-8"))
    manifest = listed(shared / "doi" / "a2a-exchanges.dev.jsonl", str(cases[case]["entry"]))
    assert [outcome.mechanism for outcome in manifest.outcomes] == mechanisms
    assert (manifest.confidence, manifest.complete) == (confidence, complete)


@pytest.mark.parametrize(
    ("scenario", "mechanisms", "confidence"),
    [
        ("pangaea-836178", ["schema-org", "signposting"], AGREED),
        ("datacite-media-10.25491/8kmc-g314", ["datacite"], 0.4),
    ],
)
def test_recorded_dois_list_what_the_scenario_expects(
    shared: Path, scenario: str, mechanisms: list[str], confidence: float
) -> None:
    case = scenarios(shared)[scenario]
    manifest = listed(shared / "doi" / "doi-exchanges.jsonl", case["input"])
    expected = case["expect"].get("http_items") or [[url, kind] for kind, url in case["expect"]["media"]]
    assert [[entry.url, entry.media_type] for entry in manifest.entries] == expected
    assert [outcome.mechanism for outcome in manifest.outcomes] == mechanisms
    assert manifest.confidence == confidence


def test_every_scenario_of_a_standard_has_a_case(shared: Path) -> None:
    found = {name for name, scenario in scenarios(shared).items() if scenario["kind"] in STANDARDS}
    assert found == {"pangaea-836178", "datacite-media-10.25491/8kmc-g314"}
