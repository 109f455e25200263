from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from benchmarks.oai_records import record
from fairsvc.errors import Unreadable
from fairsvc.formats import datacite_xml, oai_datacite
from fairsvc.formats.oai_pmh import read_page
from fairsvc.formats.xml_reading import local_name, read_xml
from fairsvc.model.metadata import Metadata

SAMPLES = Path(__file__).parents[1] / "samples"
USUAL = """<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5072/a</identifier>
<creators><creator><creatorName nameType="Personal">Doe, Jo</creatorName><givenName>Jo</givenName>
<nameIdentifier nameIdentifierScheme="ORCID">0000-0001-5109-3700</nameIdentifier><affiliation>Home</affiliation>
</creator></creators>
<titles><title xml:lang="en">A title</title></titles><publisher>Press</publisher><publicationYear>2020</publicationYear>
<resourceType resourceTypeGeneral="Dataset">Scan</resourceType><subjects><subject>light</subject></subjects>
<contributors><contributor contributorType="Editor"><contributorName>Roe</contributorName></contributor></contributors>
<dates><date dateType="Issued">2020</date></dates><language>en</language><version>1</version>
<relatedIdentifiers><relatedIdentifier relatedIdentifierType="DOI" relationType="Cites">10.5072/b
</relatedIdentifier></relatedIdentifiers>
<sizes><size>5 MB</size></sizes><rightsList><rights rightsURI="https://spdx.org/licenses/MIT">MIT</rights></rightsList>
<descriptions><description descriptionType="Abstract">Words.</description></descriptions></resource>"""


def read_both(body: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Metadata, Metadata]:
    """Read a resource with the readers of the usual shape, and without."""
    root = read_xml(body)
    reader = datacite_xml if local_name(root) == "resource" else oai_datacite
    with monkeypatch.context() as patch:
        view = reader.read_element(root)
        patch.setattr(datacite_xml, "readers_of", lambda _namespace: {})
        return view, reader.read_element(root)


def resources(folder: Path) -> Iterator[bytes]:
    """Find every DataCite resource in the files, in whatever it is wrapped."""
    for path in sorted(folder.rglob("*.xml")):
        try:
            root = read_xml(path.read_bytes())
        except Unreadable:
            continue
        yield from (
            etree.tostring(element, with_tail=False) for element in root.iter() if local_name(element) == "resource"
        )


