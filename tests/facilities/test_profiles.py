"""The packaged profiles against the facts that they were made from."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from fairsvc.facilities.loading import choose_facility, load_facilities, load_quirks
from fairsvc.facilities.profile import Fact, Status
from fairsvc.model.harvest import SourceConfig

PROFILES = load_facilities()
SOURCES = tomllib.loads(files("fairsvc.facilities").joinpath("SOURCES.toml").read_text("utf-8"))
FACTS = [
    *((f"{profile.id} {place}", fact) for profile in PROFILES.values() for place, fact in profile.iter_facts()),
    *((quirk.id, quirk.sentence) for quirk in load_quirks().values()),
]
# Rows of the compiled list that are no facility's of the 14, and why none of their facts is in a profile.
LEFT_OUT = {
    "CERIC-ERIC": "a distributed infrastructure that Elettra is one partner of",
    "MLZ/FRM II (iMPULSE)": "not of the 14",
    "DataCite (all)": "a registration agency",
    "Zenodo": "a general repository",
}
PROFILE_OF = {"DESY PUBDB": "desy", "European XFEL library": "euxfel"}


@pytest.mark.parametrize(("place", "fact"), FACTS)
def test_a_fact_has_a_source_that_is_listed_and_a_day(place: str, fact: Fact) -> None:
    assert any(fact.source == name or re.match(rf"{re.escape(name)}[, ]", fact.source) for name in SOURCES), fact.source
    assert datetime(2026, 1, 1, tzinfo=UTC) <= fact.checked_at
    assert fact.value == fact.value.strip()


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_is_complete_and_used(name: str) -> None:
    row = SOURCES[name]
    assert row["title"]
    assert row.get("url", "https://").startswith("https://")
    assert date.fromisoformat(row["date"])
    assert isinstance(row["licence"], str)
    assert [place for place, fact in FACTS if fact.source.startswith(name)]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.id)
def test_addresses_can_be_asked(profile) -> None:  # type: ignore[no-untyped-def]
    urls = [fact.value for place, fact in profile.iter_facts() if place.startswith(("services.", "oai."))]
    urls += [url for endpoint in profile.oai for url in endpoint.former_urls]
    assert all(SourceConfig("x", "oai", url).host for url in urls)


def test_labels_belong_to_one_facility() -> None:
    labels = [label for profile in PROFILES.values() for label in {profile.id, profile.name.lower()}]
    assert len(labels) == len(set(labels))
    for profile in PROFILES.values():
        for label in (profile.id, profile.name, *profile.aliases, profile.name.upper()):
            assert choose_facility(PROFILES, label) is profile


def test_every_quirk_is_some_endpoints() -> None:
    named = {quirk.id for profile in PROFILES.values() for endpoint in profile.oai for quirk in endpoint.quirks}
    assert named == set(load_quirks())


def test_every_facility_of_the_adoption_table_has_a_profile(shared: Path) -> None:
    with (shared.parent / "reference" / "adoption-2023.csv").open(encoding="utf-8") as file:
        names = [row["facility"] for row in csv.DictReader(file)]
    assert len({choose_facility(PROFILES, name).id for name in names}) == len(names) == len(PROFILES)


def test_every_row_of_the_endpoint_list_is_in_a_profile_or_left_out(shared: Path) -> None:
    rows = _rows(shared)
    assert len(rows) == 20
    for row in rows:
        name = row["facility"]
        if name in LEFT_OUT:
            continue
        profile = choose_facility(PROFILES, PROFILE_OF.get(name, name))
        held = {fact.value.rstrip("/") for _, fact in profile.iter_facts()}
        wanted = {value for key in ("oai_base_url", "panosc_search_api") for value in _values(row[key])}
        wanted |= {value for key in ("other_api", "doi_prefix", "datacite_client") for value in _values(row[key])}
        assert wanted <= held, name


def test_what_the_list_doubts_is_unverified(shared: Path) -> None:
    doubted = {
        (PROFILE_OF.get(row["facility"], row["facility"]), value)
        for row in _rows(shared)
        for value in _values(row["doi_prefix"])
        if "unverified" in row["doi_prefix"]
    }
    assert doubted == {("desy", "10.3204"), ("Diamond", "10.5286")}
    for name, value in doubted:
        facts = [fact for fact in choose_facility(PROFILES, name).doi_prefixes if fact.value == value]
        assert [fact.status for fact in facts] == [Status.UNVERIFIED]


def _rows(shared: Path) -> list[dict[str, str]]:
    text = (shared / "harvest" / "pan-registry" / "pan_endpoints.tsv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()[1:], delimiter="\t"))


def _values(cell: str) -> list[str]:
    """Cut the remarks from a cell: what is in brackets, and question marks."""
    parts = re.split(r"[;+]", re.sub(r"\(.*?\)", "", cell or ""))
    return [part.strip().rstrip("/") for part in parts if part.strip() not in ("", "?")]
