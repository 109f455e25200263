"""What evidence show prints, and where its pointers lead: evidence without any I/O."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cli.evidence_parts import find_part
from cli.evidence_tables import SHOWN_FILES, print_evidence
from fairsvc.errors import NotFound
from fairsvc.model.evidence import Evidence, FileAnswer, FileFacts, Finding, Hdf5Facts, NexusEntry
from fairsvc.model.manifest import FileEntry, Manifest, Outcome
from tests.support.evidence_builder import FILE_URL, good

OPENED = FileFacts(
    FILE_URL,
    "hdf5",
    total_bytes=42,
    nexus=True,
    get=FileAnswer(206),
    range_support="honoured",
    type_claim="vague",
    same_digests=("sha-256",),
    other_digests=("md5",),
    hdf5=Hdf5Facts("read", nexus=True, entries=(NexusEntry("entry", "NXxas"),)),
)
LOGIN = FileFacts(f"{FILE_URL}.csv", "html", get=FileAnswer(200), instead="login page")
FILES = tuple(FileEntry(f"https://x.example/{n}", f"{n}.h5", n) for n in range(SHOWN_FILES + 2))


@pytest.fixture
def evidence() -> Evidence:
    return replace(
        good(),
        depth="full",
        file_facts=OPENED,
        more_files=(LOGIN,),
        manifest=Manifest(FILES, "metalink", True, 0.9, "metalink: said so", (Outcome("metalink", "found", 52),)),
        findings=(Finding("file.disguised", "view/more_files/0", "login page in place of it"),),
    )


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("view/file", OPENED),
        ("view/file/hdf5/entries/0/definition", "NXxas"),
        ("view/more_files/0", LOGIN),
        ("view/manifest/reason", "metalink: said so"),
        ("view/manifest/1", FILES[1]),
        ("view/manifest/1/path", "1.h5"),
        ("view/findings/0/code", "file.disguised"),
    ],
)
def test_a_pointer_leads_to_its_part(evidence: Evidence, pointer: str, expected: object) -> None:
    assert find_part(evidence, pointer) == expected


def test_views_that_are_computed_have_pointers_too(evidence: Evidence) -> None:
    assert find_part(evidence, "view/signposting/level") is not None
    assert find_part(evidence, "view/links") == evidence.links
    answers = replace(evidence.exchanges[0], steps=("conneg:pid/turtle",))
    assert find_part(replace(evidence, exchanges=(answers,)), "exchange/conneg:pid/turtle") == answers


@pytest.mark.parametrize(
    ("pointer", "named"),
    [
        ("nonsense", "A pointer begins with exchange/, link/ or view/"),
        ("exchange/nothing", "Asked was page,"),
        ("link/nothing", "Linked is by cite-as"),
        ("view/nothing", "Views are page, registry"),
        ("view/page/nothing", "view/page has identifiers, titles"),
        ("view/manifest/4711", "view/manifest has entries"),
        ("view/manifest/x/y", "view/manifest has entries"),
    ],
)
def test_a_pointer_that_leads_nowhere_is_answered_by_those_that_do(
    evidence: Evidence, pointer: str, named: str
) -> None:
    with pytest.raises(NotFound, match="the evidence has no such part") as caught:
        find_part(evidence, pointer)
    assert named in str(caught.value)


def test_what_was_opened_and_found_is_printed(
    evidence: Evidence, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    print_evidence(evidence)
    said = capsys.readouterr().out
    for words in ("at depth full", "hdf5 (NXxas)", "sha-256 met, md5 NOT met", "login page", "and 2 more files"):
        assert words in said
    assert "Files: 52 files, the list is complete (metalink: said so)" in said
    assert said.count(FILE_URL) == 1, "an address that is asked is named once"
    assert "- file.disguised: Something else came where a file is promised" in said
    assert re.search(r"file\.disguised +view/more_files/0 +login page in place of it", said)
