from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.dispatch import read_metadata
from fairsvc.formats.oai_dc import ID, read
from fairsvc.model.metadata import (
    Agent,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    Origin,
    Related,
    ResourceType,
    Rights,
    Subject,
    Text,
)

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"


def record(inside: str) -> Metadata:
    return read(
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>T</dc:title>{inside}</oai_dc:dc>'.encode(),
    )


def test_a_record_with_qualified_terms_and_foreign_elements() -> None:
    view = read((SAMPLES / "oai_dc.xml").read_bytes())
    term = "http://purl.org/pan-science/PaNET/PaNET01124"
    assert view.titles == (
        Text("Small-angle scattering of silica spheres", "", "en"),
        Text("SAXS on SiO2", "AlternativeTitle"),
    )
    assert (view.creators, view.publisher) == ((Agent("Sphere, Silke"),), Agent("Example Light Source"))
    assert view.identifiers == (Identifier("doi:10.5072/SAXS-0001", "DOI"),)
    assert view.alternate_identifiers == (
        Identifier("https://data.example.org/saxs-0001", "URL"),
        Identifier("21.T99999/1", "hdl"),
    )
    assert (view.url, view.language, view.publication_year) == ("https://data.example.org/saxs-0001", "en", 2023)
    assert view.subjects == (Subject("small angle x-ray scattering"), Subject(term, value_uri=term))
    assert view.dates == (
        Date("2022-11-03", "Created"),
        Date("2023-05-04", "Issued"),
        Date("2024-01-01", "Available", "embargoEnd"),
    )
    assert view.resource_type == ResourceType("Dataset", "Investigation")
    assert (view.formats, view.sizes) == (("application/x-hdf5",), ("12.5 MB",))
    assert view.related == (
        Related("https://doi.org/10.5072/raw", "DOI", "IsDerivedFrom"),
        Related("https://doi.org/10.5072/article", "DOI"),
        Related("10.5072/collection", "DOI", "IsPartOf"),
    )
    grant = "info:eu-repo/grantAgreement/EC/H2020/823852"
    assert view.funding == (Funding("EC", award_number="823852", award_uri=grant),)
    assert view.rights == (
        Rights(uri="info:eu-repo/semantics/embargoedAccess"),
        Rights(uri="https://creativecommons.org/licenses/by/4.0/"),
        Rights("Example data policy"),
    )
    assert view.access == ("info:eu-repo/semantics/embargoedAccess",)
    assert view.geo_locations == (GeoLocation("North 90.0, South -90.0"), GeoLocation("", "box", "-180 180 -90 90"))
    assert view.descriptions == (Text("Two\n\nparagraphs."),)
    assert view.conforms_to == (
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "https://www.nexusformat.org/NXsas",
    )
    assert dict(view.unmapped) == {
        "setSpec": "SAXS-1",
        "dc:source": "https://doi.org/10.5072/saxs-0001",
        "dc:relation": "Proposal SC-4711",
        "dc:relationship": "Proposal: SC-4711",
        "dcterms:provenance": "measured twice",
    }
    assert view.warnings == (
        "foreign element: setSpec",
        "unknown: relationship",
        "misspelt: Rights",
        "names the record itself: source",
    )
    assert view.origin("identifiers") == Origin(ID, "dc:identifier")
    assert view.origin("publication_year") == Origin(ID, "dc:date")


@pytest.mark.parametrize(
    ("values", "year", "dates"),
    [
        (["2011"], 2011, (Date("2011"),)),
        (["Created: 2021-06-14"], None, (Date("2021-06-14", "Created"),)),
        (["Available: 2019", "Updated: 2020"], 2019, (Date("2019", "Available"), Date("2020", "Updated"))),
        (["2018", "Issued: 2017-01-18"], 2017, (Date("2018"), Date("2017-01-18", "Issued"))),
        (["Whenever: 2018"], None, (Date("Whenever: 2018"),)),
        (["0000-00-00"], None, (Date("0000-00-00"),)),
        ([" "], None, ()),
    ],
)
def test_dates_with_their_kind(values: list[str], year: int | None, dates: tuple[Date, ...]) -> None:
    view = record("".join(f"<dc:date>{value}</dc:date>" for value in values))
    assert (view.publication_year, view.dates) == (year, dates)


