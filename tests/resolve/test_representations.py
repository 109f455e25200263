"""Every form of a resolution: what it holds, and what it never does."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from fairsvc.errors import ProblemsFound
from fairsvc.formats.linkset import read_linkset
from fairsvc.formats.metalink import read_metalink
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Identifier
from fairsvc.model.pid import read_pid
from fairsvc.model.resolution import Question, Resolution, Trial, TrialState
from fairsvc.resolve.representations import REPRESENTATIONS, name_of, represent

SHA = Identifier("ab" * 32, "sha-256")
SIGNED = "https://s3.example.org/b.h5?X-Amz-Signature=hush&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60"
ENTRIES = (
    FileEntry("https://data.example.org/a.h5", "a.h5", 5, (SHA,), "application/x-hdf5"),
    FileEntry(SIGNED, "b.h5", 6, (SHA,)),
    FileEntry("root://data.example.org/c.h5", "c.h5", 7, (SHA,)),
)
RESOLUTION = Resolution(
    read_pid("10.5072/A_b(1)"),
    Manifest(ENTRIES, "ark", True, 0.9),
    datetime(2026, 11, 21, tzinfo=UTC),
    title="A title",
    licence="CC-BY-4.0",
    page="https://data.example.org/d/1",
    agency="DataCite",
)
LEFT_OUT = (
    "1 file is left out: no address that HTTP fetches",
    "1 file is left out: no address without a secret, which must not be written down",
)


@pytest.mark.parametrize("form", REPRESENTATIONS.values(), ids=lambda form: form.id)
def test_no_form_holds_a_secret_and_those_of_files_say_what_they_lack(form: object) -> None:
    content, notes = represent(RESOLUTION, form)  # type: ignore[arg-type]
    assert b"hush" not in content
    assert notes == (LEFT_OUT if form.of_files else ())  # type: ignore[attr-defined]
    assert represent(RESOLUTION, form)[0] == content  # type: ignore[arg-type]


def written(id: str, resolution: Resolution = RESOLUTION) -> bytes:
    return represent(resolution, REPRESENTATIONS[id])[0]


def test_a_list_of_nothing_is_not_written() -> None:
    tape = replace(RESOLUTION, manifest=Manifest(ENTRIES[1:], "ark", True, 0.9))
    with pytest.raises(ProblemsFound, match="no file can be fetched by HTTP: 1 file is left out"):
        written("metalink", tape)
    assert written("csv", tape).count(b"\r\n") == 3


def test_each_form_is_what_it_says() -> None:
    assert [one.path for one in read_metalink(written("metalink")).files] == ["a.h5"]
    assert len(json.loads(written("json"))["files"]) == 3
    assert written("urls") == b"https://data.example.org/a.h5\r\n"
    assert written("csv").count(b"\r\n") == 4
    assert written("aria2").startswith(b"# doi:10.5072/a_b(1) A title\nhttps://data.example.org/a.h5\n  out=a.h5\n")
    bag = ZipFile(BytesIO(written("bagit")))
    assert {name.partition("/")[0] for name in bag.namelist()} == {"10.5072-a-b-1"}
    assert b"External-Identifier: doi:10.5072/a_b(1)\n" in bag.read("10.5072-a-b-1/bag-info.txt")


def test_both_linksets_say_what_is_known() -> None:
    links, _ = read_linkset(written("linkset"), "application/linkset+json", "https://x.example/")
    text, _ = read_linkset(written("linkset-text"), "application/linkset", "https://x.example/")
    assert set(links) == set(text)
    assert {(link.rel, link.target) for link in links if link.anchor == RESOLUTION.page} == {
        ("cite-as", "https://doi.org/10.5072/a_b(1)"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("describedby", "https://doi.org/10.5072/a_b(1)"),
        ("item", "https://data.example.org/a.h5"),
    }


@pytest.mark.parametrize(
    ("purposes", "state", "origin"),
    [
        (("metalink", "page"), TrialState.FOUND, "https://doi.org/10.5072/a_b(1)"),
        (("metalink", "page"), TrialState.NOTHING, ""),
        (("metalink", "listing:metalink"), TrialState.FOUND, ""),
    ],
)
def test_a_metalink_that_the_pid_gives_can_be_asked_for_again(
    purposes: tuple[str, ...], state: TrialState, origin: str
) -> None:
    asked = tuple(Question(purpose, "GET", "https://x.example/", "", "answered 200") for purpose in purposes)
    resolution = replace(RESOLUTION, questions=asked, trials=(Trial("metalink", "", state),))
    assert read_metalink(written("metalink", resolution)).origin == origin


@pytest.mark.parametrize("field", ["licence", "page"])
def test_nobody_s_address_ends_a_link_of_the_linkset(field: str) -> None:
    """What the metadata call a licence is an address, however it goes on."""
    evil = 'https://x.example/> ; rel="item" ; anchor="https://victim.example/'
    changed = replace(RESOLUTION, **{field: evil})  # type: ignore[arg-type]
    links, _ = read_linkset(written("linkset-text", changed), "application/linkset", "https://x.example/")
    assert [link.rel for link in links] == ["cite-as", "license", "describedby", "item", "collection"]
    assert all(link.anchor != "https://victim.example/" for link in links)


@pytest.mark.parametrize(
    ("pid", "name"), [("10.5072/A/../../b", "10.5072-a-..-..-b"), ("https://x.example/%2F", "https-x.example-2f")]
)
def test_a_pid_becomes_a_plain_name(pid: str, name: str) -> None:
    assert name_of(replace(RESOLUTION, pid=read_pid(pid))) == name
    assert "/" not in name_of(replace(RESOLUTION, pid=read_pid(pid)))


def test_many_files_take_seconds() -> None:
    entries = tuple(
        FileEntry(f"https://data.example.org/{number}", f"run/{number}.h5", 5, (SHA,)) for number in range(20_000)
    )
    resolution = replace(RESOLUTION, manifest=Manifest(entries, "ark", True, 0.9))
    began = time.monotonic()
    lengths = [len(written(form, resolution)) for form in ("json", "metalink")]
    assert time.monotonic() - began < 10
    assert min(lengths) > 4_000_000
