from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats import datacite_xml
from fairsvc.formats.datacite_attributes import HANDLERS
from fairsvc.formats.datacite_json import ID, is_datacite, read, read_item
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Content,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    Origin,
    Related,
    RelatedItem,
    ResourceType,
    Rights,
    Subject,
    Text,
)
from fairsvc.model.pid import find_doi

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"


def record(**attributes: Any) -> Metadata:
    return read_item({"data": {"id": "10.5072/x", "type": "dois", "attributes": attributes}})


def test_json_and_xml_of_one_record_agree() -> None:
    from_json = read((SAMPLES / "datacite.json").read_bytes())
    from_xml = datacite_xml.read((SAMPLES / "datacite.xml").read_bytes())
    apart = {"identifiers", "content", "url", "state", "namespaces", "conforms_to", "unmapped", "origins"}
    for name in set(Metadata.__dataclass_fields__) - apart:
        assert getattr(from_json, name) == getattr(from_xml, name), name


def test_what_only_the_registry_says() -> None:
    view = read((SAMPLES / "datacite.json").read_bytes())
    assert view.identifiers == (Identifier("10.5072/saxs-0001", "DOI"),)
    assert (view.url, view.state) == ("https://data.example.org/saxs-0001", "findable")
    assert view.content == (
        Content("https://data.example.org/saxs-0001/scan.h5"),
        Content("https://data.example.org/saxs-0001/raw.nxs", media_type="application/x-hdf5"),
    )
    assert view.conforms_to == ("http://datacite.org/schema/kernel-4",)
    assert ("viewCount", "7") in view.unmapped
    assert ("data/relationships", '{"client": {"data": {"id": "example.source", "type": "clients"}}}') in view.unmapped
    assert not any(pointer == "xml" for pointer, _ in view.unmapped)
    assert view.origin("content") == Origin(ID, "contentUrl")


