from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.datacite_xml import ID, read
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
KERNEL_4 = "http://datacite.org/schema/kernel-4"
ROR = Identifier("https://ror.org/00example0", "ROR")


def resource(inside: str, namespace: str = KERNEL_4) -> bytes:
    return f'<resource xmlns="{namespace}">{inside}</resource>'.encode()


def test_every_property_finds_its_field() -> None:
    view = read((SAMPLES / "datacite.xml").read_bytes())
    orcid = Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID", "https://orcid.org")
    home = (Affiliation("Example Light Source", ROR),)
    panet = "http://purl.org/pan-science/PaNET/PaNET"
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert view.identifiers == (Identifier("10.5072/SAXS-0001", "DOI"),)
    assert view.creators == (Agent("Sphere, Silke", "Personal", "Silke", "Sphere", "", (orcid,), home),)
    assert view.titles == (
        Text("Small-angle scattering of silica spheres", "", "en"),
        Text("SAXS on SiO2", "AlternativeTitle"),
    )
    assert view.publisher == Agent("Example Light Source", identifiers=(ROR,))
    assert view.publication_year == 2023
    assert view.resource_type == ResourceType("Dataset", "Experiment data")
    assert view.subjects == (Subject("small angle x-ray scattering", "PaNET", f"{panet}.owl", f"{panet}01124"),)
    assert view.contributors == (Agent("Example Light Source", "Organizational", role="HostingInstitution"),)
    assert view.dates == (Date("2023-05-04", "Issued"), Date("2022-11-01/2022-11-03", "Collected", "beamtime"))
    assert view.alternate_identifiers == (Identifier("SC-4711", "Proposal"),)
    assert view.related == (
        Related("10.5072/article", "DOI", "IsCitedBy", "JournalArticle"),
        Related("978-3-16-148410-0", "ISBN", "IsPartOf", "Book"),
    )
    assert (view.language, view.version, view.sizes, view.formats) == ("en", "2", ("1 GB",), ("application/x-hdf5",))
    assert view.rights == (
        Rights("Creative Commons Attribution 4.0", licence, "CC-BY-4.0", "SPDX"),
        Rights("open access", "http://purl.org/coar/access_right/c_abf2"),
    )
    assert view.access == ("http://purl.org/coar/access_right/c_abf2", "open access")
    assert view.descriptions == (Text("First line.\nSecond line.", "Abstract"),)
    assert view.geo_locations == (GeoLocation("Example Hall", "point", "5.7 45.2"),)
    funder = Identifier("https://ror.org/00funder00", "ROR")
    assert view.funding == (Funding("Example Council", funder, "42", "https://grants.example.org/42", "Spheres"),)
    assert view.namespaces == (KERNEL_4,)
    assert view.conforms_to == ("https://schema.datacite.org/meta/kernel-4.6/metadata.xsd",)
    book = Related("978-3-16-148410-0", "ISBN", "IsPartOf", "Book")
    assert view.related_items == (RelatedItem("IsPartOf", "Book", link=book, titles=(Text("The book of spheres"),)),)
    assert view.unmapped == ()
    assert view.warnings == ()


def test_every_field_tells_its_origin() -> None:
    view = read((SAMPLES / "datacite.xml").read_bytes())
    assert view.origin("creators") == Origin(ID, "creators/creator")
    assert view.origin("publication_year") == Origin(ID, "publicationYear")
    said = {name for name in Metadata.__dataclass_fields__ if view.says(name)}
    assert said - {name for name, _ in view.origins} == {"namespaces", "conforms_to", "origins"}


