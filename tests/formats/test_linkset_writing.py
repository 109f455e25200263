"""Linksets that are written read as the same links, in both forms."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.formats.fetch_list import Fetchable
from fairsvc.formats.linkset import read_linkset
from fairsvc.formats.linkset_writing import write_linkset_json, write_linkset_text
from fairsvc.formats.signposted_links import DATASET_TYPES, Landing, signpost
from fairsvc.model.link import Link

PAGE = "https://a.example/d/1"
LANDING = Landing(
    PAGE,
    "https://doi.org/10.5072/a",
    "https://spdx.org/licenses/CC-BY-4.0",
    DATASET_TYPES,
    (("https://doi.org/10.5072/a", "application/vnd.datacite.datacite+json"), ("https://a.example/m", "text/turtle")),
)
FILES = (
    Fetchable("run/ü.h5", ("https://a.example/u", "https://b.example/u"), media_type="application/x-hdf5; v=1"),
    Fetchable('a "b", <c>.txt', ("https://a.example/%3Cc%3E",)),
)

_addresses = st.sampled_from([PAGE, "https://a.example/u?x=1,2;3", "https://a.example/m"])
_links = st.builds(
    Link,
    _addresses,
    st.sampled_from(["item", "collection", "license"]),
    _addresses,
    st.sampled_from(["", "text/html"]),
    st.sampled_from(["", "https://w3id.org/ro/crate"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zs", "Zl", "Zp"]), max_size=12),
    source=st.just("linkset"),
)


def test_a_dataset_is_signposted_at_level_two() -> None:
    links = signpost(LANDING, FILES)
    assert [(link.rel, link.target, link.anchor == PAGE) for link in links] == [
        ("cite-as", "https://doi.org/10.5072/a", True),
        ("type", "https://schema.org/Dataset", True),
        ("type", "https://schema.org/AboutPage", True),
        ("license", "https://spdx.org/licenses/CC-BY-4.0", True),
        ("describedby", "https://doi.org/10.5072/a", True),
        ("describedby", "https://a.example/m", True),
        ("item", "https://a.example/u", True),
        ("item", "https://a.example/%3Cc%3E", True),
        ("collection", PAGE, False),
        ("collection", PAGE, False),
        ("describes", PAGE, False),
    ]
    assert [link.media_type for link in links if link.rel == "item"] == ["application/x-hdf5", ""]


@pytest.mark.parametrize(
    ("written", "media_type"),
    [
        (write_linkset_json(signpost(LANDING, FILES)), "application/linkset+json"),
        (write_linkset_text(signpost(LANDING, FILES)), "application/linkset"),
    ],
)
def test_both_forms_say_the_same(written: bytes, media_type: str) -> None:
    links, findings = read_linkset(written, media_type, "https://a.example/linkset")
    assert findings == ()
    assert set(links) == set(signpost(LANDING, FILES))


def test_json_has_one_member_and_one_context_an_anchor() -> None:
    document = json.loads(write_linkset_json(signpost(LANDING, FILES)))
    assert list(document) == ["linkset"]
    anchors = [context["anchor"] for context in document["linkset"]]
    assert len(anchors) == len(set(anchors)) == 4
    assert document["linkset"][0]["item"][0]["title*"] == [{"value": "run/ü.h5"}]


@given(st.lists(_links, min_size=1, max_size=6, unique=True))
@settings(max_examples=100)
def test_reading_gives_back_what_was_written(links: list[Link]) -> None:
    for written, media_type in (
        (write_linkset_json(links), "application/linkset+json"),
        (write_linkset_text(links), "application/linkset"),
    ):
        found, findings = read_linkset(written, media_type, "https://a.example/linkset")
        assert findings == ()
        assert set(found) == set(links)
    assert write_linkset_text(links).isascii()