@pytest.mark.parametrize(
    ("attributes", "field", "expected"),
    [
        ({"publisher": "P"}, "publisher", Agent("P")),
        ({"publisher": {"name": "P", "lang": "en"}}, "publisher", Agent("P", lang="en")),
        ({"publicationYear": 2028}, "publication_year", 2028),
        ({"publicationYear": "2014"}, "publication_year", 2014),
        (
            {"creators": [{"name": "A", "affiliation": ["X"]}]},
            "creators",
            (Agent("A", affiliations=(Affiliation("X"),)),),
        ),
        (
            {"creators": [{"name": "A", "affiliation": [{"name": "X", "affiliationIdentifier": "u"}]}]},
            "creators",
            (Agent("A", affiliations=(Affiliation("X", Identifier("u")),)),),
        ),
        (
            {"creators": [{"type": "Person", "id": "http://orcid.org/0000-0002-1825-0097", "name": "A"}]},
            "creators",
            (Agent("A", "Personal", identifiers=(Identifier("http://orcid.org/0000-0002-1825-0097", "ORCID"),)),),
        ),
        ({"creators": [{"creatorName": "A"}]}, "creators", (Agent("A"),)),
        ({"titles": {"title": "T"}}, "titles", (Text("T"),)),
        ({"title": "T"}, "titles", (Text("T"),)),
        ({"version": 1.0}, "version", "1.0"),
        ({"subjects": ["a", {"subject": "b"}]}, "subjects", (Subject("a"), Subject("b"))),
        ({"rightsList": [{"rightsURI": "u"}]}, "rights", (Rights(uri="u"),)),
        ({"dates": [{"date": 2014, "dateType": "issued"}]}, "dates", (Date("2014", "Issued"),)),
        (
            {"fundingReferences": [{"funderIdentifier": {"funderIdentifier": "f", "funderIdentifierType": "ROR"}}]},
            "funding",
            (Funding(funder_identifier=Identifier("f", "ROR")),),
        ),
        (
            {"geoLocations": [{"geoLocationPolygon": [{"polygonPoint": {"pointLongitude": 1, "pointLatitude": 2}}]}]},
            "geo_locations",
            (GeoLocation("", "polygon", "1 2"),),
        ),
        (
            {"geoLocations": [{"geoLocationPoint": {"pointLatitude": "02.50", "pointLongitude": 1e1}}]},
            "geo_locations",
            (GeoLocation("", "point", "10 2.5"),),
        ),
        (
            {"geoLocations": [{"geoLocationBox": "1 2 3 4", "geoLocationPlace": "Hall"}]},
            "geo_locations",
            (GeoLocation("Hall", "box", "2 4 1 3"),),
        ),
        (
            {
                "geoLocations": [
                    {
                        "geoLocationPolygons": [
                            {
                                "polygonPoints": [
                                    {"pointLongitude": 1, "pointLatitude": 2},
                                    {"pointLongitude": 3, "pointLatitude": 4},
                                ],
                                "inPolygonPoint": {"pointLongitude": 5, "pointLatitude": 6},
                            },
                            {"polygonPoints": [{"pointLongitude": 7, "pointLatitude": 8}]},
                        ]
                    }
                ]
            },
            "geo_locations",
            (GeoLocation("", "polygon", "1 2 3 4", "5 6"), GeoLocation("", "polygon", "7 8")),
        ),
        (
            {
                "subjects": [{"classificationCode": "551", "schemeUri": "s"}],
                "contributors": [
                    {"name": "A", "lang": "de", "nameIdentifiers": [{"nameIdentifier": "n", "schemeUri": "s"}]}
                ],
            },
            "contributors",
            (Agent("A", identifiers=(Identifier("n", "", "s"),), lang="de"),),
        ),
        (
            {
                "relatedItems": [
                    {
                        "relationType": "Other",
                        "relationTypeInformation": "serves",
                        "relatedItemType": "journal",
                        "relatedItemIdentifier": {"relatedItemIdentifier": "i", "schemeType": "XSD"},
                        "publicationYear": 2020,
                        "volume": 3,
                        "numberType": "Article",
                        "number": "7",
                        "contributors": [{"name": "C", "contributorType": "Editor"}],
                    }
                ]
            },
            "related_items",
            (
                RelatedItem(
                    "Other",
                    "Journal",
                    "serves",
                    Related("i", "", "Other", "Journal", "serves", "", "", "XSD"),
                    publication_year=2020,
                    volume="3",
                    number="7",
                    number_type="Article",
                    contributors=(Agent("C", role="Editor"),),
                ),
            ),
        ),
        ({"relatedItems": [{"publicationYear": "soon"}]}, "unmapped", (("relatedItems/publicationYear", "soon"),)),
        ({"geoLocations": [{"geoLocationPlace": "Hall"}]}, "geo_locations", (GeoLocation("Hall"),)),
        ({"resourceType": {"resourceTypeGeneral": "Text"}}, "resource_type", ResourceType("Text")),
        ({"contentUrl": "https://x.example/a"}, "content", (Content("https://x.example/a"),)),
        ({"relatedIdentifiers": [{"relatedIdentifier": "r"}]}, "related", (Related("r"),)),
        ({"container": {"title": "J"}}, "unmapped", (("container", '{"title": "J"}'),)),
        ({"titles": [{"title": "T", "note": "n"}]}, "unmapped", (("titles/note", "n"),)),
        ({"titles": [["T"]]}, "unmapped", (("titles", '["T"]'),)),
        ({"titles": [{"title": "a\\ud800"}]}, "titles", (Text("a\\ud800"),)),
    ],
)
def test_shapes_that_come(attributes: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(record(**attributes), field) == expected


@pytest.mark.parametrize(
    ("attributes", "identifiers", "alternates"),
    [
        ({}, ["10.5072/x"], []),
        ({"doi": "10.5072/A", "id": "https://doi.org/10.5072/a"}, ["10.5072/A"], []),
        (
            {"identifiers": [{"identifier": "https://doi.org/10.5072/a", "identifierType": "DOI"}]},
            ["https://doi.org/10.5072/a"],
            [],
        ),
        (
            {
                "doi": "10.5072/a",
                "identifiers": [
                    {"identifier": "https://doi.org/10.5072/a", "identifierType": "DOI"},
                    {"identifier": "x", "identifierType": "URL"},
                ],
            },
            ["10.5072/a"],
            ["x"],
        ),
        (
            {
                "doi": "10.5072/a",
                "alternateIdentifiers": [{"alternateIdentifier": "x"}],
                "identifiers": [{"identifier": "x"}],
            },
            ["10.5072/a"],
            ["x"],
        ),
    ],
)
def test_the_doi_and_the_other_identifiers(
    attributes: dict[str, Any], identifiers: list[str], alternates: list[str]
) -> None:
    view = record(**attributes)
    assert [known.value for known in view.identifiers] == identifiers
    assert [known.value for known in view.alternate_identifiers] == alternates


def test_text_that_no_store_takes_is_replaced() -> None:
    body = rb'{"titles": [{"title": "a\ud800b\u0000\ud83d\ude00"}], "creators": [{"name": "A"}]}'
    assert read(body).titles == (Text("a\ufffdb\ufffd\U0001f600"),)


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        (b"", "not well formed"),
        (b"{", "not well formed"),
        (b"[" * 100_000, "nested too deeply"),
        (b'\xff{"titles": []}', "Unicode"),
        (b"[]", "no DataCite record"),
        (b"7", "no DataCite record"),
        (b'{"data": []}', "no DataCite record"),
        (b'{"data": {"id": "datacite.x", "type": "clients", "attributes": {"name": "x"}}}', "no DataCite record"),
        (b'{"data": [{"type": "dois", "attributes": {}}, {"type": "dois", "attributes": {}}]}', "it holds 2 records"),
        (b'{"DOI": "10.5072/x", "title": "T", "type": "dataset"}', "its keys are DOI, title, type"),
    ],
)
def test_what_is_no_record_is_unreadable(body: bytes, clause: str) -> None:
    with pytest.raises(Unreadable, match=clause):
        read(body)


