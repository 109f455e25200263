"""Every recorded scenario gives the expected files, or the expected answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairsvc.model.manifest import FileEntry
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Resolution
from fairsvc.probe.gather import Subject
from fairsvc.probe.replay import Recording
from fairsvc.resolve.agency import fetch_agency, find_prefix
from fairsvc.resolve.resolving import resolve_subject
from tests.support.recordings import RECORDED_AT, iter_recorded


def scenarios(shared: Path, *kinds: str) -> list[dict[str, Any]]:
    found = json.loads((shared / "doi" / "scenarios.dev.json").read_text("utf-8"))
    return [scenario for scenario in found if scenario["kind"] in kinds]


def resolved(shared: Path, pid: str) -> Resolution:
    recording = Recording(iter_recorded(shared / "doi" / "doi-exchanges.jsonl"), RECORDED_AT)
    return resolve_subject(Subject(read_pid(pid)), recording, RECORDED_AT)


def facts(entry: FileEntry) -> dict[str, object]:
    return {
        "path": entry.path,
        "size": entry.size_bytes,
        "checksum": "".join(f"{digest.scheme.replace('-', '')}:{digest.value}" for digest in entry.digests),
        "url": entry.url,
    }


@pytest.mark.parametrize("kind", ["invenio-api"])
def test_a_repository_lists_exactly_its_files(shared: Path, kind: str) -> None:
    cases = scenarios(shared, kind)
    assert cases
    for case in cases:
        found = resolved(shared, case["input"])
        assert [facts(entry) for entry in found.manifest.entries] == case["files"], case["id"]
        assert found.manifest.complete
        assert found.trouble == ""


def test_dataverse_lists_exactly_its_files(shared: Path) -> None:
    cases = scenarios(shared, "dataverse-api")
    assert cases
    for case in cases:
        found = resolved(shared, case["input"])
        expected = [
            {
                "path": file["path"],
                "size": file["filesize_reported"],
                "checksum": file["checksum"],
                "url": f"https://dataverse.harvard.edu/api/access/datafile/{file['id']}",
            }
            for file in case["files"]
        ]
        assert [facts(entry) for entry in found.manifest.entries] == expected, case["id"]
        assert (found.manifest.complete, found.repository, found.access.state) == (True, "dataverse", "open")
        assert not any(entry.other_forms for entry in found.manifest.entries)
        assert found.trouble == ""


def test_a_package_lists_exactly_its_data(shared: Path) -> None:
    cases = scenarios(shared, "dataone-solr")
    assert cases
    for case in cases:
        found = resolved(shared, case["input"])
        assert [facts(entry) for entry in found.manifest.entries] == case["files"], case["id"]
        assert len(found.manifest.entries) == case["expect"]["n_data"]
        # What lies in packages within was not recorded.
        (said,) = [one for one in found.manifest.outcomes if one.mechanism == "dataone"]
        assert said.complete is not bool(case["expect"]["nested_maps"])


def test_an_archive_that_page_and_link_name(shared: Path) -> None:
    for case in scenarios(shared, "signposting+jsonld"):
        found = resolved(shared, case["input"])
        assert [[one.url, one.media_type] for one in found.manifest.entries] == case["expect"]["http_items"]
        assert found.manifest.confidence == 0.95
        assert (found.agency, found.licence, found.access.state) == ("DataCite", "CC-BY-3.0", "open")


def test_media_of_the_registry_that_http_does_not_fetch_are_alternates(shared: Path) -> None:
    for case in scenarios(shared, "datacite-media"):
        found = resolved(shared, case["input"])
        assert [[one.media_type, one.url] for one in found.manifest.entries] == case["expect"]["media"]
        assert sum(bool(one.addresses) for one in found.manifest.entries) == case["expect"]["http_fetchable"]


def test_a_prefix_alone_has_its_agency(shared: Path) -> None:
    recording = Recording(iter_recorded(shared / "doi" / "doi-exchanges.jsonl"), RECORDED_AT)
    cases = scenarios(shared, "doi-ra")
    assert cases
    for case in cases:
        prefix = find_prefix(case["input"])
        assert fetch_agency(prefix, recording, "https://doi.org") == case["expect"]["ra"], case["id"]
