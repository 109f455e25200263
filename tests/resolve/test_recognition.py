"""Who recognises the landing pages of random DOIs: the software that a person sees there, and nobody else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fairsvc.model.evidence import Evidence
from fairsvc.resolve.walking import load_repositories
from tests.support.walks import led_to

FAMILIES = Path(__file__).parents[1] / "samples" / "resolve" / "landing_pages.csv"
# What need not be recognised: a collection of articles, which has no files of its own, and a portal's old address,
# which tells too little.
UNTOLD = ("/collections/", "kilthub.cmu.edu")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def families() -> dict[str, str]:
    return {row["host"]: row["family"] for row in rows(FAMILIES)}


def claimants(evidence: Evidence) -> set[str]:
    return {name for name, one in load_repositories().items() if one.recognise(evidence) is not None}


def pages(shared: Path) -> Iterator[tuple[str, str]]:
    found = rows(shared / "doi" / "datacite_random_doi_to_url.dev.csv")
    assert len(found) > 200
    yield from ((row["id"], row["url"]) for row in found)


def test_each_page_is_recognised_by_its_own_repository_alone(shared: Path, families: dict[str, str]) -> None:
    loaded = load_repositories()
    wrong = {}
    for pid, url in pages(shared):
        family = families.get(urlsplit(url).netloc, "")
        if family and family not in loaded:
            continue
        found = claimants(led_to(pid, url))
        if found != ({family} if family else set()) and (found or not any(part in url for part in UNTOLD)):
            wrong[url] = (family, found)
    assert not wrong


def test_the_page_alone_tells_where_the_doi_says_nothing(shared: Path, families: dict[str, str]) -> None:
    wrong = {}
    for _, url in pages(shared):
        found = claimants(led_to("10.5072/unknown", url))
        if not found <= {families.get(urlsplit(url).netloc, "")}:
            wrong[url] = found
    assert not wrong


def test_every_family_is_met(shared: Path, families: dict[str, str]) -> None:
    met = {family for _, url in pages(shared) if (family := families.get(urlsplit(url).netloc))}
    assert met == set(families.values())


@pytest.mark.parametrize(
    ("pid", "url"),
    [
        ("10.24435/materialscloud:2020.0001/v1", "https://archive.materialscloud.org/record/2020.0001/v1"),
        ("10.15468/abc", "https://www.gbif.org/dataset/00000000-0000-4000-8000-000000000001"),
        ("10.17182/hepdata.1", "https://www.hepdata.net/record/ins1234567"),
        ("10.17182/hepdata.1", "https://www.hepdata.net/records/1234567"),
        ("10.5072/x", "https://cds.cern.ch/record/123456"),
        ("10.1038/s41597-022-01493-1", "https://www.nature.com/articles/s41597-022-01493-1"),
        ("10.7717/peerj.12345", "https://peerj.com/articles/12345"),
        ("10.12688/f1000research.12345.1", "https://f1000research.com/articles/7-123/v1"),
        ("10.5286/isis.e.rb1", "https://data.isis.stfc.ac.uk/doi/STUDY/123"),
        ("10.17172/nomad/2020", "https://nomad-lab.eu/prod/v1/gui/dataset/doi/10.17172/NOMAD/2020"),
        ("10.3886/e123456v1", "https://www.openicpsr.org/openicpsr/project/123456/version/V1/view"),
        ("10.26434/chemrxiv.12345678", "https://chemrxiv.org/engage/chemrxiv/article-details/60c74"),
        ("10.5167/uzh-1", "https://www.zora.uzh.ch/id/eprint/123456/"),
        ("10.13012/b2idb-1234567_v1", "https://databank.illinois.edu/datasets/IDB-1234567"),
        ("10.5072/x", "https://data.example.org/dataset/my-data"),
        ("10.5072/x", "https://data.example.org/datasets/123/files"),
        ("10.5072/x", "https://example.org/detail/10.5072/y"),
    ],
)
def test_pages_of_other_software_are_nobodys(pid: str, url: str) -> None:
    assert claimants(led_to(pid, url)) == set()
