"""What is wrong with a DataCite record, and what is only the API's way of writing."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.datacite_validation import MAX_FINDINGS, validate

RECORD: dict[str, Any] = {
    "doi": "10.5072/abc",
    "creators": [{"name": "Doe, Jane"}],
    "titles": [{"title": "Absorption of iron"}],
    "publisher": {"name": "Facility"},
    "publicationYear": "2026",
    "types": {"resourceTypeGeneral": "Dataset"},
    "schemaVersion": "http://datacite.org/schema/kernel-4",
}


def with_(**changes: Any) -> dict[str, Any]:
    return {**RECORD, **changes}


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        {"id": "10.5072/abc", "type": "dois", "attributes": RECORD},
        {"data": {"id": "10.5072/abc", "type": "dois", "attributes": RECORD}},
        with_(publicationYear=2026),
        with_(publisher="Facility"),
        with_(schemaVersion=None),
        with_(schemaVersion="http://datacite.org/schema/kernel-4.7"),
        with_(version=None, language=None, container={}, contributors=[]),
        with_(creators=[{"name": "Doe, Jane", "affiliation": ["Facility"], "nameIdentifiers": []}]),
        with_(types={"resourceTypeGeneral": "Dataset", "ris": "DATA", "schemaOrg": "Dataset"}),
        with_(state="findable", isActive=True, viewCount=3, identifiers=[]),
        with_(geoLocations=[{"geoLocationPoint": {"pointLongitude": "5.69", "pointLatitude": "45.2"}}]),
        with_(
            geoLocations=[
                {"geoLocationPolygon": [[{"polygonPoint": {"pointLongitude": 5.6, "pointLatitude": 45.2}}]]},
            ],
        ),
        *(with_(types={"resourceTypeGeneral": term}) for term in ("Award", "Project", "Poster", "Presentation")),
        with_(contributors=[{"name": "Roe", "contributorType": "Translator"}]),
        with_(dates=[{"date": "2020/2021", "dateType": "Coverage"}]),
        *(
            with_(
                relatedIdentifiers=[{"relatedIdentifier": "x", "relatedIdentifierType": kind, "relationType": "Cites"}]
            )
            for kind in ("CSTR", "RRID", "RAiD", "SWHID")
        ),
        *(
            with_(
                relatedIdentifiers=[
                    {
                        "relatedIdentifier": "10.5072/x",
                        "relatedIdentifierType": "DOI",
                        "relationType": relation,
                        "relationTypeInformation": "first half",
                    },
                ],
            )
            for relation in ("HasTranslation", "IsTranslationOf", "Other")
        ),
    ],
)
def test_valid(record: Any) -> None:
    before = copy.deepcopy(record)
    assert validate(record) == ()
    assert record == before


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (None, "The record is no JSON object with attributes."),
        ([], "The record is no JSON object with attributes."),
        ({"data": []}, "The record is no JSON object with attributes."),
        (with_(titles=[]), "titles is missing; it is mandatory."),
        (with_(publicationYear=None), "publicationYear is missing; it is mandatory."),
        (with_(publisher=" "), "publisher must be an object, but it is ''."),
        (with_(publicationYear="c. 1998"), "publicationYear is 'c. 1998', which is not written as it should be"),
        (with_(types={"resourceType": "Session"}), "types: resourceTypeGeneral is missing."),
        (with_(types={"resourceTypeGeneral": "dataset"}), "types.resourceTypeGeneral is 'dataset', which is no term"),
        (with_(creators=[{"givenName": "Jane"}]), "creators[0]: name is missing."),
        (with_(titles="Absorption"), "titles must be a list, but it is 'Absorption'."),
        (with_(titles={"title": "Absorption"}), "titles must be a list, but it is an object."),
        (with_(version=2), "version must be a text, but it is 2."),
        (
            with_(schemaVersion="http://datacite.org/schema/kernel-3"),
            "schemaVersion is 'http://datacite.org/schema/ker",
        ),
        (with_(subjects=[{"subject": "x"}, {"subject": "x"}]), "subjects names the same thing twice."),
        (
            with_(geoLocations=[{"geoLocationPoint": {"pointLongitude": 5, "pointLatitude": "95"}}]),
            "geoLocations[0].geoLocationPoint.pointLatitude is 95.0, above 90.",
        ),
        (
            with_(dates=[{"date": "2020", "dateType": "Presentation"}]),
            "dates[0].dateType is 'Presentation', which is no term of DataCite's list.",
        ),
        (
            with_(
                relatedIdentifiers=[
                    {
                        "relatedIdentifier": "10.5072/x",
                        "relatedIdentifierType": "DOI",
                        "relationType": "Cites",
                        "schemeType": "XSD",
                    },
                ],
            ),
            "relatedIdentifiers[0]: 'XSD' describes metadata, which only HasMetadata and IsMetadataFor relate to.",
        ),
    ],
)
def test_invalid(record: Any, sentence: str) -> None:
    findings = validate(record)
    assert len(findings) == 1
    assert findings[0].startswith(sentence)


def test_findings_are_bounded() -> None:
    findings = validate(with_(creators=[{"givenName": "Jane"}] * 200, titles=[{"title": 1}] * 1000))
    assert len(findings) == MAX_FINDINGS
    assert max(map(len, validate(with_(version=["x" * 10_000], language="y" * 10_000, url={})))) < 200


def test_deep_nesting() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert validate(with_(titles=deep)) == ("The record is nested too deeply.",)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(RECORD)), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100)
@given(_json)
def test_any_value_gives_sentences(value: Any) -> None:
    assert all(finding.endswith(".") for finding in validate({**RECORD, "titles": value, "creators": value}))


@pytest.mark.parametrize(
    ("folder", "pattern", "count", "valid"),
    [
        # Two of the package's own examples are in the shape of its schemas before 4.3.
        ("datacite-json", "*/*.json", 33, 31),
        # The rest lack what is mandatory, or name a funding twice.
        ("datacite-rest/skg-if", "*.json", 8, 7),
        ("datacite-rest/opencitations", "*.json", 84, 81),
        ("datacite-rest/viringo", "*_dois.json", 25, 24),
    ],
)
def test_real_records(shared: Path, folder: str, pattern: str, count: int, valid: int) -> None:
    documents = [json.loads(path.read_bytes()) for path in sorted((shared / "harvest" / folder).glob(pattern))]
    records = [
        record
        for document in documents
        for record in (document["data"] if isinstance(document.get("data"), list) else [document])
    ]
    found = [validate(record) for record in records]
    assert (len(found), sum(not sentences for sentences in found)) == (count, valid), found