@pytest.mark.parametrize(
    ("inside", "field", "expected", "warning"),
    [
        ("<creator><creatorName>A</creatorName></creator>", "creators", (Agent("A"),), "misplaced: creator"),
        ("<creators><creator>A</creator></creators>", "creators", (Agent("A"),), "no name element: creators/creator"),
        (
            "<creators><creator><creatorName>A</creatorName><givenName>a</givenName><name>B</name></creator></creators>",
            "creators",
            (Agent("A", given="a"), Agent("B")),
            "repeated: creators/creator/name",
        ),
        (
            '<creators><creator><creatorName nameType="personal">A</creatorName></creator></creators>',
            "creators",
            (Agent("A", "Personal"),),
            "misspelt: nameType",
        ),
        (
            "<creators><creator><familyName>B</familyName><givenName>A</givenName></creator></creators>",
            "creators",
            (Agent("B, A", given="A", family="B"),),
            "",
        ),
        ("<Titles><title>T</title></Titles>", "titles", (Text("T"),), "misspelt: Titles"),
        ("<titles><Title>T</Title></titles>", "titles", (Text("T"),), "misspelt: Title"),
        ("<titles><subject>S</subject></titles>", "subjects", (Subject("S"),), "misplaced: subject"),
        ("<publicationYear>2018-05-01</publicationYear>", "publication_year", 2018, "not a bare year: publicationYear"),
        ("<publicationYear>soon</publicationYear>", "publication_year", None, "not a year: publicationYear"),
        ("<version>1</version><version>2</version>", "version", "1", "repeated: version"),
        (
            '<resourceType resourceTypeGeneral="dataset"/>',
            "resource_type",
            ResourceType("Dataset"),
            "misspelt: resourceTypeGeneral",
        ),
        ("<rights>ODbL</rights>", "rights", (Rights("ODbL"),), ""),
        (
            '<licenseCondition uri="https://creativecommons.org/licenses/by/4.0/">CC BY</licenseCondition>',
            "rights",
            (Rights("CC BY", "https://creativecommons.org/licenses/by/4.0/"),),
            "",
        ),
        (
            '<file mimeType="Application/PDF" accessRightsURI="http://purl.org/coar/access_right/c_16ec">https://x.example/a.pdf</file>',
            "content",
            (Content("https://x.example/a.pdf", media_type="application/pdf"),),
            "",
        ),
        (
            "<geoLocations><geoLocation><geoLocationBox>1 2 3 4</geoLocationBox></geoLocation></geoLocations>",
            "geo_locations",
            (GeoLocation("", "box", "2 4 1 3"),),
            "",
        ),
        ("<titles>stray<title>T</title></titles>", "unmapped", (("titles", "stray"),), "text in titles"),
        ("<size_in_kb>3</size_in_kb>", "unmapped", (("size_in_kb", "3"),), "unknown: size_in_kb"),
        (
            '<subjects><subject classificationCode="551" code="1">S</subject></subjects>',
            "unmapped",
            (("subjects/subject/@code", "1"),),
            "",
        ),
    ],
)
def test_deviations_are_read_with_a_warning(inside: str, field: str, expected: object, warning: str) -> None:
    view = read(resource(inside))
    assert getattr(view, field) == expected
    assert [text for text in view.warnings if not text.startswith("missing:")] == ([warning] if warning else [])


@pytest.mark.parametrize(
    ("inside", "field", "expected"),
    [
        ('<resourceType resourceTypeGeneral="Film"/>', "resource_type", ResourceType("Audiovisual", "Film")),
        (
            '<resourceType resourceTypeGeneral="Film">Video</resourceType>',
            "resource_type",
            ResourceType("Audiovisual", "Video"),
        ),
        (
            (
                '<contributors><contributor contributorType="Funder"><contributorName>F</contributorName>'
                '<nameIdentifier nameIdentifierScheme="ROR">r</nameIdentifier></contributor></contributors>'
            ),
            "funding",
            (Funding("F", Identifier("r", "ROR")),),
        ),
        ('<dates><date dateType="StartDate">2009</date></dates>', "dates", (Date("2009", "StartDate"),)),
        ("<rights>ODbL</rights>", "rights", (Rights("ODbL"),)),
        (
            "<geoLocations><geoLocation><geoLocationPoint>31.233 -67</geoLocationPoint></geoLocation></geoLocations>",
            "geo_locations",
            (GeoLocation("", "point", "-67 31.233"),),
        ),
        (
            (
                "<geoLocations><geoLocation><geoLocationBox>41.090 -71.032  42.893 -68.211</geoLocationBox>"
                "<geoLocationPlace>Sea</geoLocationPlace></geoLocation></geoLocations>"
            ),
            "geo_locations",
            (GeoLocation("Sea", "box", "-71.032 -68.211 41.09 42.893"),),
        ),
    ],
)
def test_what_earlier_kernels_called_otherwise(inside: str, field: str, expected: object) -> None:
    assert getattr(read(resource(inside, "http://datacite.org/schema/kernel-2.2")), field) == expected


