"""What stands in a DataCite document for what a view lacks, or has otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairsvc.formats.datacite_completing import complete, stand_ins
from fairsvc.formats.datacite_words import StandIn
from fairsvc.model.metadata import (
    Affiliation,
    Agent,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    Related,
    RelatedItem,
    ResourceType,
    Rights,
    Subject,
    Text,
)

WHOLE = Metadata(
    (Identifier("10.5072/x", "DOI"),),
    (Text("T"),),
    (Agent("A"),),
    Agent("P"),
    2020,
    ResourceType("Dataset"),
)


def test_what_is_whole_stays_as_it_is() -> None:
    assert complete(WHOLE).view == WHOLE
    assert stand_ins(WHOLE) == ()


def test_everything_mandatory_that_is_unknown_is_named() -> None:
    assert stand_ins(Metadata()) == (
        StandIn("identifier", ":unav"),
        StandIn("creatorName", ":unav"),
        StandIn("title", ":unav"),
        StandIn("publisher", ":unav"),
        StandIn("publicationYear", "0000"),
        StandIn("resourceTypeGeneral", "Other"),
    )


@pytest.mark.parametrize(
    ("field", "said", "written", "noted"),
    [
        (
            "creators",
            (Agent("", identifiers=(Identifier("x"),)),),
            (Agent(":unav", identifiers=(Identifier("x", ":unav"),)),),
            ["creatorName", "nameIdentifierScheme"],
        ),
        ("creators", (Agent("A", "personal"),), (Agent("A", "Personal"),), []),
        ("creators", (Agent("A", "Robot"),), (Agent("A"),), ["nameType"]),
        ("creators", (Agent("A", lang="en_US"),), (Agent("A"),), ["xml:lang"]),
        (
            "creators",
            (Agent("A", affiliations=(Affiliation("", Identifier("r")),)),),
            (Agent("A", affiliations=(Affiliation(":unav", Identifier("r")),)),),
            ["affiliation"],
        ),
        (
            "creators",
            (Agent("A", identifiers=(Identifier("0000-0002-1825-0097"),)),),
            (Agent("A", identifiers=(Identifier("0000-0002-1825-0097", "ORCID"),)),),
            [],
        ),
        ("contributors", (Agent("C"),), (Agent("C", role="Other"),), ["contributorType"]),
        ("titles", (Text("T", "Running"),), (Text("T", "Other"),), ["titleType"]),
        (
            "publisher",
            Agent("P", "Organizational", identifiers=(Identifier("a"), Identifier("b"))),
            Agent("P", identifiers=(Identifier("a"),)),
            ["publisherIdentifier"],
        ),
        ("publication_year", 12_020, None, ["publicationYear"]),
        (
            "resource_type",
            ResourceType("Investigation"),
            ResourceType("Other", "Investigation"),
            ["resourceTypeGeneral"],
        ),
        (
            "resource_type",
            ResourceType("", "Investigation"),
            ResourceType("Other", "Investigation"),
            ["resourceTypeGeneral"],
        ),
        ("resource_type", ResourceType("dataset"), ResourceType("Dataset"), []),
        ("subjects", (Subject("S", value_uri="http://[x"),), (Subject("S"),), ["valueURI"]),
        ("dates", (Date("2020", "EmbargoEnd"),), (Date("2020", "Other", "EmbargoEnd"),), ["dateType"]),
        ("dates", (Date("2020"),), (Date("2020", "Other"),), ["dateType"]),
        ("language", "en_US", "", ["language"]),
        (
            "alternate_identifiers",
            (Identifier("hdl:1/2"), Identifier("x")),
            (Identifier("hdl:1/2", "Handle"), Identifier("x", ":unav")),
            ["alternateIdentifierType"],
        ),
        ("related", (Related("10.5072/y", "", "IsCitedBy"),), (Related("10.5072/y", "DOI", "IsCitedBy"),), []),
        ("related", (Related("10.5072/y", "doi", "IsCitedBy"),), (Related("10.5072/y", "DOI", "IsCitedBy"),), []),
        ("related", (Related("words", "", "IsCitedBy"),), (), ["relatedIdentifier"]),
        (
            "related",
            (Related("10.5072/y", "DOI", "Inspires"),),
            (Related("10.5072/y", "DOI", "Other", information="Inspires"),),
            ["relationType"],
        ),
        ("related", (Related("10.5072/y", "DOI"),), (Related("10.5072/y", "DOI", "Other"),), ["relationType"]),
        (
            "related",
            (Related("10.5072/y", "DOI", "Cites", "Blog"),),
            (Related("10.5072/y", "DOI", "Cites", "Other"),),
            ["resourceTypeGeneral"],
        ),
        (
            "related_items",
            (
                RelatedItem(
                    "Cites", "Book", creators=(Agent("A", identifiers=(Identifier("i"),)),), publication_year=99_999
                ),
            ),
            (RelatedItem("Cites", "Book", creators=(Agent("A"),)),),
            ["nameIdentifier", "publicationYear"],
        ),
        ("rights", (Rights("CC BY", "https://x.example/[1]"),), (Rights("CC BY"),), ["rightsURI"]),
        ("descriptions", (Text("D"),), (Text("D", "Other"),), ["descriptionType"]),
        (
            "geo_locations",
            (GeoLocation("", "box", "POLYGON((0 0))"),),
            (GeoLocation("POLYGON((0 0))"),),
            ["geoLocationBox"],
        ),
        ("geo_locations", (GeoLocation("Hall", "point", "5 91"),), (GeoLocation("Hall"),), ["geoLocationPoint"]),
        (
            "geo_locations",
            (GeoLocation("", "polygon", "0 0 0 1 1 1 0 0", "x"),),
            (GeoLocation("", "polygon", "0 0 0 1 1 1 0 0"),),
            ["inPolygonPoint"],
        ),
        ("geo_locations", (GeoLocation(),), (), []),
        (
            "funding",
            (Funding("", Identifier("https://ror.org/00k4n6c32")),),
            (Funding(":unav", Identifier("https://ror.org/00k4n6c32", "ROR")),),
            ["funderName"],
        ),
        (
            "funding",
            (Funding("F", Identifier("x", "Wikidata")),),
            (Funding("F", Identifier("x", "Other")),),
            ["funderIdentifierType"],
        ),
    ],
)
def test_what_the_schema_cannot_hold_is_written_otherwise_and_noted(
    field: str, said: object, written: object, noted: list[str]
) -> None:
    completed = complete(replace(WHOLE, **{field: said}))  # type: ignore[arg-type]
    assert getattr(completed.view, field) == written
    assert [one.name for one in completed.stand_ins] == noted


@pytest.mark.parametrize(
    ("identifiers", "chosen", "others"),
    [
        (
            (Identifier("hdl:1/2"), Identifier("10.5072/x")),
            Identifier("10.5072/x", "DOI"),
            (Identifier("hdl:1/2", "Handle"),),
        ),
        ((Identifier("hdl:1/2"),), Identifier("hdl:1/2", "Handle"), ()),
        ((Identifier("https://doi.org/10.5072/Sx", "URL"),), Identifier("10.5072/Sx", "DOI"), ()),
        ((Identifier("https://doi.org/10.5072%2FSx"),), Identifier("10.5072/sx", "DOI"), ()),
        ((Identifier("17"),), Identifier("17", ":unav"), ()),
        (
            (Identifier("10.5072/x", "DOI"), Identifier("https://doi.org/10.5072/X", "DOI")),
            Identifier("10.5072/x", "DOI"),
            (),
        ),
    ],
)
def test_a_record_has_one_identifier_and_alternate_ones(
    identifiers: tuple[Identifier, ...], chosen: Identifier, others: tuple[Identifier, ...]
) -> None:
    view = complete(replace(WHOLE, identifiers=identifiers)).view
    assert (view.identifiers, view.alternate_identifiers) == ((chosen,), others)


def test_access_terms_are_rights_in_datacite() -> None:
    term = "http://purl.org/coar/access_right/c_abf2"
    view = replace(WHOLE, rights=(Rights("open access"),), access=("open access", term, "on request"))
    assert complete(view).view.rights == (Rights("open access"), Rights(uri=term), Rights("on request"))
