"""What counts as saying the same, field by field, in the forms that sources really use."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.metadata import Agent, Content, Date, Identifier, Metadata, ResourceType, Rights, Text
from fairsvc.vocab.agreement import COMPARISONS
from fairsvc.vocab.wording import words

BY = "https://creativecommons.org/licenses/by/4.0/legalcode"


def title(*texts: str) -> Metadata:
    return Metadata(titles=tuple(Text(text) for text in texts))


def people(*names: str) -> Metadata:
    return Metadata(creators=tuple(Agent(name) for name in names))


def orcid(name: str, value: str) -> Metadata:
    return Metadata(creators=(Agent(name, identifiers=(Identifier(value, "ORCID"),)),))


def publisher(name: str, *identifiers: str) -> Metadata:
    return Metadata(publisher=Agent(name, identifiers=tuple(Identifier(value) for value in identifiers)))


def dates(*pairs: tuple[str, str]) -> Metadata:
    return Metadata(dates=tuple(Date(value, kind) for value, kind in pairs))


def rights(**texts: str) -> Metadata:
    return Metadata(rights=(Rights(**texts),))


def general(text: str, words: str = "") -> Metadata:
    return Metadata(resource_type=ResourceType(text, words))


def named(*values: str) -> Metadata:
    return Metadata(identifiers=tuple(Identifier(value) for value in values))


def version(text: str) -> Metadata:
    return Metadata(version=text)


def files(*pairs: tuple[str, int | None], at: str = "https://a.example/") -> Metadata:
    return Metadata(content=tuple(Content(f"{at}{name}", name, size_bytes=size) for name, size in pairs))


def unnamed(*urls: str) -> Metadata:
    return Metadata(content=tuple(Content(url) for url in urls))


def sizes(*texts: str) -> Metadata:
    return Metadata(sizes=texts)


SAME: list[tuple[str, Any, Any]] = [
    ("identifiers", named("10.5072/A", "x1"), named("https://doi.org/10.5072/a", "10.5072/b")),
    ("identifiers", named("10.5072/a"), named("hdl:20.500.1/a")),
    ("identifiers", named("https://a.example/1", "https://ror.org/03yrm5c26"), named("https://a.example/2")),
    ("version", version("v1.0"), version("1")),
    ("version", version("Version 2.1.0"), version("2.1")),
    ("version", version("Final"), version("final")),
    ("version", version("1"), Metadata()),
    ("content", files(("a.h5", 1), ("b.h5", None)), files(("B.H5", 9), ("A.h5", 1), at="https://b.example/")),
    ("content", unnamed("https://a.example/1"), unnamed("https://b.example/content")),
    ("content", files(("a.h5", 1)), Metadata(content=(Content("https://a.example/", kind="page"),))),
    ("sizes", sizes("12 files", "1.5 GB"), sizes("12 Files", "1500000000 bytes")),
    ("sizes", sizes("1 GiB"), sizes("1 GB")),
    ("sizes", sizes("1 MB", "2 MB"), sizes("7 MB")),
    ("sizes", sizes("12 pages"), sizes("13 pages")),
    ("titles", title("X-ray  diffraction of <i>Fe</i>2O3."), title("x-ray diffraction of fe 2O3")),
    ("titles", title("Spectres", "Spectra"), title("SPECTRA")),
    ("titles", title("Röntgen &amp; Neutronen"), title("RONTGEN & NEUTRONEN")),
    ("titles", title("Spectra"), Metadata()),
    ("creators", people("Carberry, Josiah", "Müller, Ada"), people("Josiah Carberry", "A. Muller")),
    ("creators", people("Carberry, J. S."), people("Carberry, Josiah")),
    ("creators", people("Carberry"), people("Carberry, Josiah")),
    ("creators", orcid("J. C.", "https://orcid.org/0000-0002-1825-0097"), orcid("Carberry", "0000000218250097")),
    ("creators", orcid("X", "orcid:0000-0002-1694-233x"), orcid("Y", "http://orcid.org/0000-0002-1694-233X/")),
    ("publisher", publisher("European Synchrotron Radiation Facility (ESRF)"), publisher("ESRF")),
    ("publisher", publisher("ILL"), publisher("Institut Laue-Langevin")),
    ("publisher", publisher("ESS"), publisher("European Spallation Source ERIC")),
    ("publisher", publisher("PSI", "https://ror.org/03eh3y714"), publisher("Villigen", "03EH3Y714")),
    ("publication_year", Metadata(publication_year=2020), Metadata()),
    ("resource_type", general("Dataset", "XAS"), general("dataset")),
    ("resource_type", general("", "Investigation"), general("Dataset")),
    ("dates", dates(("2021", "Issued")), dates(("2021-03-02", "Issued"))),
    ("dates", dates(("2021", "Issued")), dates(("2022", "Created"))),
    ("dates", dates(("2019-01-01", "Updated")), dates(("2024-01-01", "Updated"))),
    ("dates", dates(("soon", "Available")), dates(("2031", "Available"))),
    ("rights", rights(uri=BY), rights(text="Creative Commons Attribution 4.0 International")),
    ("rights", rights(identifier="CC-BY-4.0"), rights(uri="http://creativecommons.org/licenses/by/4.0/")),
    ("rights", rights(text="OpenAccess", uri="info:eu-repo/semantics/openAccess"), rights(uri=BY)),
    ("rights", rights(text="Elettra Data Policy"), rights(text="elettra data policy.")),
    ("access", Metadata(access=("open access",)), rights(uri="http://purl.org/coar/access_right/c_abf2")),
    ("access", Metadata(access=("by the moon",)), Metadata(access=("closed access",))),
]

DIFFERENT: list[tuple[str, Any, Any, str, str]] = [
    ("identifiers", named("10.5072/a", "x"), named("10.5072/b", "x"), "doi:10.5072/a", "doi:10.5072/b"),
    ("version", version("1.0"), version("1.1"), '"1.0"', '"1.1"'),
    ("version", version("draft"), version("2"), '"draft"', '"2"'),
    ("content", files(("a.h5", 1)), files(("a.h5", 1), ("b.h5", 1)), "1 file", "2 files"),
    ("content", files(("a.h5", 1), ("c.h5", 1)), files(("a.h5", 1), ("b.h5", 1)), "c.h5", "b.h5"),
    ("content", files(("a.h5", 1)), files(("A.h5", 2)), '"a.h5" has 1 bytes', '"a.h5" has 2 bytes'),
    ("sizes", sizes("12 files"), sizes("13 files"), '"12 files"', '"13 files"'),
    ("sizes", sizes("1.5 GB"), sizes("3000 megabytes"), '"1.5 GB"', '"3000 megabytes"'),
    ("titles", title("Session 12"), title("Session 13"), '"Session 12"', '"Session 13"'),
    ("creators", people("A, B", "C, D"), people("C, D", "A, B"), "2 (A, B; C, D)", "2 (C, D; A, B)"),
    ("creators", people("A, B; C, D"), people("A, B", "C, D"), "1 (A, B; C, D)", "2 (A, B; C, D)"),
    ("creators", people("Carberry, Josiah"), people("Carberry, Mary"), "1 (Carberry, Josiah)", "1 (Carberry, Mary)"),
    (
        "creators",
        orcid("A, B", "0000-0002-1825-0097"),
        orcid("A, B", "0000-0001-5109-3700"),
        "1 (A, B)",
        "1 (A, B)",
    ),
    ("publisher", publisher("Zenodo"), publisher("CERN"), '"Zenodo"', '"CERN"'),
    ("publication_year", Metadata(publication_year=2028), Metadata(publication_year=2025), "2028", "2025"),
    ("resource_type", general("Dataset"), general("Collection"), '"Dataset"', '"Collection"'),
    (
        "dates",
        dates(("2020-01-01", "Issued"), ("2018", "Created")),
        dates(("2018-05", "Created"), ("2021-03-02", "issued")),
        "Issued 2020-01-01",
        "Issued 2021-03-02",
    ),
    ("rights", rights(uri=BY), rights(identifier="cc0-1.0"), "CC-BY-4.0", "CC0-1.0"),
    ("rights", rights(uri=BY), rights(text="Data policy of 2015"), "CC-BY-4.0", '"Data policy of 2015"'),
    ("access", Metadata(access=("embargoed access",)), Metadata(access=("openAccess",)), "embargoed", "open"),
]


@pytest.mark.parametrize(("field", "one", "other"), SAME)
def test_they_say_the_same(field: str, one: Metadata, other: Metadata) -> None:
    assert COMPARISONS[field](one, other) is None
    assert COMPARISONS[field](other, one) is None


@pytest.mark.parametrize(("field", "one", "other", "shown", "other_shown"), DIFFERENT)
def test_they_disagree(field: str, one: Metadata, other: Metadata, shown: str, other_shown: str) -> None:
    assert COMPARISONS[field](one, other) == (shown, other_shown)
    assert COMPARISONS[field](other, one) == (other_shown, shown)


def test_long_values_are_cut() -> None:
    shown = COMPARISONS["titles"](title("a" * 5_000), title("b"))
    assert shown is not None
    assert len(shown[0]) < 130


_TEXT = st.text(max_size=12) | st.sampled_from(["10.5072/a", "CC-BY-4.0", "2021-03-02", "0000-0002-1825-0097", "A, B"])
_VIEW = st.builds(
    Metadata,
    titles=st.lists(st.builds(Text, _TEXT), max_size=2).map(tuple),
    creators=st.lists(st.builds(Agent, _TEXT, family=_TEXT, given=_TEXT), max_size=2).map(tuple),
    publisher=st.none() | st.builds(Agent, _TEXT),
    publication_year=st.none() | st.integers(),
    resource_type=st.none() | st.builds(ResourceType, _TEXT, _TEXT),
    dates=st.lists(st.builds(Date, _TEXT, _TEXT), max_size=2).map(tuple),
    rights=st.lists(st.builds(Rights, _TEXT, _TEXT, _TEXT), max_size=2).map(tuple),
    access=st.lists(_TEXT, max_size=2).map(tuple),
    identifiers=st.lists(st.builds(Identifier, _TEXT), max_size=2).map(tuple),
    version=_TEXT,
    content=st.lists(st.builds(Content, _TEXT, _TEXT, size_bytes=st.none() | st.integers()), max_size=3).map(tuple),
    sizes=st.lists(_TEXT | st.sampled_from(["1 file", "2 files", "1 kB", "0 B", "1 bytes"]), max_size=2).map(tuple),
)


@given(_VIEW, _VIEW)
@settings(max_examples=100)
def test_any_two_views_are_compared_alike_from_both_sides(one: Metadata, other: Metadata) -> None:
    for field, disagree in COMPARISONS.items():
        there, back = disagree(one, other), disagree(other, one)
        assert (there is None) == (back is None), field
        assert disagree(one, one) is None, field


@given(st.text(max_size=40))
@settings(max_examples=50)
def test_words_are_stable(text: str) -> None:
    assert words(" ".join(words(text))) == words(text) or not any(map(str.isalnum, text))
