"""Each style of publishing leads a program from the DOI to exactly the files, with few requests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from fairsvc.demo.catalogue import DataFile
from fairsvc.demo.facility import Facility
from fairsvc.demo.loading import load_catalogue
from fairsvc.model.manifest import FileEntry
from fairsvc.model.recipe import PathRule, Recipe
from fairsvc.model.resolution import Resolution
from fairsvc.resolve.resolver import Resolver
from fairsvc.settings import Settings

# What tells the files of each style, and the most requests that it may take.
STYLES = {
    "xas-iron-foil": ("metalink", 3),
    "signposting-alone": ("linkset", 3),
    "invenio-record": ("invenio", 8),
    "dataverse-dataset": ("dataverse", 8),
    "scicat-dataset": ("scicat", 8),
}
LISTED = ("invenio-record", "dataverse-dataset", "scicat-dataset")
LICENCES = {"dataverse-dataset": "CC0-1.0"}
Facts = tuple[str, int | None, set[tuple[str, str]]]


@pytest.fixture(scope="module")
def resolver(facility: Facility) -> Iterator[Resolver]:
    settings = Settings(
        contact="demo@fairsvc.example",
        resolver=facility.resolver_url,
        handle_api=facility.handle_api_url,
        registry=facility.registry_url,
        allow=facility.host_ports,
        requests_per_s=1_000,
        in_flight=8,
    )
    portal = facility.portal_url.removeprefix("http://")
    rules = (PathRule(*facility.door),)
    recipe = Recipe("demo", "scicat", facility.catalogue_url, landing_hosts=(portal,), rules=rules)
    with Resolver(settings, recipes=(recipe,)) as made:
        yield made


def files_of(id: str) -> tuple[DataFile, ...]:
    return next(dataset.files for dataset in load_catalogue().datasets if dataset.id == id)


def expected_of(id: str) -> list[Facts]:
    """Say what the files are by their bytes: md5 in the lists of Invenio and Dataverse, SHA-256 elsewhere."""
    algorithm = "md5" if STYLES[id][0] in ("invenio", "dataverse") else "sha-256"
    return sorted(_facts(file, algorithm) for file in files_of(id))


def _facts(file: DataFile, algorithm: str) -> Facts:
    digest = hashlib.new(algorithm.replace("-", ""), file.body, usedforsecurity=False).hexdigest()
    return file.inner_path, len(file.body), {(algorithm, digest)}


def facts_of(entry: FileEntry) -> Facts:
    return entry.path, entry.size_bytes, {(one.scheme, one.value) for one in entry.digests}


def resolved(resolver: Resolver, id: str, *, standards_only: bool = False) -> Resolution:
    return resolver.resolve(f"10.5072/dls.{id}", standards_only=standards_only)


@pytest.mark.parametrize("id", STYLES)
def test_a_style_leads_to_exactly_its_files(resolver: Resolver, id: str) -> None:
    found = resolved(resolver, id)
    assert sorted(map(facts_of, found.manifest.entries)) == expected_of(id)
    assert STYLES[id][0] in {one.mechanism for one in found.manifest.outcomes if one.state == "found"}
    assert found.manifest.complete
    assert (found.trouble, found.findings) == ("", ())
    assert (found.access.state, found.licence) == ("open", LICENCES.get(id, "CC-BY-4.0"))


@pytest.mark.parametrize("id", STYLES)
def test_few_requests_suffice(facility: Facility, resolver: Resolver, id: str) -> None:
    """Count what the servers were asked, without the redirects that a request came by."""
    facility.requests.clear()
    found = resolved(resolver, id)
    asked = [one for one in facility.requests if not 300 <= one.status < 400]
    assert 1 < len(asked) <= STYLES[id][1]
    assert len(found.questions) == len(asked)


@pytest.mark.parametrize("id", LISTED)
def test_without_the_api_no_standard_leads_to_the_files(resolver: Resolver, id: str) -> None:
    assert resolved(resolver, id, standards_only=True).manifest.entries == ()


def test_without_the_recipe_internal_paths_stay_internal(facility: Facility, resolver: Resolver) -> None:
    with Resolver(resolver.settings) as bare:
        found = resolved(bare, "scicat-dataset")
    assert [entry.addresses for entry in found.manifest.entries if entry.addresses] == []


def test_of_a_table_the_original_comes_first(resolver: Resolver) -> None:
    entry = next(one for one in resolved(resolver, "dataverse-dataset").manifest.entries if one.path.endswith("csv"))
    assert entry.url.endswith("?format=original")
    assert entry.other_forms == (entry.url.partition("?")[0],)
