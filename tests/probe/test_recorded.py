"""The recorded DOIs and Signposting pages, gathered from their recordings alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairsvc.model.evidence import Evidence
from fairsvc.model.pid import read_pid
from fairsvc.model.step import PAGE, REGISTRY
from fairsvc.probe.gather import Subject, gather
from fairsvc.probe.replay import Recording
from tests.support.recordings import RECORDED_AT, iter_recorded

SIGNPOSTS = {"author", "cite-as", "collection", "describedby", "describes", "item", "license", "linkset", "type"}


def gathered(recording: Path, pid: str) -> Evidence:
    return gather(Subject(read_pid(pid)), Recording(iter_recorded(recording), RECORDED_AT), RECORDED_AT)


def a2a_cases(shared: Path) -> dict[str, dict[str, object]]:
    return json.loads((shared / "doi" / "a2a-expected.dev.json").read_text("utf-8"))


def test_every_signposting_page_gives_the_expected_links(shared: Path) -> None:
    cases = a2a_cases(shared)
    assert len(cases) == 14
    for name, case in cases.items():
        evidence = gathered(shared / "doi" / "a2a-exchanges.dev.jsonl", str(case["entry"]))
        page = evidence.exchange(PAGE)
        assert page is not None, name
        assert [[hop.url, hop.status] for hop in page.hops] == case["chain"], name
        expected = {(link["rel"], link["href"], link.get("type", "")) for link in case["links"]}  # type: ignore[attr-defined]
        found = {(link.rel, link.target, link.media_type) for link in evidence.links if link.rel in SIGNPOSTS}
        assert found == expected, name


def test_signposting_pages_name_their_files(shared: Path) -> None:
    for name, case in a2a_cases(shared).items():
        evidence = gathered(shared / "doi" / "a2a-exchanges.dev.jsonl", str(case["entry"]))
        items = {link["href"] for link in case["links"] if link["rel"] == "item"}  # type: ignore[attr-defined]
        assert items <= {entry.url for entry in evidence.manifest.entries}, name


@pytest.mark.parametrize(
    ("doi", "landing", "registry_title"),
    [
        ("10.5281/zenodo.5244404", "https://zenodo.org/records/5244404", ""),
        ("10.7910/DVN/Q5PV4U", "https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/Q5PV4U", ""),
        ("10.1594/PANGAEA.836178", "https://doi.pangaea.de/10.1594/PANGAEA.836178", "Hydrological and meteorological"),
        ("10.25491/8kmc-g314", "https://ors.datacite.org/doi:/10.25491/8kmc-g314", ""),
    ],
)
def test_the_four_recorded_dois(shared: Path, doi: str, landing: str, registry_title: str) -> None:
    evidence = gathered(shared / "doi" / "doi-exchanges.jsonl", doi)
    page = evidence.exchange(PAGE)
    assert page is not None
    assert page.hops[-1].url == landing or page.hops[-1].location == landing
    registry = evidence.exchange(REGISTRY)
    assert registry is not None
    if registry.ok:
        assert evidence.registry is not None
        assert evidence.registry.titles[0].value.startswith(registry_title)
        assert evidence.registry.identifiers[0].value == doi.lower()
    else:
        assert registry.outcome().startswith("not recorded")


def test_pangaea_is_read_from_page_and_registry(shared: Path) -> None:
    evidence = gathered(shared / "doi" / "doi-exchanges.jsonl", "10.1594/PANGAEA.836178")
    assert evidence.page is not None
    assert evidence.page.titles
    assert evidence.registry is not None
    assert [entry.url for entry in evidence.manifest.entries] == [
        "https://store.pangaea.de/Publications/JohanssonE_et_al_2014/johansson_etal-2014.zip"
    ]
    assert evidence.page_facts is not None
    assert evidence.page_facts.names_pid
