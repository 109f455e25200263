"""A view as schema.org properties, and back by our own reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from fairsvc.errors import Unreadable
from fairsvc.formats import datacite_json, schema_org
from fairsvc.formats.dispatch import read_metadata
from fairsvc.formats.schema_org_writing import CONTEXT, schema_org_properties, write_context
from fairsvc.model.metadata import (
    Agent,
    Content,
    Date,
    Funding,
    GeoLocation,
    Identifier,
    Metadata,
    Related,
    Rights,
    Subject,
    Text,
)
from tests.support.views import ANY_VIEWS, SOUND_VIEWS

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"
APART: dict[str, Any] = dict.fromkeys(("namespaces", "origins", "warnings", "unmapped"), ())
ORCID, ROR = "https://orcid.org/0000-0002-1825-0097", "https://ror.org/02550n020"


def read_back(view: Metadata) -> Metadata:
    properties = schema_org_properties(view)
    document = {"@context": write_context(properties), "@type": "Dataset", **properties}
    return replace(schema_org.read(json.dumps(document).encode()), **APART)


def assert_comes_back(view: Metadata) -> None:
    """Ask that nothing changes once the view says what schema.org can say."""
    once = read_back(view)
    assert read_back(once) == once


SOUND = [
    Metadata(titles=(Text("XAS of iron foil"), Text("Iron", "AlternativeTitle"))),
    Metadata(descriptions=(Text("Spectra of iron.\n\nAt room temperature.", "Abstract"),)),
    Metadata(creators=(Agent("Doe, Jane", "Personal", "Jane", "Doe", identifiers=(Identifier(ORCID, "ORCID"),)),)),
    Metadata(publisher=Agent("DLS", "Organizational", identifiers=(Identifier(ROR, "ROR"),))),
    Metadata(contributors=(Agent("DLS", "Organizational", role="HostingInstitution"),)),
    Metadata(dates=(Date("2020-01-01", "Issued"), Date("2019/2020", "Coverage")), publication_year=2020),
    Metadata(dates=(Date("2031-01-01", "Available"),)),
    Metadata(subjects=(Subject("iron"), Subject("XAS", "PaNET", "https://x.example/s", "http://purl.org/p/P1"))),
    Metadata(subjects=(Subject("one, with a comma"),)),
    Metadata(language="en", version="1.0", sizes=("3 files",), formats=("application/x-hdf5",)),
    Metadata(rights=(Rights(uri="https://creativecommons.org/licenses/by/4.0/"), Rights("Ask us"))),
    Metadata(access=("http://purl.org/coar/access_right/c_abf2", "free")),
    Metadata(access=("http://purl.org/coar/access_right/c_f1cf",)),
    Metadata(
        content=(
            Content(
                "https://x.example/a.h5",
                "a.h5",
                "application/x-hdf5",
                4096,
                (Identifier("ab" * 32, "sha-256"), Identifier("ab" * 16, "md5")),
            ),
        )
    ),
    Metadata(variables=("energy", "absorption")),
    Metadata(geo_locations=(GeoLocation("Grenoble", "point", "5.7 45.2"), GeoLocation("", "box", "1 3 2 4"))),
    Metadata(geo_locations=(GeoLocation("", "polygon", "0 0 1 0 1 1 0 0"),)),
    Metadata(funding=(Funding("EC", Identifier(ROR, "ROR"), "42", "https://x.example/42", "Big grant"),)),
    Metadata(funding=(Funding("EC"),)),
    Metadata(
        related=(
            Related("https://doi.org/10.5072/raw", "DOI", "IsDerivedFrom", "Dataset"),
            Related("https://doi.org/10.5072/paper", "DOI", "IsSourceOf", "JournalArticle"),
            Related("https://doi.org/10.5072/old", "DOI", "IsNewVersionOf"),
        )
    ),
    Metadata(url="https://x.example/1", conforms_to=("https://definition.nexusformat.org/",)),
]


@pytest.mark.parametrize("view", SOUND)
def test_what_schema_org_can_say_comes_back_as_it_was(view: Metadata) -> None:
    whole = replace(view, identifiers=(Identifier("10.5072/fair", "DOI"),))
    assert replace(read_back(whole), resource_type=None) == whole


@pytest.mark.parametrize(
    ("view", "properties"),
    [
        (Metadata(), {}),
        (Metadata(titles=(Text("  "),), version=" ", creators=(Agent(""),), content=(Content(),)), {}),
        (Metadata(publication_year=2021), {"datePublished": "2021"}),
        (
            Metadata(creators=(Agent("Doe, Jane", identifiers=(Identifier("0000-0002-1825-0090", "ORCID"),)),)),
            {"creator": [{"@type": "Person", "name": "Doe, Jane"}]},
        ),
        (
            Metadata(creators=(Agent("Doe", identifiers=(Identifier("0000-0002-1825-0097", "ORCID"),)),)),
            {"creator": [{"@type": "Person", "@id": ORCID, "name": "Doe"}]},
        ),
        (Metadata(publisher=Agent("DLS")), {"publisher": {"@type": "Organization", "name": "DLS"}}),
        (
            Metadata(contributors=(Agent("Doe", role="ContactPerson"),)),
            {"contributor": [{"@type": "Role", "roleName": "ContactPerson", "contributor": {"name": "Doe"}}]},
        ),
        (
            Metadata(rights=(Rights(uri="info:eu-repo/semantics/openAccess"),)),
            {"isAccessibleForFree": True, "conditionsOfAccess": ["info:eu-repo/semantics/openAccess"]},
        ),
        (
            Metadata(access=("embargoed access", "free")),
            {"isAccessibleForFree": False, "conditionsOfAccess": ["embargoed access"]},
        ),
        (
            Metadata(content=(Content("https://x.example/a", digests=(Identifier("no digest", "sha-256"),)),)),
            {"distribution": [{"@type": "DataDownload", "contentUrl": "https://x.example/a"}]},
        ),
        (Metadata(related=(Related("see the log book", "", "References"),)), {}),
        (Metadata(conforms_to=("http://datacite.org/schema/kernel-4",)), {}),
    ],
)
def test_junk_is_left_out(view: Metadata, properties: dict[str, object]) -> None:
    assert schema_org_properties(view) == properties


def test_the_order_is_that_of_the_properties_and_the_prefixes_are_declared() -> None:
    view = datacite_json.read((SAMPLES / "datacite.json").read_bytes())
    properties = schema_org_properties(view)
    assert list(properties)[:4] == ["identifier", "name", "alternateName", "description"]
    assert json.dumps(properties) == json.dumps(schema_org_properties(view))
    assert write_context({"name": "x"}) == CONTEXT
    assert write_context({"dct:available": "x"}) == [CONTEXT, {"dct": "http://purl.org/dc/terms/"}]


def iter_real(shared: Path) -> Iterator[Metadata]:
    root = shared / "harvest"
    for record in json.loads((root / "datacite-rest/opencitations/dc_82_records.json").read_bytes())["data"]:
        yield datacite_json.read_item(record)
    for record in json.loads((root / "datacite-rest/viringo/datacite_api_dois.json").read_bytes())["data"]:
        yield datacite_json.read_item(record)
    documents = (root / "datacite-rest/skg-if", root / "datacite-json", root / "datacite-xml")
    for path in sorted(path for folder in documents for path in folder.rglob("*") if path.suffix in (".json", ".xml")):
        try:
            yield read_metadata(path.read_bytes())[1]
        except Unreadable:
            continue


def test_real_records_come_back(shared: Path) -> None:
    count = 0
    for view in iter_real(shared):
        once = read_back(view)
        assert read_back(once) == once
        assert sorted({" ".join(text.value.split()) for text in view.titles} - {""}) == sorted(
            text.value for text in once.titles
        )
        names = dict.fromkeys(" ".join(agent.name.split()) for agent in view.creators if agent.name.strip())
        assert [agent.name for agent in once.creators if agent.name][:1] == list(names)[:1]
        # Two organisations under one identifier are one, as in DataCite's own example.
        assert len(once.creators) >= len(names) - 1
        assert once.publication_year is not None or not view.publication_year
        assert len(once.subjects) <= len(view.subjects)
        count += 1
    assert count > 200


@settings(max_examples=60)
@given(SOUND_VIEWS)
def test_any_sound_view_comes_back(view: Metadata) -> None:
    assert_comes_back(view)


@settings(max_examples=60)
@given(ANY_VIEWS)
def test_any_view_comes_back(view: Metadata) -> None:
    assert_comes_back(view)
