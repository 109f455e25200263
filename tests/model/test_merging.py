"""Several records, one dataset: whose word counts, what is kept of the others, where they disagree."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import Unreadable
from fairsvc.formats.dispatch import read_metadata
from fairsvc.model.dataset import Dataset, Described, list_conflicts
from fairsvc.model.harvest import Rank
from fairsvc.model.merging import FIELDS, merge
from fairsvc.model.metadata import Date, Identifier, Metadata, Origin, Text
from fairsvc.model.pid import find_pid
from fairsvc.vocab.precedence import load_rules

KEY = "doi:10.5072/a"


def described(source: str = "facility", rank: Rank = Rank.CATALOGUE, **fields: Any) -> Described:
    origins = tuple((name, Origin("oai_datacite", name)) for name in fields)
    view = Metadata(identifiers=(Identifier(KEY),), **fields, origins=origins)
    return Described(source, f"oai:{source}:1", rank, view, "oai", "oai_datacite", "oai_datacite", "2024-05-01")


def registry(**fields: Any) -> Described:
    return replace(described("datacite", Rank.REGISTRY, **fields), kind="datacite")


def gone(source: str, rank: Rank = Rank.CATALOGUE) -> Described:
    return Described(source, f"oai:{source}:1", rank, None, datestamp="2025-01-31", deleted=True)


def merged(*records: Described) -> Dataset:
    return merge(KEY, records, load_rules())


def chosen(dataset: Dataset, name: str) -> tuple[object, str]:
    field = next(field for field in dataset.fields if field.name == name)
    return field.chosen.value, field.chosen.source


def test_each_field_comes_from_whoever_counts_most_and_says_it() -> None:
    copy = described("openaire", Rank.AGGREGATOR, version="1.0", language="en", url="https://a.example")
    agency = registry(version="2", state="findable", url="https://b.example", publication_year=2021)
    own = described(version="2.0", url="https://c.example")
    dataset = merged(copy, agency, own)
    assert chosen(dataset, "version") == ("2.0", "facility")
    assert chosen(dataset, "publication_year") == (2021, "datacite")
    assert chosen(dataset, "language") == ("en", "openaire")
    assert chosen(dataset, "url") == ("https://b.example", "datacite")
    assert chosen(dataset, "state") == ("findable", "datacite")
    assert [record.source for record in dataset.records] == ["facility", "datacite", "openaire"]


def test_the_merged_view_holds_the_chosen_values_and_their_origins() -> None:
    dataset = merged(registry(version="2", state="findable"), described(version="2.0"))
    assert (dataset.metadata.version, dataset.metadata.state) == ("2.0", "findable")
    assert dataset.metadata.origin("version") == Origin("oai_datacite", "version")
    assert {name for name, _ in dataset.metadata.origins} <= {field.name for field in dataset.fields}


def test_what_the_others_say_is_kept_with_its_origin() -> None:
    dataset = merged(
        described(version="2.0"), registry(version="2"), described("b2find", Rank.AGGREGATOR, version="2.0")
    )
    field = next(field for field in dataset.fields if field.name == "version")
    assert [(said.value, said.source, said.identifier) for said in field.others] == [
        ("2", "datacite", "oai:datacite:1"),
        ("2.0", "b2find", "oai:b2find:1"),
    ]
    assert [said.source for said in field.differing] == ["datacite"]
    assert field.others[0].origin == Origin("oai_datacite", "version")


def test_a_richer_record_of_the_same_rank_counts_more() -> None:
    poor = replace(described(titles=(Text("Spectra"),)), prefix="oai_dc", format="oai_dc")
    rich = described(titles=(Text("Spectra", lang="en"),))
    assert chosen(merged(poor, rich), "titles") == ((Text("Spectra", lang="en"),), "facility")


def test_a_conflict_says_who_says_what() -> None:
    dataset = merged(registry(publication_year=2021), described(publication_year=2020))
    finding = dataset.conflicts[0]
    assert (finding.code, finding.where) == (
        "conflict.publication_year",
        "facility/oai:facility:1, datacite/oai:datacite:1",
    )
    assert finding.detail == "facility says 2020; datacite says 2021"
    assert list_conflicts(dataset.conflicts) == (("publication_year", finding.detail),)


def test_records_of_one_source_are_told_apart_by_their_prefix() -> None:
    other = replace(described(publication_year=2021), prefix="oai_dc", format="oai_dc")
    finding = merged(described(publication_year=2020), other).conflicts[0]
    assert finding.detail == "facility (oai_datacite) says 2020; facility (oai_dc) says 2021"


def test_who_agrees_with_the_most_trusted_is_not_held_against_who_deviates() -> None:
    dataset = merged(
        described(publication_year=2020),
        registry(publication_year=2021),
        described("b2find", Rank.AGGREGATOR, publication_year=2020),
    )
    assert [finding.where for finding in dataset.conflicts] == ["facility/oai:facility:1, datacite/oai:datacite:1"]


def test_a_date_that_software_invents_does_not_outrank_the_registry() -> None:
    invented = tuple(Date("2020-01-01", kind) for kind in ("Issued", "Available"))
    scicat = replace(described("scicat", dates=invented), datestamp="2020-01-01")
    agency = registry(dates=(Date("2021-03-02", "Issued"),))
    dataset = merged(scicat, agency)
    assert chosen(dataset, "dates")[1] == "datacite"
    assert dataset.conflicts[0].detail == "datacite says Issued 2021-03-02; scicat says Issued 2020-01-01"
    assert chosen(merged(scicat), "dates") == (invented, "scicat")
    honest = replace(scicat, datestamp="2022-07-01")
    assert chosen(merged(honest, agency), "dates")[1] == "scicat"


def test_the_live_record_stands_where_another_source_deleted_it() -> None:
    dataset = merged(gone("openaire", Rank.AGGREGATOR), described(version="1"))
    assert not dataset.deleted
    assert chosen(dataset, "version") == ("1", "facility")
    finding = dataset.conflicts[0]
    assert finding.code == "conflict.deleted"
    assert finding.detail == "openaire says that it is deleted (2025-01-31); facility still lists it"


def test_an_item_with_a_new_identifier_in_the_same_source_is_no_deletion() -> None:
    assert merged(gone("facility"), described()).conflicts == ()


def test_deleted_in_all_is_a_tombstone() -> None:
    dataset = merged(gone("facility"), gone("datacite", Rank.REGISTRY))
    assert dataset.deleted
    assert (dataset.fields, dataset.conflicts, dataset.metadata) == ((), (), Metadata())


def test_an_unreadable_record_says_nothing_and_keeps_the_dataset_alive() -> None:
    unread = replace(described(), metadata=None)
    assert not merged(unread, gone("datacite", Rank.REGISTRY)).deleted
    assert merged(unread, registry(version="1")).fields[-1].chosen.source == "datacite"


@given(st.lists(st.sampled_from([(r, v, d) for r in Rank for v in ("", "1", "2") for d in (True, False)]), max_size=5))
@settings(max_examples=100)
def test_a_merge_takes_every_field_from_a_live_record_and_loses_none(picks: list[tuple[Rank, str, bool]]) -> None:
    records = [
        replace(gone(f"s{n}"), rank=rank) if deleted else described(f"s{n}", rank, version=version)
        for n, (rank, version, deleted) in enumerate(picks)
    ]
    dataset = merged(*records)
    assert sorted(record.source for record in dataset.records) == sorted(record.source for record in records)
    assert {field.name for field in dataset.fields} <= set(FIELDS)
    said = {record.metadata.version for record in records if record.metadata} - {""}
    assert {dataset.metadata.version} <= said | {""}
    assert bool(dataset.metadata.version) is bool(said)


def readable(folder: Path) -> dict[str, list[tuple[str, Metadata]]]:
    """Read what can be read below the folder, by PID."""
    found: dict[str, list[tuple[str, Metadata]]] = defaultdict(list)
    for path in sorted([*folder.rglob("*.xml"), *folder.rglob("*.json")]):
        try:
            view = read_metadata(path.read_bytes())[1]
        except Unreadable:
            continue
        pid = find_pid(view.identifiers[0].value) if view.identifiers else None
        if pid is not None:
            found[str(pid)].append((path.name, view))
    return found


def test_the_same_record_in_json_and_xml_is_no_conflict(shared: Path) -> None:
    """Of 32 real pairs one differs: its JSON and its XML were given different years."""
    conflicts = {}
    pairs = 0
    for path in sorted((shared / "harvest" / "datacite-json").rglob("*.json")):
        if not path.with_suffix(".xml").exists():
            continue
        pairs += 1
        views = [read_metadata(one.read_bytes())[1] for one in (path, path.with_suffix(".xml"))]
        records = [
            Described(name, "1", Rank.CATALOGUE, view) for name, view in zip(("json", "xml"), views, strict=True)
        ]
        dataset = merged(*records)
        conflicts[path.name] = [finding.detail for finding in dataset.conflicts]
        assert dataset.metadata.titles == views[0].titles
    assert pairs > 30
    assert {name: said for name, said in conflicts.items() if said} == {
        "datacite-example-DateRange-v4.json": ["json says 2014; xml says 2017"]
    }


@pytest.mark.parametrize(
    ("pid", "fields"),
    [
        ("doi:10.82433/b09z-4k37", {"publication_year", "dates"}),
        ("doi:10.25670/oi2018-001on", {"creators"}),
        ("doi:10.5072/10.cpos-example", {"titles", "creators", "resource_type"}),
        ("doi:10.26206/t76e-re09", set()),
        ("doi:10.5281/zenodo.47394", set()),
        ("doi:10.5072/d3p26q35r-test", set()),
    ],
)
def test_one_doi_in_several_real_files(shared: Path, pid: str, fields: set[str]) -> None:
    found = readable(shared / "harvest")[pid]
    assert len(found) > 1
    records = [Described(name, str(n), Rank.CATALOGUE, view) for n, (name, view) in enumerate(found)]
    dataset = merge(pid, records, load_rules())
    assert {field for field, _ in list_conflicts(dataset.conflicts)} == fields


def test_the_esrf_session_of_the_registry_and_a_catalogue_that_knows_better(shared: Path) -> None:
    path = shared / "harvest" / "datacite-rest" / "skg-if" / "datacite-esrf-es-2210534378.json"
    view = read_metadata(path.read_bytes())[1]
    own = replace(view, publication_year=2025, state="", url="", titles=(Text(view.titles[0].value.upper()),))
    dataset = merged(
        Described("esrf", "oai:esrf:1", Rank.CATALOGUE, own), Described("datacite", "1", Rank.REGISTRY, view)
    )
    assert [finding.detail for finding in dataset.conflicts] == ["esrf says 2025; datacite says 2028"]
    assert chosen(dataset, "publication_year") == (2025, "esrf")
    assert chosen(dataset, "state") == (json.loads(path.read_text("utf-8"))["data"]["attributes"]["state"], "datacite")
