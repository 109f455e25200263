from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.bibtex import MAX_BYTES, read
from fairsvc.formats.bibtex_text import plain, split_names
from fairsvc.formats.dispatch import read_metadata
from fairsvc.model.metadata import Agent, Date, Identifier, Metadata, ResourceType, Rights, Text

SAMPLES = Path(__file__).parents[1] / "samples" / "conneg"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("identifiers", (Identifier("10.5072/SAXS-0001", "DOI"),)),
        ("titles", (Text("Small-angle scattering of silica spheres"),)),
        ("publisher", Agent("Example Light Source")),
        ("publication_year", 2023),
        ("dates", (Date("2023", "Issued"),)),
        ("resource_type", ResourceType("", "misc")),
        ("rights", (Rights("Creative Commons Attribution 4.0 International"),)),
        ("url", "https://data.example.org/~saxs/0001"),
        ("language", "en"),
        ("unmapped", ()),
        ("warnings", ()),
    ],
)
def test_an_entry_of_datacite(field: str, value: object) -> None:
    assert getattr(read((SAMPLES / "datacite.bib").read_bytes()), field) == value


def test_people_and_organisations_of_an_entry() -> None:
    view = read((SAMPLES / "datacite.bib").read_bytes())
    assert [one.name for one in view.creators] == ["Sphere, Silke", "Ångström, Åsa", "Example Light Source"]
    assert [subject.value for subject in view.subjects] == ["silica", "small-angle scattering", "X-rays"]


def test_an_entry_as_people_write_it() -> None:
    view = read((SAMPLES / "tex.bib").read_bytes())
    assert view.titles == (Text("Scattering of SiO$_2$ spheres at 5\\,% & more"),)
    assert [one.name for one in view.creators] == ["Sphere, Silke", "Müller, Jörg", "Ørsted, François"]
    assert view.dates == (Date("2023-02", "Issued"),)
    assert view.resource_type == ResourceType("JournalArticle", "article")
    assert view.warnings == ("several entries",)
    assert ("note", "braces inside each other stay") in view.unmapped
    assert ("journal", "els") in view.unmapped


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"M{\"u}ller", "Müller"),
        (r"M{\"{u}}ller", "Müller"),
        (r"\'{E}cole \v{S}koda", "École Škoda"),
        (r"Stra{\ss}e", "Straße"),
        (r"\textit{in situ}", "in situ"),
        (r"50\% of \{a\}", "50% of {a}"),
        ("J.~Doe", "J. Doe"),
        ("two\n  lines", "two lines"),
        ("\\", "\\"),
    ],
)
def test_tex_becomes_text(written: str, read_as: str) -> None:
    assert plain(written) == read_as


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", []),
        ("A, B and C, D", ["A, B", "C, D"]),
        ("{Science and Technology} and E", ["{Science and Technology}", "E"]),
        ("Sand, George AND F", ["Sand, George", "F"]),
        ("}} and A", ["}}", "A"]),
    ],
)
def test_names_are_parted_outside_braces(written: str, names: list[str]) -> None:
    assert split_names(written) == names


@pytest.mark.parametrize("path", sorted((SAMPLES / "invalid").glob("*.bib")), ids=lambda path: path.name)
def test_what_is_no_entry_is_refused(path: Path) -> None:
    with pytest.raises(Unreadable):
        read(path.read_bytes())


def test_a_document_without_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="too large"):
        read(b"@misc{" + b"x" * MAX_BYTES)


def test_the_media_type_decides_where_nothing_else_tells() -> None:
    assert read_metadata((SAMPLES / "datacite.bib").read_bytes(), "application/x-bibtex")[0] == "bibtex"


@pytest.mark.parametrize(
    "body",
    [b"@misc{k, a={" * 40_000, b"@misc{k, a=" + b"{" * 500_000, b"@misc{k, a=" + b"b#" * 250_000, b"@" * 500_000],
)
def test_hostile_bodies_take_no_time(body: bytes) -> None:
    try:
        read(body)
    except Unreadable:
        return


@given(st.text(alphabet='@{}(),=#"\\ abn\nmisc1é', max_size=120))
@settings(max_examples=100)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(read(f"@misc{{k, {text}".encode()), Metadata)
    except Unreadable as refused:
        assert refused.what  # noqa: PT017 - either way is right, nothing else is
