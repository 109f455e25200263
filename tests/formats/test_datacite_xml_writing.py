"""What is written is valid and says what the view says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from fairsvc.errors import Unreadable
from fairsvc.formats import datacite_json, datacite_xml
from fairsvc.formats.datacite_completing import complete
from fairsvc.formats.datacite_xml_writing import NAMESPACE, write
from fairsvc.formats.dispatch import formats, read_metadata
from fairsvc.model.metadata import (
    Agent,
    Date,
    GeoLocation,
    Identifier,
    Metadata,
    Related,
    RelatedItem,
    ResourceType,
    Text,
)
from tests.support.views import ANY_VIEWS, SOUND_VIEWS
from tests.support.xsd import faults, named_kernel

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"
WHOLE = Metadata(
    (Identifier("10.5072/x", "DOI"),),
    (Text("T"),),
    (Agent("A"),),
    Agent("P"),
    2020,
    ResourceType("Dataset"),
)
# What a document is, not what it says of the dataset; and what DataCite XML has no property for.
APART: dict[str, object] = dict.fromkeys(("namespaces", "conforms_to", "origins", "warnings"), ())
NOT_IN_XML: dict[str, object] = {"url": "", "state": "", "content": (), **APART}


def said(view: Metadata, apart: dict[str, object] = NOT_IN_XML) -> Metadata:
    return replace(view, **apart)  # type: ignore[arg-type]


def test_the_formats_know_their_writers() -> None:
    assert {name for name, known in formats().items() if known.write} == {"datacite-json", "datacite-xml"}
    assert formats()["datacite-xml"].write is write


def test_a_sample_comes_back() -> None:
    view = datacite_xml.read((SAMPLES / "datacite.xml").read_bytes())
    document = write(view)
    assert said(datacite_xml.read(document)) == said(view)
    assert read_metadata(document)[0] == "datacite-xml"
    assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<resource xmlns=")


@pytest.mark.parametrize(
    ("changes", "kernel"),
    [
        ({}, "4.4"),
        ({"related": (Related("10.5072/y", "DOI", "IsPublishedIn"),)}, "4.4"),
        ({"publisher": Agent("P", identifiers=(Identifier("r", "ROR"),))}, "4.5"),
        ({"resource_type": ResourceType("Instrument")}, "4.5"),
        ({"related": (Related("10.5072/y", "DOI", "Collects"),)}, "4.5"),
        ({"contributors": (Agent("C", role="Translator"),)}, "4.6"),
        ({"dates": (Date("2020", "Coverage"),)}, "4.6"),
        ({"resource_type": ResourceType("Instrument"), "dates": (Date("2020", "Coverage"),)}, "4.6"),
        ({"related": (Related("rrid:1", "RRID", "Cites"),)}, "4.6"),
        ({"resource_type": ResourceType("Poster")}, "4.7"),
        ({"related": (Related("10.5072/y", "DOI", "Other"),)}, "4.7"),
        ({"related": (Related("10.5072/y", "DOI", "Cites", information="why"),)}, "4.7"),
        ({"related": (Related("10.5072/y", "DOI", "Cites", "Presentation"),)}, "4.7"),
        ({"related_items": (RelatedItem("Cites", "Dataset", "why", titles=(Text("T"),)),)}, "4.7"),
        ({"related_items": (RelatedItem("Cites", "Award", link=Related("s", "SWHID", "Cites", "Award")),)}, "4.7"),
    ],
)
def test_the_lowest_kernel_with_every_word_is_named(shared: Path, changes: dict[str, object], kernel: str) -> None:
    document = write(replace(WHOLE, **changes))  # type: ignore[arg-type]
    root = etree.fromstring(document)
    assert named_kernel(root) == kernel
    assert root.tag == f"{{{NAMESPACE}}}resource"
    assert faults(shared, document) == []


def test_an_empty_view_is_a_valid_document_that_says_unknown(shared: Path) -> None:
    document = write(Metadata())
    assert faults(shared, document) == []
    view = datacite_xml.read(document)
    assert view.identifiers == (Identifier(":unav", ":unav"),)
    assert (view.titles, view.creators, view.publisher) == ((Text(":unav"),), (Agent(":unav"),), Agent(":unav"))
    assert (view.publication_year, view.resource_type) == (None, ResourceType("Other"))


def test_text_is_escaped_and_what_xml_forbids_is_replaced() -> None:
    text = "<b>5 > 3 & \x00\x1b\ufffe\ud800 ]]> &amp;\n\tz</b>"
    view = datacite_xml.read(write(replace(WHOLE, descriptions=(Text(text, "Abstract"),), version="\x01")))
    assert view.descriptions == (Text("<b>5 > 3 & \ufffd\ufffd\ufffd\ufffd ]]> &amp;\n\tz</b>", "Abstract"),)
    assert view.version == "\ufffd"


def test_links_of_related_items_are_written_once_and_come_back_in_order() -> None:
    link, other = Related("i", "ISBN", "Cites", "Book"), Related("10.5072/y", "DOI", "Cites")
    item = RelatedItem("Cites", "Book", link=link, titles=(Text("T"),))
    for related, written in (((other, link), 1), ((link, other), 2), ((link,), 0)):
        view = replace(WHOLE, related=related, related_items=(item,))
        document = write(view)
        assert document.count(b"<relatedIdentifier ") == written
        assert said(datacite_xml.read(document)) == view


def test_a_place_is_written_in_its_shape() -> None:
    places = (
        GeoLocation("Hall", "point", "5.7 45.2"),
        GeoLocation("", "box", "-1 2 3 4"),
        GeoLocation("Sea", "polygon", "0 0 1 0 1 1 0 0", "0.5 0.5"),
        GeoLocation("Lake"),
    )
    document = write(replace(WHOLE, geo_locations=places))
    assert datacite_xml.read(document).geo_locations == places
    assert b"<pointLongitude>5.7</pointLongitude>" in document


def iter_documents(shared: Path) -> Iterator[tuple[str, bytes]]:
    root = shared / "harvest"
    for folder in ("datacite-xml", "datacite-json"):
        for path in sorted((root / folder).rglob("*.*")):
            if path.suffix in (".xml", ".json") and path.parent.name != "oai-1.0":
                yield str(path.relative_to(root)), path.read_bytes()


def bare(known: Identifier) -> Identifier:
    """Spell a DOI as DataCite does, where an example of the JSON has the address of a resolver."""
    return replace(known, value=known.value.removeprefix("https://doi.org/"))


# Attributes that an example spells otherwise than its schema.
MISSPELT = {
    "datacite-xml/kernel-4.4/all-fields-v4.4.xml": (
        ("creators/creator/affiliation/@affilicationIdentifierScheme", "CampusAbbreviations"),
        ("creators/creator/affiliation/@schemeURL", "http://umd.edu"),
    ),
}
# What DataCite's REST API adds to the properties of the schema.
OF_THE_API = {"types/ris", "types/bibtex", "types/citeproc", "types/schemaOrg", "agency", "container"}


def test_nothing_of_a_kernel_4_example_is_without_a_field(shared: Path) -> None:
    unmapped = {}
    for name, body in iter_documents(shared):
        if "/kernel-4." in name or name.startswith("datacite-json/"):
            left = [entry for entry in read_metadata(body)[1].unmapped if entry[0] not in OF_THE_API]
            if left:
                unmapped[name] = tuple(left)
    resource_type = unmapped.pop("datacite-json/4.2/datacite-example-DateRange-v4.json")
    assert [pointer for pointer, _ in resource_type] == ["resourceType"]  # said twice, and not alike
    assert {name: tuple(dict.fromkeys(entries)) for name, entries in unmapped.items()} == MISSPELT


def test_every_example_comes_back_from_xml_json_and_both(shared: Path) -> None:
    count = 0
    for name, body in iter_documents(shared):
        try:
            found, view = read_metadata(body)
        except Unreadable:
            continue
        if "lupo-messy" in name or found not in ("datacite-xml", "datacite-json"):
            continue
        whole = replace(
            view,
            identifiers=tuple(bare(known) for known in view.identifiers),
            resource_type=view.resource_type or ResourceType("Other"),
            unmapped=(),
        )
        as_xml, as_json = write(view), datacite_json.write(view)
        assert faults(shared, as_xml) == [], name
        assert said(datacite_xml.read(as_xml)) == said(whole), name
        assert said(datacite_json.read(as_json), APART) == said(whole, APART), name
        again = datacite_xml.read(write(datacite_json.read(as_json)))
        assert said(again) == said(whole), name
        count += 1
    assert count > 150


def test_messy_records_are_written_validly(shared: Path) -> None:
    stood_in = {}
    for name, body in iter_documents(shared):
        if "lupo-messy" in name:
            try:
                view = read_metadata(body)[1]
            except Unreadable:
                continue
            assert faults(shared, write(view)) == [], name
            if fixed := complete(view).stand_ins:
                stood_in[name.rpartition("/")[2]] = [(one.name, one.written, one.meant) for one in fixed]
    assert stood_in == {
        "datacite_schema_2.2.xml": [("dateType", "Other", "StartDate"), ("dateType", "Other", "EndDate")],
        "transfer.json": [
            ("publicationYear", "0000", ""),
            ("resourceTypeGeneral", "Other", ""),
            ("descriptionType", "Other", ""),
        ],
    }


@settings(max_examples=100)
@given(SOUND_VIEWS)
def test_any_sound_view_comes_back(view: Metadata) -> None:
    assert complete(view).stand_ins == ()
    assert said(datacite_xml.read(write(view))) == said(view)


@settings(max_examples=100)
@given(view=SOUND_VIEWS | ANY_VIEWS)
def test_any_view_is_written_validly(shared: Path, view: Metadata) -> None:
    document = write(view)
    assert faults(shared, document) == []
    datacite_xml.read(document)
