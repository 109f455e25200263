"""What says something, and what fills a field: both shelves, and no false alarm on real metadata."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessors.reading.plausibility import abstract_flaw, creator_flaw, is_account, title_flaw, useful_keywords
from assessors.reading.substance import describes_something, folded, is_hollow, substantial
from fairsvc.errors import Unreadable
from fairsvc.formats import dispatch
from fairsvc.model.evidence import Evidence
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Agent, Identifier, Metadata, Subject, Text
from tests.support import evidence_builder as build

SHELVES = Path(__file__).resolve().parents[2] / "samples" / "assessors" / "substance"
SAYS = (SHELVES / "says.txt").read_text("utf-8").splitlines()
FILLS = (SHELVES / "fills.txt").read_text("utf-8").splitlines()
ACCOUNTS = (
    "admin|Administrator|root|user|Test User|test user 2|guest|robot|beamline robot|data bot|system|admin-account"
)
PEOPLE = (
    "Root, Hilary|Carberry, Josiah|User Office|Guest, Christopher|Roberto Bot|The Navigation Fund|SLF|DECTRIS|DataCite"
)


@pytest.mark.parametrize("text", SAYS)
def test_it_says_something(text: str) -> None:
    assert substantial(text)


@pytest.mark.parametrize("text", FILLS)
def test_it_fills_a_field(text: str) -> None:
    assert not substantial(text)


@pytest.mark.parametrize("text", ["good data of the sample " * 20, "test " * 60, "x y " * 40, "n/a, n/a; tbd " * 5])
def test_it_goes_round_in_circles(text: str) -> None:
    assert not substantial(text)


@pytest.mark.parametrize("name", ACCOUNTS.split("|"))
def test_an_account(name: str) -> None:
    assert is_account(name)


@pytest.mark.parametrize("name", PEOPLE.split("|"))
def test_no_account(name: str) -> None:
    assert not is_account(name)
    assert not creator_flaw(Agent(name), build.good())


@pytest.mark.parametrize(
    ("agent", "flaw"),
    [
        (Agent("", identifiers=(Identifier("https://orcid.org/0000-0002-1825-0097"),)), ""),
        (Agent(""), "a placeholder"),
        (Agent("jane@example.org"), "an e-mail address"),
        (Agent("mailto:jane@example.org"), "an e-mail address"),
        (Agent("2026-42"), "a number"),
        (Agent("Max Mustermann"), "a placeholder"),
        (Agent("某人"), ""),
        (Agent("x-ray ABSORPTION spectra of copper oxide nanoparticles at the cu k edge"), "the title"),
    ],
)
def test_flaws_of_creators(agent: Agent, flaw: str) -> None:
    assert creator_flaw(agent, build.good()) == flaw


@pytest.mark.parametrize(
    ("title", "flaw"),
    [
        ("Gold foil", ""),
        ("化学进展", ""),
        ("Data for 10.1038/sdata.2016.18", ""),
        ("10.5072/dls.0001", "an identifier"),
        ("https://doi.org/10.5072/other", "an identifier"),
        ("scan_0001.nxs", "a file name"),
        ("final scan.h5", "a file name"),
        ("run7", "a file name"),
        ("Demo Light Source", "the name of a creator or publisher"),
        ("XAS", "a single word or file name"),
        ("Sample title", "a placeholder"),
    ],
)
def test_flaws_of_titles(title: str, flaw: str) -> None:
    evidence = replace(build.good(), manifest=Manifest((FileEntry("https://data.example.org/files/run7", "raw/run7"),)))
    assert title_flaw(title, evidence) == flaw


def test_keywords_that_fit_any_dataset() -> None:
    words = ("data", "Dataset", "the", "XAS", "n/a", "copper", "Gold foil")
    view = Metadata(titles=(Text("Gold foil"),), subjects=tuple(Subject(word) for word in words))
    assert useful_keywords(view) == ["XAS", "copper"]


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("Spectra of a gold foil.", ""),
        ("<p>Gold FOIL</p>", "the title again"),
        ("No description", "a placeholder"),
        ("https://doi.org/10.5072/other", "only an address"),
    ],
)
def test_flaws_of_abstracts(text: str, flaw: str) -> None:
    assert abstract_flaw(text, Metadata(titles=(Text("Gold foil"),))) == flaw


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (None, False),
        (Metadata(), False),
        (Metadata(titles=(Text("Gold foil"),)), False),
        (Metadata(titles=(Text("Gold foil"),), creators=(Agent("Carberry"),)), True),
        (Metadata(titles=(Text("test"),), creators=(Agent("Carberry"),)), False),
        (Metadata(titles=(Text("Gold foil"),), creators=(Agent("Gold Foil."),), publisher=Agent("gold foil")), False),
        (Metadata(titles=(Text("10.5072/dls.1"),), publisher=Agent("Demo Light Source")), False),
        (Metadata(titles=(Text("10.5072/dls.1"),), creators=(Agent("doi:10.5072/dls.1"),)), False),
        (
            Metadata(
                titles=(Text("10.5072/dls.1"),), creators=(Agent("Carberry"),), publisher=Agent("Demo Light Source")
            ),
            True,
        ),
        (
            Metadata(
                titles=(Text("Scan series 7"),),
                creators=(Agent("Scan series 7"),),
                subjects=(Subject("Scan series 7"),),
                publisher=Agent("Demo Light Source"),
            ),
            False,
        ),
    ],
)
def test_a_document_that_describes_something(view: Metadata | None, says: bool) -> None:
    assert describes_something(view) is says


@pytest.mark.parametrize(
    ("view", "hollow"),
    [
        (Metadata(), False),
        (Metadata(creators=(Agent("x"),)), False),
        (Metadata(titles=(Text("x"),)), True),
        (Metadata(descriptions=(Text("https://doi.org/10.5072/dls.1"),)), True),
        (Metadata(titles=(Text("x"),), descriptions=(Text("Sample: x", "TechnicalInfo"),)), True),
        (Metadata(titles=(Text("x"),), descriptions=(Text("Spectra of a gold foil."),)), False),
        (Metadata(titles=(Text("x"),), creators=(Agent("Carberry"),)), True),
        (Metadata(titles=(Text("10.5072/dls.1"),), creators=(Agent("Carberry"),)), False),
        (Metadata(titles=(Text("Gold foil"),)), False),
    ],
)
def test_a_hollow_document(view: Metadata, hollow: bool) -> None:
    assert is_hollow(view) is hollow


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_any_text_is_judged(text: str) -> None:
    assert substantial(text) in (True, False)
    assert folded(folded(text)) == folded(text)


def test_no_false_alarm_on_real_metadata(shared: Path) -> None:
    """Of all titles, creators and abstracts that providers sent, only those rejected that fill a form."""
    rejected, read = set(), 0
    for path in sorted((shared / "harvest").rglob("*")):
        if path.suffix in (".xml", ".json"):
            try:
                _, view = dispatch.read_metadata(path.read_bytes())
            except Unreadable:
                continue
            read += 1
            rejected |= set(_rejected(view, replace(build.silent(), registry=view)))
    assert read > 150
    fillers = ("a dataset", "example", "john doe", "sample title", "test", "lorem ipsum")
    assert not {text for text in rejected if not text.casefold().startswith(fillers)}


def _rejected(view: Metadata, evidence: Evidence) -> list[str]:
    told = [title.value for title in view.titles] + [text.value for text in view.descriptions]
    filled = [text for text in told if not substantial(text)]
    return filled + [agent.name for agent in view.creators if creator_flaw(agent, evidence)]