@pytest.mark.parametrize(
    ("values", "identifiers", "alternates", "url"),
    [
        (["https://x.example/1"], ["https://x.example/1"], [], "https://x.example/1"),
        (["local-1", "https://hdl.handle.net/21.1/2"], ["https://hdl.handle.net/21.1/2"], ["local-1"], ""),
        (["urn:nbn:de:1-2", "b"], ["urn:nbn:de:1-2"], ["b"], ""),
        (["a", "b"], ["a"], ["b"], ""),
        (["10.5072/a", "10.5072/a"], ["10.5072/a"], [], ""),
        ([], [], [], ""),
    ],
)
def test_what_persists_is_the_identifier(
    values: list[str], identifiers: list[str], alternates: list[str], url: str
) -> None:
    view = record("".join(f"<dc:identifier>{value}</dc:identifier>" for value in values))
    assert [known.value for known in view.identifiers] == identifiers
    assert [known.value for known in view.alternate_identifiers] == alternates
    assert view.url == url


@pytest.mark.parametrize(
    ("inside", "field", "expected"),
    [
        ("<dc:type>Text</dc:type><dc:type>BlogPosting</dc:type>", "resource_type", ResourceType("Text", "BlogPosting")),
        ("<dc:type>Investigation</dc:type>", "resource_type", ResourceType("", "Investigation")),
        (
            "<dc:type>http://purl.org/dc/dcmitype/Dataset</dc:type>",
            "resource_type",
            ResourceType("Dataset", "http://purl.org/dc/dcmitype/Dataset"),
        ),
        ("<dcterms:accessRights>on request</dcterms:accessRights>", "access", ("on request",)),
        ("<dc:rights>open access</dc:rights>", "access", ("open access",)),
        ("<dcterms:issued>2020</dcterms:issued>", "publication_year", 2020),
        ("<dcterms:rightsHolder>H</dcterms:rightsHolder>", "contributors", (Agent("H", role="RightsHolder"),)),
        ("<dc:coverage>1990-2000</dc:coverage>", "dates", (Date("1990-2000", "Coverage"),)),
        ("<dc:publisher>A</dc:publisher><dc:publisher>B</dc:publisher>", "unmapped", (("dc:publisher", "B"),)),
        ("<dc:creator id='7'>A</dc:creator>", "unmapped", (("dc:creator/@id", "7"),)),
        ("<x><y>deep</y></x>", "unmapped", (("x/y", "deep"),)),
        ("<subject>S</subject>", "subjects", (Subject("S"),)),
    ],
)
def test_elements(inside: str, field: str, expected: object) -> None:
    assert getattr(record(inside), field) == expected


@pytest.mark.parametrize("body", [b"", b"<dc/>", b"<dc><title>no namespace</title></dc>", b"<dc"])
def test_what_is_no_dublin_core_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)


def test_a_facility_with_elements_of_its_own(shared: Path) -> None:
    name, view = read_metadata((shared / "harvest/oai/eosc-data-commons/elletra_raw.xml").read_bytes())
    assert name == ID
    assert view.identifiers == (Identifier("doi:10.34965/i9442", "DOI"),)
    assert view.dates == (Date("2021-06-14", "Created"),)
    assert view.rights == (
        Rights("Elettra Data Policy"),
        Rights(uri="https://www.elettra.eu/userarea/scientific-data-policy.html"),
    )
    assert view.warnings == (
        "foreign element: setSpec",
        "unknown: relationship",
        "names the record itself: source",
    )
    assert ("dc:relationship", "Proposal: 20205303") in view.unmapped


def test_terms_without_their_container(shared: Path) -> None:
    path = next((shared / "harvest/oai/b2find/slks-oai_dc").glob("*.xml"))
    name, view = read_metadata(path.read_bytes())
    assert name == ID
    assert view.titles == (Text("080112-47 Mejlø"), Text("080112-47", "AlternativeTitle"))
    assert GeoLocation("", "point", "10.615118,55.585866") in view.geo_locations
    assert view.subjects == (Subject("Enkeltfund", lang="da"), Subject("Single find, Settlement", lang="en"))


@settings(max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 3000), st.integers(0, 60))
def test_damaged_bytes_are_a_view_or_unreadable(damage: bytes, at: int, cut: int) -> None:
    body = (SAMPLES / "oai_dc.xml").read_bytes()
    with suppress(Unreadable):
        assert read(body[:at] + damage + body[at + cut :])
