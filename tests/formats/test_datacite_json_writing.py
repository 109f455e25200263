"""JSON as DataCite's REST API takes and gives it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from fairsvc.formats import datacite_json
from fairsvc.formats.datacite_completing import complete
from fairsvc.formats.datacite_json_writing import write, write_attributes
from fairsvc.formats.dispatch import formats, read_metadata
from fairsvc.model.metadata import Agent, Content, GeoLocation, Identifier, Metadata, ResourceType, Text
from tests.support.views import ANY_VIEWS, SOUND_VIEWS

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"
APART: dict[str, Any] = dict.fromkeys(("namespaces", "conforms_to", "origins", "warnings", "unmapped"), ())


def said(view: Metadata) -> Metadata:
    return replace(view, **APART)


def test_a_sample_comes_back() -> None:
    view = datacite_json.read((SAMPLES / "datacite.json").read_bytes())
    document = write(replace(view, content=(Content("https://x.example/a"),)))
    assert said(datacite_json.read(document)) == said(replace(view, content=(Content("https://x.example/a"),)))
    assert read_metadata(document)[0] == "datacite-json"
    assert formats()["datacite-json"].write is write


def test_the_shapes_of_the_api() -> None:
    attributes = write_attributes(datacite_json.read((SAMPLES / "datacite.json").read_bytes()))
    assert attributes["doi"] == "10.5072/saxs-0001"
    assert attributes["publicationYear"] == 2023
    assert attributes["types"] == {"resourceTypeGeneral": "Dataset", "resourceType": "Experiment data"}
    assert attributes["publisher"]["publisherIdentifierScheme"] == "ROR"
    assert attributes["creators"][0]["affiliation"][0]["name"] == "Example Light Source"
    assert attributes["geoLocations"][0]["geoLocationPoint"] == {"pointLongitude": 5.7, "pointLatitude": 45.2}
    assert attributes["relatedItems"][0]["relatedItemIdentifier"]["relatedItemIdentifierType"] == "ISBN"
    assert attributes["fundingReferences"][0]["funderIdentifierType"] == "ROR"
    assert attributes["schemaVersion"] == "http://datacite.org/schema/kernel-4"


def test_an_empty_view_says_unknown() -> None:
    assert json.loads(write(Metadata())) == {
        "identifiers": [{"identifier": ":unav", "identifierType": ":unav"}],
        "creators": [{"name": ":unav"}],
        "titles": [{"title": ":unav"}],
        "publisher": {"name": ":unav"},
        "publicationYear": 0,
        "types": {"resourceTypeGeneral": "Other"},
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


def test_text_that_has_no_utf8_form_is_replaced() -> None:
    view = Metadata(titles=(Text("a\ud800b\x00<i>é</i>\x01"),))
    assert json.loads(write(view))["titles"] == [{"title": "a\ufffdb\ufffd<i>é</i>\x01"}]


def test_a_polygon_with_a_point_inside() -> None:
    place = GeoLocation("", "polygon", "0 0 1 0 1 1 0 0", "0.5 0.5")
    (written,) = write_attributes(Metadata(geo_locations=(place,)))["geoLocations"]
    assert written["geoLocationPolygon"][0] == {"polygonPoint": {"pointLongitude": 0.0, "pointLatitude": 0.0}}
    assert written["geoLocationPolygon"][-1] == {"inPolygonPoint": {"pointLongitude": 0.5, "pointLatitude": 0.5}}


# What the REST API has and the package's schema has not.
OF_THE_API = ("state", "contentUrl", "identifiers")


def iter_faults(attributes: dict[str, Any]) -> Any:
    schema = pytest.importorskip("datacite.schema45")
    shaped = {name: value for name, value in attributes.items() if name not in OF_THE_API}
    shaped["publicationYear"] = f"{shaped['publicationYear']:04d}"
    for funding in shaped.get("fundingReferences", []):
        funding.pop("schemeUri", None)  # of kernel 4.3 and the API, but not of the package's schema
    for item in shaped.get("relatedItems", []):
        if "publicationYear" in item:
            item["publicationYear"] = str(item["publicationYear"])
    return schema.validator.iter_errors(shaped)


def test_what_is_written_of_registered_dois_is_valid(shared: Path) -> None:
    root = shared / "harvest/datacite-rest"
    records = json.loads((root / "opencitations/dc_82_records.json").read_bytes())["data"]
    records += json.loads((root / "viringo/datacite_api_dois.json").read_bytes())["data"]
    records += [json.loads(path.read_bytes()) for path in sorted((root / "skg-if").glob("*.json"))]
    count = 0
    for record in records:
        view = datacite_json.read_item(record)
        completed = complete(view)
        if not completed.stand_ins:
            assert said(datacite_json.read(write(view))) == said(view)
        if completed.version <= "4.5":
            assert [fault.message for fault in iter_faults(write_attributes(view))] == []
            count += 1
    assert count > 100


def test_an_empty_view_is_valid() -> None:
    assert [fault.message for fault in iter_faults(write_attributes(Metadata()))] == []


@settings(max_examples=100)
@given(SOUND_VIEWS)
def test_any_sound_view_comes_back(view: Metadata) -> None:
    assert said(datacite_json.read(write(view))) == replace(view, content=said(view).content)


@settings(max_examples=100)
@given(ANY_VIEWS)
def test_any_view_is_written(view: Metadata) -> None:
    again = datacite_json.read(write(view))
    assert again.titles
    assert again.creators


def test_an_identifier_without_doi_is_no_doi() -> None:
    view = Metadata(identifiers=(Identifier("hdl:1/2", "Handle"),), creators=(Agent("A"),), titles=(Text("T"),))
    attributes = write_attributes(replace(view, resource_type=ResourceType("Dataset")))
    assert "doi" not in attributes
    assert attributes["identifiers"] == [{"identifier": "hdl:1/2", "identifierType": "Handle"}]
