from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.schema_org import ID, read, read_blocks
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
    ResourceType,
    Rights,
    Subject,
    Text,
)
from fairsvc.vocab import load_json, load_toml

SAMPLES = Path(__file__).parents[1] / "samples" / "formats"
SCRIPT = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def dataset(**properties: Any) -> Metadata:
    value = {"@context": "https://schema.org", "@type": "Dataset", "name": "T", **properties}
    view, findings = read_blocks([json.dumps(value)])
    assert view is not None
    assert findings == ()
    return view


def test_a_dataset_as_search_engines_want_it() -> None:
    view = read((SAMPLES / "dataset.jsonld").read_bytes())
    orcid = Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID")
    ror = Identifier("https://ror.org/00example0", "ROR")
    panet = "http://purl.org/pan-science/PaNET/PaNET"
    home = (Affiliation("Example Light Source", ror),)
    assert view.identifiers == (Identifier("10.5072/SAXS-0001", "DOI"),)
    assert view.alternate_identifiers == (Identifier("SC-4711"),)
    assert view.titles == (Text("Small-angle scattering of silica spheres"), Text("SAXS on SiO2", "AlternativeTitle"))
    assert view.descriptions == (Text("First line.\nSecond line.", "Abstract"),)
    assert view.creators == (Agent("Sphere, Silke", "Personal", "Silke", "Sphere", "", (orcid,), home),)
    assert view.publisher == Agent("Example Light Source", "Organizational", identifiers=(ror,))
    assert view.contributors == (Agent("Beam, Ben", "Personal", role="Other"),)
    assert view.dates == (Date("2023-05-04", "Issued"), Date("2022-11-01/2022-11-03", "Coverage"))
    assert (view.publication_year, view.language, view.version) == (2023, "en", "2")
    assert view.geo_locations == (GeoLocation("Example Hall", "point", "5.7 45.2"),)
    assert view.rights == (Rights("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),)
    assert view.access == ("http://purl.org/coar/access_right/c_abf2", "free")
    assert view.subjects == (
        Subject("silica"),
        Subject("spheres"),
        Subject("colloids", "Example terms", "https://terms.example.org/", "https://terms.example.org/colloids"),
        Subject("small angle x-ray scattering", "", f"{panet}.owl", f"{panet}01124"),
        Subject("by hand", "measurementTechnique"),
    )
    assert view.variables == ("q", "intensity")
    sha256 = Identifier("0123456789abcdef" * 4, "sha-256")
    address = "https://data.example.org/saxs-0001"
    assert view.content == (Content(f"{address}/scan.h5", "scan.h5", "application/x-hdf5", 1_500_000, (sha256,)),)
    assert (view.url, view.conforms_to) == (address, ("https://www.nexusformat.org/NXsas",))
    funder = Identifier("https://ror.org/00funder00", "ROR")
    assert view.funding == (Funding("Example Council", funder, "42", "https://grants.example.org/42", "Spheres"),)
    assert {(related.relation, related.value.rpartition("/")[2]) for related in view.related} == {
        ("IsIdenticalTo", "saxs-0001"),
        ("IsPartOf", "collection"),
        ("HasPart", "part"),
        ("IsDerivedFrom", "raw"),
        ("IsSourceOf", "derived"),
        ("References", "article"),
    }
    assert view.resource_type == ResourceType("Dataset", "Dataset")
    assert view.namespaces == ("http://schema.org/", "http://purl.org/dc/terms/")
    assert set(view.unmapped) == {
        ("contributor/roleName", "beamline scientist"),
        ("creator/affiliation/url", "https://example.org/"),
        ("publisher/url", "https://example.org/"),
        ("citation", "Sphere, S. (2023). On spheres."),
        ("includedInDataCatalog/name", "Example catalogue"),
    }
    assert view.warnings == ()
    assert view.origin("identifiers") == Origin(ID, "identifier")
    assert {name for name in Metadata.__dataclass_fields__ if view.says(name)} - {name for name, _ in view.origins} == {
        "namespaces",
        "unmapped",
        "origins",
    }


@pytest.mark.parametrize(
    ("properties", "field", "expected"),
    [
        ({"license": "https://spdx.org/licenses/MIT"}, "rights", (Rights(uri="https://spdx.org/licenses/MIT"),)),
        ({"license": "CC BY 4.0"}, "rights", (Rights("CC BY 4.0"),)),
        (
            {"license": {"@id": "https://spdx.org/licenses/MIT"}},
            "rights",
            (Rights(uri="https://spdx.org/licenses/MIT"),),
        ),
        ({"identifier": "doi:10.5072/x"}, "identifiers", (Identifier("doi:10.5072/x", "DOI"),)),
        (
            {"identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.5072/x"}},
            "identifiers",
            (Identifier("10.5072/x", "DOI"),),
        ),
        ({"identifier": ["7", "8"]}, "identifiers", (Identifier("7"),)),
        ({"@id": "https://x.example/7"}, "identifiers", (Identifier("https://x.example/7", "URL"),)),
        ({"@id": "#dataset"}, "identifiers", ()),
        (
            {"@id": "https://x.example/7", "identifier": "10.5072/x"},
            "alternate_identifiers",
            (Identifier("https://x.example/7", "URL"),),
        ),
        ({"creator": "A"}, "creators", (Agent("A"),)),
        ({"creator": [{"@list": [{"name": "A"}, {"name": "B"}]}]}, "creators", (Agent("A"), Agent("B"))),
        (
            {"creator": {"@type": "Person", "givenName": "A", "familyName": "B"}},
            "creators",
            (Agent("B, A", "Personal", "A", "B"),),
        ),
        (
            {"creator": {"name": "A", "sameAs": "https://orcid.org/0000-0002-1825-0097", "url": "https://x.example/a"}},
            "creators",
            (Agent("A", identifiers=(Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID"),)),),
        ),
        (
            {"author": "https://orcid.org/0000-0002-1825-0097"},
            "creators",
            (Agent("", identifiers=(Identifier("https://orcid.org/0000-0002-1825-0097", "ORCID"),)),),
        ),
        ({"funder": "F"}, "funding", (Funding("F"),)),
        ({"funding": {"@type": "MonetaryGrant", "identifier": "1"}}, "funding", (Funding(award_number="1"),)),
        ({"keywords": ["a, b", "c"]}, "subjects", (Subject("a, b"), Subject("c"))),
        ({"headline": "H"}, "titles", (Text("T"), Text("H", "AlternativeTitle"))),
        ({"name": [{"@value": "T", "@language": "en"}]}, "titles", (Text("T", "", "en"),)),
        ({"description": "D", "abstract": "D"}, "descriptions", (Text("D", "Abstract"),)),
        ({"isAccessibleForFree": "http://schema.org/True"}, "access", ("free",)),
        ({"isAccessibleForFree": False}, "unmapped", (("isAccessibleForFree", "false"),)),
        ({"distribution": {"contentUrl": "u", "contentSize": "2 KiB"}}, "content", (Content("u", size_bytes=2048),)),
        (
            {"distribution": {"contentUrl": "u", "contentSize": {"value": 3, "unitText": "MB"}}},
            "content",
            (Content("u", size_bytes=3_000_000),),
        ),
        (
            {"distribution": {"contentUrl": "u", "encodingFormat": ["NeXus", "application/x-hdf5"]}},
            "content",
            (Content("u", media_type="application/x-hdf5"),),
        ),
        (
            {"distribution": {"@id": "https://x.example/a", "name": "a"}},
            "content",
            (Content("https://x.example/a", "a", kind="access"),),
        ),
        ({"contentUrl": ["s3://x/a", "gs://x/b"]}, "content", (Content("s3://x/a"), Content("gs://x/b"))),
        ({"distribution": {"contentUrl": "u", "license": "CC0"}}, "rights", (Rights("CC0"),)),
        ({"spatialCoverage": "Hall"}, "geo_locations", (GeoLocation("Hall"),)),
        (
            {"spatialCoverage": {"geo": {"@type": "GeoShape", "box": "1 2 3 4"}}},
            "geo_locations",
            (GeoLocation("", "box", "2 4 1 3"),),
        ),
        ({"@type": ["Dataset", "ImageObject"]}, "resource_type", ResourceType("Dataset", "Dataset")),
        ({"@type": "BioDataset"}, "resource_type", ResourceType("", "BioDataset")),
        ({"dct:conformsTo": {"@id": "https://x.example/p"}}, "conforms_to", ("https://x.example/p",)),
        (
            {"citation": {"name": "N", "identifier": "10.5072/c"}},
            "related",
            (Related("10.5072/c", "DOI", "References"),),
        ),
        ({"publisher": [{"name": "A"}, {"name": "B"}]}, "unmapped", (("publisher", "B"),)),
        ({"creator": {"name": "A", "email": "a@x.example"}}, "unmapped", (("creator/email", "a@x.example"),)),
        ({"datePublished": {"@type": "Date", "@value": "2020"}}, "publication_year", 2020),
        ({"version": 1.5}, "version", "1.5"),
        ({"url": {"@id": "https://x.example/a b"}}, "url", "https://x.example/a b"),
    ],
)
def test_shapes_that_come(properties: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(dataset(**properties), field) == expected


def test_what_was_mended_is_a_warning_of_a_whole_document() -> None:
    assert read(b'{"@type": "Dataset", "name": "T",}').warnings == ("json-ld.repaired", "json-ld.no-context")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff{}", b"[]", b'{"@type": "Person", "name": "A"}'])
def test_what_describes_nothing_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)


def test_threads_read_alike() -> None:
    body = (SAMPLES / "dataset.jsonld").read_bytes()
    with ThreadPoolExecutor(4) as threads:
        views = list(threads.map(read, [body] * 16))
    assert all(view == views[0] for view in views)


def test_the_parsers_wait_for_a_document_that_needs_them() -> None:
    program = (
        "import sys; from fairsvc.formats.dispatch import formats, read_metadata; formats();"
        "read_metadata(b'<resource xmlns=\"http://datacite.org/schema/kernel-4\"/>');"
        "print([name for name in ('rdflib', 'pyld') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"


def test_all_json_ld_that_was_recorded(shared: Path) -> None:
    titles = {}
    for line in (shared / "doi" / "doi-exchanges.jsonl").read_text().splitlines():
        exchange = json.loads(line)
        if blocks := SCRIPT.findall(exchange["response"].get("body") or ""):
            view, findings = read_blocks(blocks)
            assert view is not None
            assert findings == ()
            titles[exchange["request"]["url"]] = view
    view = titles["https://doi.pangaea.de/10.1594/PANGAEA.836178"]
    assert view.identifiers == (Identifier("https://doi.org/10.1594/PANGAEA.836178", "DOI"),)
    assert [len(agent.identifiers) for agent in view.creators] == [0, 0, 0, 0, 1, 0, 0, 1]
    assert view.creators[4].identifiers == (Identifier("https://orcid.org/0000-0002-6553-8982", "ORCID"),)
    assert view.rights == (Rights(uri="https://creativecommons.org/licenses/by/3.0/"),)
    assert view.access == ("unrestricted", "free")
    assert view.content[0].media_type == "application/zip"
    assert Related("https://doi.org/10.5194/essd-7-93-2015", "DOI", "IsSourceOf") in view.related


def test_a_dataset_whose_files_stand_beside_it(shared: Path) -> None:
    view = read((shared / "harvest/datacite-xml/lupo-messy/schema_org_topmed.json").read_bytes())
    assert [content.url.partition(":")[0] for content in view.content] == ["s3", "gs"]
    assert Identifier("3b33f6b9338fccab0901b7d317577ea3", "md5") in view.alternate_identifiers
    assert view.subjects == (Subject("topmed"), Subject("whole genome sequencing"))
    assert view.funding == (
        Funding(
            "National Heart, Lung, and Blood Institute (NHLBI)",
            Identifier("https://doi.org/10.13039/100000050", "Crossref Funder ID"),
        ),
    )


# As published: two are not JSON, and pages are not JSON-LD documents but hold some.
NOT_JSON = {"bioschemas-example-courseInstance-1.0.json", "bioschemas-example-trainingMaterial-1.0-INVALID-JSON.json"}


def test_training_material(shared: Path) -> None:
    refused = set()
    for path in sorted((shared / "training" / "bioschemas").iterdir()):
        text = path.read_text()
        view, findings = read_blocks(SCRIPT.findall(text) if path.suffix == ".html" else [text])
        if view is None:
            assert [finding.code for finding in findings] == ["json-ld.invalid"], path
            refused.add(path.name)
        else:
            assert view.titles, path
            assert view.resource_type, path
    assert refused == NOT_JSON


def test_the_context_is_small_and_ours() -> None:
    context = load_json("schema_org_context.json")["@context"]
    assert context["@vocab"] == "http://schema.org/"
    assert all(isinstance(meaning, str) for meaning in context.values())


def test_the_crosswalk_names_each_term_once() -> None:
    terms = [term for section in load_toml("linked_terms.toml").values() for term in section]
    assert len(terms) == len(set(terms)) > 100


TERMS = st.sampled_from(
    [
        "name",
        "creator",
        "distribution",
        "license",
        "identifier",
        "keywords",
        "isPartOf",
        "funding",
        "@id",
        "@type",
        "@list",
        "x",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["Dataset", "Role", "#a", "_:b", "10.5072/x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TERMS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100)
@given(st.dictionaries(TERMS, VALUES, max_size=5))
def test_any_values_are_a_view_or_findings(properties: dict[str, Any]) -> None:
    view, findings = read_blocks([json.dumps({"@context": "https://schema.org", **properties})])
    assert view is not None or findings


@settings(max_examples=60)
@given(st.binary(max_size=40), st.integers(0, 4500), st.integers(0, 60))
def test_damaged_bytes_are_a_view_or_unreadable(damage: bytes, at: int, cut: int) -> None:
    body = (SAMPLES / "dataset.jsonld").read_bytes()
    with suppress(Unreadable):
        assert read(body[:at] + damage + body[at + cut :])


def test_variables_and_their_units() -> None:
    energy = {"@type": "PropertyValue", "name": "energy", "unitText": "eV", "unitCode": "http://qudt.org/vocab/unit/EV"}
    others = ["counts", {"@type": "PropertyValue", "name": "q", "unitText": "1/nm"}]
    block = {"@context": "https://schema.org/", "@type": "Dataset", "name": "A", "variableMeasured": [energy, *others]}
    view = read(json.dumps(block).encode())
    assert view.variables == ("energy", "counts", "q")
    assert view.units == (Identifier("http://qudt.org/vocab/unit/EV", "unitCode"), Identifier("1/nm", "unitText"))