def test_nothing_of_an_earlier_kernel_is_without_a_field(shared: Path) -> None:
    views = {name: read(body) for name, body in iter_shared(shared) if name.startswith(("kernel-2", "kernel-3"))}
    assert len(views) == 25
    assert {name: view.unmapped for name, view in views.items() if view.unmapped} == {}


def test_missing_properties_are_warnings() -> None:
    names = ("identifier", "creator", "title", "publisher", "publicationYear", "resourceType")
    assert read(resource("")).warnings == tuple(f"missing: {name}" for name in names)


@pytest.mark.parametrize(
    ("right", "access", "dates"),
    [
        ("info:eu-repo/semantics/openAccess", ("info:eu-repo/semantics/openAccess",), ()),
        ("http://purl.org/coar/access_right/c_f1cf", ("http://purl.org/coar/access_right/c_f1cf",), ()),
        (
            "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
            ("http://publications.europa.eu/resource/authority/access-right/PUBLIC",),
            (),
        ),
        ("info:eu-repo/date/embargoEnd/2030-01-01", (), (Date("2030-01-01", "Available", "embargoEnd"),)),
        ("https://creativecommons.org/licenses/by/4.0/", (), ()),
    ],
)
def test_access_statements_among_the_rights(right: str, access: tuple[str, ...], dates: tuple[Date, ...]) -> None:
    view = read(resource(f'<rightsList><rights rightsURI="{right}"/></rightsList>'))
    assert view.rights == (Rights(uri=right),)
    assert (view.access, view.dates) == (access, dates)


@pytest.mark.parametrize(
    "namespace", ["http://datacite.org/schema/kernel-2.2", "http://datacite.org/schema/kernel-3", KERNEL_4]
)
def test_the_kernel_does_not_matter(namespace: str) -> None:
    assert read(resource("<titles><title>T</title></titles>", namespace)).titles == (Text("T"),)


def test_mixed_namespaces_are_read_by_local_name() -> None:
    view = read(
        b'<d:resource xmlns:d="http://datacite.org/schema/kernel-4" xmlns="http://namespace.openaire.eu/schema/oaire/">'
        b"<d:titles><title>T</title></d:titles>"
        b"<d:creators><creator><creatorName>A</creatorName></creator></d:creators></d:resource>",
    )
    assert (view.titles, view.creators) == ((Text("T"),), (Agent("A"),))
    assert view.namespaces == (KERNEL_4, "http://namespace.openaire.eu/schema/oaire/")


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n\n", b"\xef\xbb\xbf\r\n"])
def test_what_stands_before_the_document_is_tolerated(before: bytes) -> None:
    document = b'<?xml version="1.0" encoding="UTF-8"?>' + resource(
        "<titles><title>\xc3\xa9</title></titles>".encode("latin-1").decode()
    )
    assert read(before + document).titles == (Text("é"),)


def test_a_document_in_another_encoding() -> None:
    document = '<?xml version="1.0" encoding="UTF-16"?>' + resource("<titles><title>é</title></titles>").decode()
    assert read(document.encode("utf-16")).titles == (Text("é"),)


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        (b"", "not well formed"),
        (b"<resource>", "not well formed"),
        (b"<resource/><resource/>", "not well formed"),
        (b"<records/>", "no DataCite resource"),
        (b"<!DOCTYPE resource><resource/>", "document type"),
        (b"<r>" * 300 + b"</r>" * 300, "not well formed"),
    ],
)
def test_what_is_no_resource_is_unreadable(body: bytes, clause: str) -> None:
    with pytest.raises(Unreadable, match=clause):
        read(body)


