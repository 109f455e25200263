"""DataONE: packages in packages, spellings of an identifier, pages, and what is no package."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest

from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.repository import Spot
from fairsvc.resolve.repositories.dataone import REPOSITORY
from fairsvc.resolve.walking import Walked, walk
from tests.support.walk_cases import CASES, held, trouble
from tests.support.walks import Answers, led_to

CASE = CASES["dataone"]
NODE = "https://cn.dataone.org/cn/v2"


class Index:
    """A coordinating node that answers by query; it lists `rows` documents a page at most."""

    def __init__(self, results: dict[str, list[dict[str, Any]]], rows: int = 1000) -> None:
        self.results, self.rows = results, rows
        self.asked: list[tuple[str, int]] = []

    def fetch(self, need: Need) -> Exchange:
        match = re.search(r"[?]q=(.*)&fl=.*&start=(\d+)&", need.url)
        assert match is not None
        query, start = unquote(match[1]), int(match[2])
        self.asked.append((query, start))
        docs = self.results.get(query, [])
        result = {"response": {"numFound": len(docs), "docs": docs[start : start + self.rows]}}
        return Answers({need.url: (200, result)}).fetch(need)


def data(number: int) -> dict[str, Any]:
    return {
        "identifier": f"urn:{number}",
        "formatType": "DATA",
        "fileName": f"{number}.csv",
        "dataUrl": f"https://x/{number}",
    }


def walked(index: Index, record: str = "doi:10.5063/F1A") -> Walked:
    return walk((REPOSITORY, Spot(NODE, record)), index)


def paths(found: Walked) -> list[str]:
    assert found.holding is not None, found.trouble
    return [entry.path for entry in found.holding.listing.entries]


@pytest.mark.parametrize(
    ("url", "record"),
    [
        ("https://arcticdata.io/catalog/#view/doi:10.18739/A2ND53", "doi:10.18739/A2ND53"),
        ("https://arcticdata.io/catalog/view/doi%3A10.18739%2FA2ND53", "doi:10.18739/A2ND53"),
        ("https://search.dataone.org/view/urn:uuid:1a?x=1", "urn:uuid:1a"),
        ("https://data.piscoweb.org/catalog/d1/mn/v1/object/doi:10.6085/AA/X_1.40.2", "doi:10.6085/AA/X_1.40.2"),
        ("https://cn.dataone.org/cn/v2/resolve/doi%3A10.5063%2FF1A", "doi:10.5063/F1A"),
        ("http://digital.ucd.ie/view/duchas:5022390", None),
        ("https://hasp.example/journals/soa/article/view/4457", None),
    ],
)
def test_pages_of_member_nodes(url: str, record: str | None) -> None:
    spot = REPOSITORY.recognise(led_to("10.5072/x", url))
    assert spot == (None if record is None else Spot(NODE, record))


def test_identifiers_are_spelt_in_upper_case_where_no_page_tells() -> None:
    assert CASE.spot == Spot(NODE, "doi:10.18739/A2PARENT")


def test_packages_in_packages_are_read_once() -> None:
    found = held(CASE).listing
    assert [entry.path for entry in found.entries] == [
        "thaw.csv",
        "doi_10_18739_A2CHILD/thaw.csv",
        "doi_10_18739_A2CHILD/soil.nc",
        "urn_uuid_9/log.txt",
    ]
    assert [entry.digests[0].scheme for entry in found.entries] == ["sha-1", "sha-256", "sha-512", "md5"]
    assert [entry.media_type for entry in found.entries] == ["text/csv", "text/csv", "", "text/plain"]


def test_a_package_within_that_fails_leaves_the_rest() -> None:
    table = {url: answer for url, answer in CASE.table.items() if "A2CHILD" not in url}
    found = held(CASE, table).listing
    assert [entry.path for entry in found.entries] == ["thaw.csv"]
    assert (found.complete, found.reason) == (False, "packages within it that could not be read: 1")


def test_pages_by_start() -> None:
    index = Index({'resourceMap:"resource_map_doi:10.5063/F1A"': [data(number) for number in range(2500)]})
    assert len(paths(walked(index))) == 2500
    assert [start for query, start in index.asked if query.startswith("resourceMap")] == [0, 1000, 2000]


def test_an_index_that_gives_short_pages_is_asked_on() -> None:
    index = Index({'resourceMap:"resource_map_doi:10.5063/F1A"': [data(number) for number in range(7)]}, rows=3)
    assert len(paths(walked(index))) == 7


def test_an_identifier_in_another_spelling() -> None:
    spellings = ("10.6073/pasta/Ab", "10.6073/PASTA/AB", "10.6073/pasta/ab")
    every = " OR ".join(f'"{scheme}{name}"' for name in spellings for scheme in ("doi:", ""))
    other = f"identifier:({every}) OR (seriesId:({every}) AND -obsoletedBy:*)"
    metadata = {"identifier": "10.6073/pasta/ab", "formatType": "METADATA", "resourceMap": ["map 1"]}
    index = Index({other: [metadata], 'resourceMap:"map 1"': [data(1)]})
    assert paths(walked(index, "doi:10.6073/pasta/Ab")) == ["1.csv"]


def test_of_several_packages_those_that_were_not_replaced() -> None:
    metadata = {"identifier": "doi:10.5063/F1A", "formatType": "METADATA", "resourceMap": ["old", 'n"ew']}
    index = Index(
        {
            'identifier:"doi:10.5063/F1A"': [metadata],
            r'identifier:("old" OR "n\"ew") AND -obsoletedBy:*': [{"identifier": 'n"ew', "formatType": "RESOURCE"}],
            r'resourceMap:"n\"ew"': [data(2)],
            'resourceMap:"old"': [data(1)],
        }
    )
    assert paths(walked(index)) == ["2.csv"]


def test_an_identifier_of_one_file() -> None:
    index = Index({'identifier:"doi:10.5063/F1A"': [data(1)], 'identifier:("urn:1")': [data(1)]})
    assert paths(walked(index)) == ["1.csv"]


def test_metadata_without_a_package_have_no_files() -> None:
    index = Index({'identifier:"doi:10.5063/F1A"': [{"identifier": "doi:10.5063/F1A", "formatType": "METADATA"}]})
    found = walked(index).holding
    assert found is not None
    assert (found.listing.entries, found.listing.complete) == ((), True)


def test_an_identifier_that_nobody_knows() -> None:
    assert "DataONE knows no package of this name" in walked(Index({})).trouble


def test_a_node_that_does_not_answer() -> None:
    assert "not recorded" in trouble(CASE, {})