@pytest.mark.parametrize("number", range(20))
def test_a_made_up_record_is_read_alike(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01</responseDate><ListRecords>{record(number)}</ListRecords></OAI-PMH>'
    usual, general = read_both(read_page(page.encode()).records[0].raw, monkeypatch)
    assert usual == general
    assert usual.creators


def test_every_record_that_we_have_is_read_alike(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [*resources(shared), *resources(SAMPLES)]
    assert len(bodies) > 100
    for body in bodies:
        usual, general = read_both(body, monkeypatch)
        assert usual == general


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A title", "A <b>bold</b> title"),
        ("A title", ""),
        ("Words.", "Two<br/>lines."),
        ("Words.", " \n Two\n lines. "),
        ("Words.", "<![CDATA[<p>]]> and <!-- nothing --> more"),
        ("Doe, Jo", "  Doe,\n Jo "),
        ("Doe, Jo", "D<i>oe</i>"),
        ("Doe, Jo", ""),
        ("<givenName>Jo</givenName>", "<givenName>Jo</givenName><givenName>Jane</givenName>"),
        ("<givenName>Jo</givenName>", "<givenName/><familyName kind='x'>Doe</familyName>"),
        ("<givenName>Jo</givenName>", "<creatorName>Poe</creatorName>"),
        ("<givenName>Jo</givenName>", "<nickname>Jo</nickname>"),
        ("<givenName>Jo</givenName>", "<name>Poe</name>"),
        ("<affiliation>Home</affiliation>", "<affiliation/>"),
        ("<affiliation>Home", "<affiliation affiliationIdentifier='https://ror.org/1' SchemeURI='x'>Home"),
        ("<affiliation>Home", "<affiliation affiliationIdentifier=' ' schemeURI='x'>Home"),
        ("<affiliation>Home", "<affiliation affiliationIdentifierScheme='ROR'>Home"),
        (">0000-0001-5109-3700<", "> <"),
        ("<creator>", "<creator>Stray "),
        ("<creator>", "<creator contributorType='Editor' id='1'>"),
        ("<creators>", "<creators>Stray "),
        ("<creators>", "<creators id='1'>"),
        ("</creators>", "<contributor><contributorName>Roe</contributorName></contributor></creators>"),
        ("</creators>", "<creator><creatorName>Doe, Jo</creatorName></creator></creators>"),
        ("</creators>", "<creator/></creators>"),
        ("</creators>", "</creators><creators><creator><creatorName>Zoe</creatorName></creator></creators>"),
        ('"Editor"', '"editor"'),
        ('"Editor"', '"Funder"'),
        ('"Personal"', '" Personal "'),
        ('"Personal"', '"personal"'),
        ('"Issued"', '"issued"'),
        ('"Dataset"', '"Film"'),
        (">2020</publicationYear>", ">2020-01-01</publicationYear>"),
        (">2020</publicationYear>", ">0000</publicationYear>"),
        (">2020</publicationYear>", ">\u0662\u0660\u0662\u0660</publicationYear>"),
        (">2020</publicationYear>", "><b>2020</b></publicationYear>"),
        ("<publisher>Press", "<publisher publisherIdentifier='https://ror.org/1' xml:lang='en'>Press"),
        ("<publisher>Press", "<publisher>Other</publisher><publisher>Press"),
        ("<subject>light", "<subject valueURI='http://x.example/1'>"),
        ("<subject>light", "<subject>light</subject><subject>light</subject><Subject>lamp</Subject><subject>dim"),
        ("subjects", "Subjects"),
        ("https://spdx.org/licenses/MIT", "info:eu-repo/semantics/openAccess"),
        (">MIT<", ">embargoed access<"),
        (">MIT<", "><"),
        ('rightsURI="https://spdx.org/licenses/MIT"', 'uri="https://spdx.org/licenses/MIT"'),
        ("<language>en", "<language x='1'>en"),
        ("<version>1", "<version> "),
        ("<sizes>", "<sizes><format>x</format>"),
        ("kernel-4", "kernel-3"),
        (' xmlns="http://datacite.org/schema/kernel-4"', ""),
        ("<titles>", "<titles xmlns='http://purl.org/dc/terms/'>"),
        (
            "</resource>",
            "<geoLocations><geoLocation><geoLocationPlace>Here</geoLocationPlace></geoLocation></geoLocations></resource>",
        ),
        ("</resource>", "<size>stray</size><unknown a='1'>x<y/>z</unknown></resource>"),
    ],
)
def test_what_is_unusual_is_read_alike(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert old in USUAL
    usual, general = read_both(USUAL.replace(old, new).encode(), monkeypatch)
    assert usual == general


@settings(max_examples=100)
@given(
    st.sampled_from([mark for mark in range(len(USUAL)) if USUAL[mark] == "<"]),
    st.sampled_from(["<x/>", "x", "<size>1</size>", "<title>t</title>"]),
)
def test_whatever_stands_between_tags_is_read_alike(at: int, added: str) -> None:
    body = (USUAL[:at] + added + USUAL[at:]).encode()
    try:
        read_xml(body)
    except Unreadable:
        return
    with pytest.MonkeyPatch.context() as patch:
        usual, general = read_both(body, patch)
    assert usual == general


def test_the_usual_shape_is_read_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("left to the readers of single elements")

    monkeypatch.setattr(datacite_xml, "_read_property", refuse)
    assert len(datacite_xml.read(USUAL.encode()).origins) == 15
