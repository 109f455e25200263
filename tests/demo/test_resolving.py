"""Each style of publishing leads a program from the DOI to exactly the files, with few requests."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import h5py
import pandas
import pytest

import fairsvc.resolve
from cli.demo import write_profile
from fairsvc.demo.catalogue import DataFile
from fairsvc.demo.facility import Facility
from fairsvc.demo.loading import load_catalogue
from fairsvc.formats.fetch_list import make_fetch_list
from fairsvc.formats.metalink_writing import MetalinkHead, write_metalink
from fairsvc.model.manifest import FileEntry
from fairsvc.model.resolution import Resolution
from fairsvc.resolve.recipes.loading import load_recipes
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
MD5 = ("invenio-record", "dataverse-dataset")
ARIA2 = shutil.which("aria2c")
LISTED = ("invenio-record", "dataverse-dataset", "scicat-dataset")
LICENCES = {"dataverse-dataset": "CC0-1.0"}
Facts = tuple[str, int | None, set[tuple[str, str]]]


@pytest.fixture(scope="module")
def resolver(facility: Facility, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resolver]:
    settings = Settings(
        folder=tmp_path_factory.mktemp("demo"),
        contact="demo@fairsvc.example",
        resolver=facility.resolver_url,
        handle_api=facility.handle_api_url,
        registry=facility.registry_url,
        allow=facility.host_ports,
        requests_per_s=1_000,
        in_flight=8,
    )
    write_profile(settings, facility)
    with Resolver(settings, recipes=load_recipes(settings)) as made:
        yield made


def files_of(id: str) -> tuple[DataFile, ...]:
    return next(dataset.files for dataset in load_catalogue().datasets if dataset.id == id)


def expected_of(id: str) -> list[Facts]:
    """Say what the files are by their bytes: md5 in the lists of Invenio and Dataverse, SHA-256 elsewhere."""
    algorithm = "md5" if id in MD5 else "sha-256"
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


@pytest.mark.parametrize("id", STYLES)
def test_the_files_are_downloaded_and_verified(resolver: Resolver, tmp_path: Path, id: str) -> None:
    report = fairsvc.resolve.download(f"10.5072/dls.{id}", tmp_path, resolver=resolver)
    assert [(one.state, one.because) for one in report.files] == [("fetched", "")] * len(files_of(id))
    assert {one.verified_by for one in report.files} == {"md5" if id in MD5 else "sha-256"}
    for file in files_of(id):
        assert (tmp_path / file.inner_path).read_bytes() == file.body
    again = fairsvc.resolve.download(f"10.5072/dls.{id}", tmp_path, resolver=resolver)
    assert {one.state for one in again.files} == {"kept"}


@pytest.mark.parametrize("id", STYLES)
def test_programs_open_the_files_where_they_lie(resolver: Resolver, id: str) -> None:
    for file in files_of(id):
        with fairsvc.resolve.open(f"10.5072/dls.{id}", file.inner_path, resolver=resolver) as opened:
            if file.name.endswith(".nxs"):
                assert h5py.File(opened)["entry"].attrs["NX_class"] == "NXentry"
            elif file.name.endswith(".csv"):
                assert len(pandas.read_csv(opened)) == file.body.count(b"\n") - 1
            else:
                assert opened.read() == file.body


@pytest.mark.skipif(ARIA2 is None, reason="aria2c is not installed")
def test_aria2c_downloads_by_our_metalink_and_checks(resolver: Resolver, tmp_path: Path) -> None:
    found = resolved(resolver, "ptychography-chip")
    listed = make_fetch_list(found.manifest.entries)
    head = MetalinkHead(found.resolved_at, "fairsvc", identity=found.pid.uri)
    (tmp_path / "files.meta4").write_bytes(write_metalink(listed.files, head))
    options = ["--check-integrity=true", "--no-conf=true", "--all-proxy=", "--quiet=true", f"--dir={tmp_path}"]
    command = [ARIA2 or "", *options, f"--metalink-file={tmp_path / 'files.meta4'}"]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0
    for file in files_of("ptychography-chip"):
        assert (tmp_path / file.name).read_bytes() == file.body


def test_an_embargo_has_its_last_day_though_the_page_does_not_tell_it(resolver: Resolver) -> None:
    found = resolver.resolve("10.5072/dls.embargoed")
    assert (found.access.state, found.access.until) == ("embargoed", date(2031, 1, 1))
    assert (found.agency, len(found.questions)) == ("DataCite", 3)
