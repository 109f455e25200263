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
