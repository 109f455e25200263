"""The lines that lead a program to the files are made of the dataset's own, and never show what is secret."""

from __future__ import annotations

import json

import pytest

from assessors.catalogue import load_remedies
from fairsvc.formats.metalink import read_metalink
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Content
from fairsvc.model.remedy import Place
from tests.support.check_worlds import GOOD, SILENT, at, file
from tests.support.evidence_builder import FILE_URL, PAGE_URL, everywhere

REMEDIES = load_remedies()
NAMES = (
    "list-every-file",
    "list-files-alike",
    "measure-files",
    "answer-ranges",
    "send-media-type",
    "name-lasting-addresses",
    "move-links-to-linkset",
)
SIGNED = f"{FILE_URL}?X-Amz-Expires=3600&X-Amz-Signature=c0ffee"
HOSTILE = 'https://data.example.org/a"><script>\r\nX: 1'


def lines(name: str, evidence: Evidence = GOOD) -> dict[Place, list[str]]:
    found: dict[Place, list[str]] = {}
    for snippet in REMEDIES[name].fill(evidence):
        found.setdefault(snippet.place, []).append(snippet.text)
    return found


@pytest.mark.parametrize("name", ["list-every-file", "list-files-alike"])
def test_both_lists_name_the_file_with_what_is_known_of_it(name: str) -> None:
    metalink, linkset = lines(name)[Place.SERVER]
    [entry] = read_metalink(metalink.partition("\n\n")[2].encode()).files
    assert (entry.url, entry.path, entry.size_bytes) == (FILE_URL, "scan_0001.nxs", 4_096)
    assert [digest.value for digest in entry.digests] == ["ab" * 32]
    [context] = json.loads(linkset.partition("\n\n")[2])["linkset"]
    assert context["anchor"] == PAGE_URL
    assert context["item"] == [{"href": FILE_URL, "type": "application/x-hdf5"}]


def test_a_linkset_is_linked_where_it_is_or_beside_the_page() -> None:
    assert lines("move-links-to-linkset")[Place.HEADER] == [
        f'Link: <{PAGE_URL}/linkset>; rel="linkset"; type="application/linkset+json"'
    ]
    [line] = lines("move-links-to-linkset", SILENT)[Place.HEADER]
    assert "/linkset.json>" in line


def test_files_are_measured_in_json_ld() -> None:
    [block] = lines("measure-files")[Place.JSON_LD]
    [download] = json.loads(block)["distribution"]
    assert (download["contentUrl"], download["contentSize"], download["sha256"]) == (FILE_URL, "4096 B", "ab" * 32)


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [(4_096, "Content-Range: bytes 0-1023/4096"), (10, "Content-Range: bytes 0-9/10")],
)
def test_a_range_is_answered_with_a_strong_validator(size_bytes: int, shown: str) -> None:
    content = (Content(FILE_URL, "scan_0001.nxs", "application/x-hdf5", size_bytes),)
    [answer] = lines("answer-ranges", file(everywhere(GOOD, content=content), total_bytes=size_bytes))[Place.SERVER]
    assert shown in answer
    assert 'ETag: "' in answer


def test_the_promised_type_is_sent() -> None:
    [answer] = lines("send-media-type", file(claimed_type="text/csv"))[Place.SERVER]
    assert answer.endswith("Content-Type: text/csv")


def test_a_signed_address_is_named_without_its_signature() -> None:
    found = lines("name-lasting-addresses", at(SIGNED))
    assert found[Place.HEADER] == [f'Link: <{FILE_URL}>; rel="item"']
    assert "c0ffee" not in str(found)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("evidence", [GOOD, SILENT, at(HOSTILE), at(f"{HOSTILE}?sig=c0ffee")])
def test_nothing_breaks_out_of_the_lines(name: str, evidence: Evidence) -> None:
    text = REMEDIES[name].sentence + str(lines(name, evidence))
    assert "<script" not in text
    assert "\r" not in "".join("".join(texts) for texts in lines(name, evidence).values())
