from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.csl_json import read
from fairsvc.formats.dispatch import read_metadata
from fairsvc.model.metadata import Agent, Date, Identifier, Metadata, ResourceType, Rights, Text

SAMPLES = Path(__file__).parents[1] / "samples" / "conneg"
SAMPLE = (SAMPLES / "dataset.csl.json").read_bytes()
NAMES = ["DOI", "id", "author", "editor", "issued", "publisher", "abstract", "categories", "funder", "license"]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=12,
)


def item(**members: Any) -> bytes:
    return json.dumps({"type": "dataset", "title": "T", **members}).encode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("identifiers", (Identifier("10.5072/SAXS-0001", "DOI"),)),
        ("titles", (Text("Small-angle scattering of silica spheres"),)),
        ("publisher", Agent("Example Light Source")),
        ("publication_year", 2023),
        ("resource_type", ResourceType("Dataset", "dataset")),
        ("dates", (Date("2023-05-02", "Issued"), Date("2023-04", "Submitted"))),
        ("rights", (Rights(uri="https://creativecommons.org/licenses/by/4.0/"),)),
        ("url", "https://data.example.org/saxs/0001"),
        ("version", "2"),
        ("unmapped", (("id", "https://doi.org/10.5072/saxs-0001"), ("container-title", "Example data"))),
    ],
)
def test_the_sample(field: str, value: object) -> None:
    assert getattr(read(SAMPLE), field) == value


def test_people_organisations_and_funders() -> None:
    view = read(SAMPLE)
    silke, source = view.creators
    assert (silke.name, silke.given, silke.family) == ("Sphere, Silke", "Silke", "Sphere")
    assert silke.identifiers[0].scheme == "ORCID"
    assert silke.affiliations[0].name == "Example University"
    assert source == Agent("Example Light Source")
    assert [(one.name, one.role) for one in view.contributors] == [("Curie, C.", "Editor")]
    assert [(one.funder, one.award_number) for one in view.funding] == [("Example Council", "EC-1")]
    assert {origin.document for _, origin in view.origins} == {"csl-json"}


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2023]]}, "2023"),
        ({"date-parts": [["2023", "7"]]}, "2023-07"),
        ({"date-parts": [[None]], "raw": "2021"}, "2021"),
        ({"literal": "spring 2020"}, "spring 2020"),
        ("2019-01", "2019-01"),
    ],
)
def test_dates_as_they_are_written(issued: object, date: str) -> None:
    assert read(item(issued=issued)).dates == (Date(date, "Issued"),)


@pytest.mark.parametrize("issued", [{"date-parts": [[]]}, {"date-parts": []}, [], 7, {"date-parts": [["x"]]}])
def test_what_is_no_date_is_none(issued: object) -> None:
    assert read(item(issued=issued)).dates == ()


def test_the_media_type_decides_where_nothing_else_tells() -> None:
    assert read_metadata(SAMPLE, "application/vnd.citationstyles.csl+json")[0] == "csl-json"


def test_a_title_in_a_list_of_one_is_read() -> None:
    assert read(item(title=["Spheres"])).titles == (Text("Spheres"),)


@pytest.mark.parametrize("path", sorted((SAMPLES / "invalid").glob("*.json")), ids=lambda path: path.name)
def test_what_is_no_item_is_refused(path: Path) -> None:
    with pytest.raises(Unreadable):
        read(path.read_bytes())


@given(st.dictionaries(st.sampled_from(NAMES), anything))
@settings(max_examples=100)
def test_members_of_any_type_spoil_nothing(members: dict[str, Any]) -> None:
    assert read(item(**members)).titles == (Text("T"),)


@given(anything)
@settings(max_examples=50)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        assert isinstance(read(json.dumps(value).encode()), Metadata)
    except Unreadable as refused:
        assert refused.what  # noqa: PT017 - either way is right, nothing else is