def test_entities_are_never_expanded() -> None:
    body = b'<!DOCTYPE r [<!ENTITY a "b">]><resource xmlns="x"><version>&a;</version></resource>'
    with pytest.raises(Unreadable, match="document type"):
        read(body)


def iter_shared(shared: Path) -> Iterator[tuple[str, bytes]]:
    root = shared / "harvest" / "datacite-xml"
    for path in sorted(root.glob("*/*.xml")):
        if path.parent.name != "oai-1.0":
            yield str(path.relative_to(root)), path.read_bytes()


# The one record that is cut off, and properties that are missing from records as published.
UNREADABLE = {"lupo-messy/datacite_malformed.xml"}
WARNINGS = {
    "kernel-2.2/datacite-metadata-sample-minimal-v2.2.xml": ("missing: resourceType",),
    "lupo-messy/datacite_malformed_creator.xml": ("repeated: creators/creator/creatorName",),
    "lupo-messy/datacite_malformed_creator_name_type.xml": ("misspelt: nameType",),
}


def test_all_published_examples(shared: Path) -> None:
    read_count, unreadable, warnings = 0, set(), {}
    for name, body in iter_shared(shared):
        try:
            view = read(body)
        except Unreadable:
            unreadable.add(name)
            continue
        read_count += 1
        assert find_doi(view.identifiers[0].value), name
        assert view.titles[0].value, name
        assert view.creators[0].name, name
        assert view.publisher, name
        assert 1800 < (view.publication_year or 0) < 2100, name
        if view.warnings:
            warnings[name] = view.warnings
    assert read_count > 90
    assert unreadable == UNREADABLE
    assert warnings == WARNINGS


def test_a_full_record_in_the_newest_kernel(shared: Path) -> None:
    view = read((shared / "harvest/datacite-xml/kernel-4.6/datacite-example-full-v4.xml").read_bytes())
    assert [date.kind for date in view.dates][:5] == ["Accepted", "Available", "Copyrighted", "Collected", "Coverage"]
    assert len(view.contributors) == 22
    assert view.publisher == Agent(
        "Example Publisher",
        identifiers=(Identifier("https://ror.org/04z8jg394", "ROR", "https://ror.org/"),),
        lang="en",
    )
    assert [place.shape for place in view.geo_locations] == ["point", "box", "polygon"]
    assert {related.relation for related in view.related} > {"Collects", "IsTranslationOf", "HasMetadata", "Cites"}
    assert view.related_items[0].volume == "1"
    assert view.unmapped == ()


NAMES = st.sampled_from(
    (
        *("resource", "creators", "creator", "creatorName", "titles", "title", "rights", "dates", "date"),
        *("publicationYear", "geoLocation", "fundingReference", "funderIdentifier", "relatedItem", "Titles", "x"),
    ),
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    name, text = draw(NAMES), draw(st.sampled_from(["", "A", " 2018 ", "10.5072/x", "é"]))
    attribute = draw(st.sampled_from(["", ' nameType="x"', ' awardURI="u"', ' dateType=""', ' xml:lang="en"']))
    inside = "".join(draw(st.lists(elements(depth - 1), max_size=3))) if depth else ""
    return f"<{name}{attribute}>{text}{inside}</{name}>"


@settings(max_examples=60)
@given(st.lists(elements(), max_size=5))
def test_any_arrangement_of_elements_is_a_view(inside: list[str]) -> None:
    view = read(resource("".join(inside)))
    assert "".join(view.warnings).isprintable()


@settings(max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 4000), st.integers(0, 60))
def test_damaged_bytes_are_a_view_or_unreadable(damage: bytes, at: int, cut: int) -> None:
    body = (SAMPLES / "datacite.xml").read_bytes()
    with suppress(Unreadable):
        assert read(body[:at] + damage + body[at + cut :])