def test_all_pairs_agree_with_their_xml(shared: Path) -> None:
    """Examples that were published as JSON and XML; the exceptions differ in the files themselves."""
    apart = {"datacite-example-polygon-v4": {"creators"}, "datacite-example-DateRange-v4": {"publication_year"}}
    pairs = 0
    for root in ("datacite-json", "datacite-xml/kernel-4.2"):
        for path in sorted((shared / "harvest" / root).rglob("*.json")):
            if not path.with_suffix(".xml").exists():
                assert read(path.read_bytes()).titles, path
                continue
            pairs += 1
            one, other = read(path.read_bytes()), datacite_xml.read(path.with_suffix(".xml").read_bytes())
            assert find_doi(one.identifiers[0].value) == find_doi(other.identifiers[0].value), path
            assert [title.value for title in one.titles] == [title.value for title in other.titles], path
            differing = set()
            if [agent.name for agent in one.creators] != [agent.name for agent in other.creators]:
                differing.add("creators")
            if one.publication_year != other.publication_year:
                differing.add("publication_year")
            assert differing == apart.get(path.stem, set()), path
    assert pairs > 40


def test_all_registry_answers(shared: Path) -> None:
    root = shared / "harvest" / "datacite-rest"
    singles = sorted((root / "skg-if").glob("*.json"))
    items = [json.loads(path.read_bytes()) for path in singles]
    for name in (
        "opencitations/dc_82_records.json",
        "opencitations/public_data_file_shape_2.json",
        "viringo/datacite_api_dois.json",
    ):
        items += json.loads((root / name).read_bytes())["data"]
    assert len(items) == len(singles) + 82 + 2 + 25
    for item in items:
        view = read_item(item)
        assert find_doi(view.identifiers[0].value), item
        assert view.titles[0].value, item
        assert view.resource_type, item
        assert not [warning for warning in view.warnings if not warning.startswith("missing:")], item


def test_an_embargoed_session_of_a_facility(shared: Path) -> None:
    view = read((shared / "harvest/datacite-rest/skg-if/datacite-esrf-es-2210534378.json").read_bytes())
    assert view.publication_year == 2028
    assert Date("2028-09-06", "Available") in view.dates
    assert view.resource_type == ResourceType("Dataset", "Experiment Session")
    assert view.url == "https://doi.esrf.fr/10.15151/ESRF-ES-2210534378"


def test_messy_records(shared: Path) -> None:
    read_ones, refused = {}, set()
    for path in sorted((shared / "harvest/datacite-xml/lupo-messy").glob("*.json")):
        try:
            read_ones[path.stem] = read(path.read_bytes()).warnings
        except Unreadable:
            refused.add(path.stem)
    assert read_ones == {
        "datacite": (),
        "datacite_wrong_nameIdentifiers": ("not a list: creators/nameIdentifiers",),
        "nasa_error": tuple(
            f"not a list: {name}" for name in ("titles", "contributors", "dates", "rightsList", "fundingReferences")
        ),
        "transfer": ("missing: publicationYear", "missing: resourceType"),
    }
    # Aggregations of a search index, citations, schema.org.
    assert refused == {
        "authors_aggs",
        "authors_aggs_with_multiple_name_identifiers",
        "citeproc",
        "citeproc_duplicate_keys",
        "contributor_worktype_multi_aggs",
        "schema_org_topmed",
    }


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3000) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "title", "date", "identifier", "geoLocationBox", "id", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(sorted(HANDLERS)), VALUES, max_size=6))
def test_any_values_are_a_view(attributes: dict[str, Any]) -> None:
    view = record(**attributes)
    assert view.identifiers


@settings(max_examples=60)
@given(st.binary(max_size=40), st.integers(0, 3000), st.integers(0, 60))
def test_damaged_bytes_are_a_view_or_unreadable(damage: bytes, at: int, cut: int) -> None:
    body = (SAMPLES / "datacite.json").read_bytes()
    with suppress(Unreadable):
        assert read(body[:at] + damage + body[at + cut :])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"titles": [], "creators": []}, True),
        ({"titles": []}, False),
        ([], False),
        (None, False),
        ({"data": None}, False),
    ],
)
def test_recognition(value: Any, expected: bool) -> None:
    assert is_datacite(value) is expected
