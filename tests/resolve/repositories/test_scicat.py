"""SciCat: which files it lists, which of them get an address, and what it says when something is amiss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.model.recipe import Auth, Door, PathRule, Recipe, Staging
from fairsvc.model.repository import Holding, Spot
from fairsvc.model.resolution import AccessState, Availability
from fairsvc.resolve.repositories.scicat import REPOSITORY
from fairsvc.resolve.walking import Walked, walk
from tests.support.plain_fetcher import PlainFetcher
from tests.support.scicat_stand_in import DATASET, DOI, FOLDER, SciCat, dataset_of, file_of, record_of
from tests.support.server import Asked, Handler, Reply, Served
from tests.support.walks import Answers, led_to

Serve = Callable[[Handler], Served]
MD5 = "8d777f385d3dfec8815d20f7496026dc"
DOOR = PathRule("/data/visitors/beamline/2026", "https://files.facility.example/pub/{path}")


def walked(
    serve: Serve, catalogue: Handler, base: str = "/api/v3", recipe: Recipe | None = None, key: str = DOI
) -> Walked:
    return walk((REPOSITORY, Spot(serve(catalogue).url + base, key, recipe=recipe)), PlainFetcher())


def held(
    serve: Serve, catalogue: SciCat, base: str = "/api/v3", recipe: Recipe | None = None, key: str = DOI
) -> Holding:
    found = walked(serve, catalogue, base, recipe, key)
    assert found.holding is not None, found.trouble
    return found.holding


def recipe_with(*rules: PathRule, **more: Any) -> Recipe:
    return Recipe("ring/scicat", "scicat", "https://scicat.facility.example/api/v3", rules=rules, **more)


def with_files(*files: dict[str, Any], algorithm: str = "md5", **more: Any) -> SciCat:
    return SciCat(datasets=[dataset_of(**more)], files={DATASET: [{"chkAlg": algorithm, "dataFileList": list(files)}]})


@pytest.mark.parametrize("base", ["/api/v3", "/api/v4", "/api"])
def test_without_a_rule_the_files_are_told_and_not_listed(serve: Serve, base: str) -> None:
    found = held(serve, SciCat(), base)
    assert found.title == "Scans of ice"
    assert found.listing.entries == ()
    assert found.listing.complete is False
    assert found.unreached == (f"{FOLDER}/scan.h5", f"{FOLDER}/a/b.txt")
    assert found.listing.reason == (
        f"2 files are known by internal paths (the first: {FOLDER}/scan.h5), and no recipe tells their addresses"
    )


@pytest.mark.parametrize("base", ["/api/v3", "/api/v4", "/api"])
def test_with_a_rule_they_get_addresses(serve: Serve, base: str) -> None:
    catalogue = with_files(file_of("scan 1%.h5", 7, chk=MD5), file_of("a/b.txt"), numberOfFiles=2)
    found = held(serve, catalogue, base, recipe_with(DOOR))
    first, second = found.listing.entries
    assert first.url == "https://files.facility.example/pub/one/scan%201%25.h5"
    assert (first.path, first.size_bytes) == ("scan 1%.h5", 7)
    assert [(one.scheme, one.value) for one in first.digests] == [("md5", MD5)]
    assert second.path == "a/b.txt"
    assert (found.listing.complete, found.listing.reason) == (True, "the catalogue lists the files of its one dataset")
    assert found.unreached == ()


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (recipe_with(), "2 files are known by internal paths (the first: {0}), and recipe ring/scicat has no rule"),
        (recipe_with(door=Door.NONE), "2 files are known by internal paths (the first: {0}), and the facility has no"),
        (recipe_with(PathRule("/data/visit", DOOR.template)), "2 files have no address: no rule of recipe ring/scicat"),
        (
            recipe_with(PathRule(f"{FOLDER}/a", DOOR.template)),
            "1 of 2 files have no address: no rule of recipe ring/scicat covers {0}",
        ),
    ],
)
def test_what_has_no_address_says_whose_turn_it_is(serve: Serve, recipe: Recipe, reason: str) -> None:
    found = held(serve, SciCat(), recipe=recipe)
    assert found.listing.complete is False
    assert found.listing.reason.startswith(reason.format(f"{FOLDER}/scan.h5"))


@pytest.mark.parametrize(
    ("path", "url", "name"),
    [
        ("scan.h5", "one/scan.h5", "scan.h5"),
        ("./a//scan.h5", "one/a/scan.h5", "a/scan.h5"),
        (f"{FOLDER}/a/scan.h5", "one/a/scan.h5", "a/scan.h5"),
        ("/data/visitors/beamline/2026/other/x.h5", "other/x.h5", "data/visitors/beamline/2026/other/x.h5"),
        ("two  spaces?.h5", "one/two%20%20spaces%3F.h5", "two  spaces?.h5"),
        ("../../../../etc/passwd", "", ""),
        ("a/../scan.h5", "", ""),
        ("/etc/passwd", "", "etc/passwd"),
    ],
)
def test_internal_paths(serve: Serve, path: str, url: str, name: str) -> None:
    found = held(serve, with_files(file_of(path)), recipe=recipe_with(DOOR))
    assert [one.url for one in found.listing.entries] == ([DOOR.template.replace("{path}", url)] if url else [])
    assert [one.path for one in found.listing.entries] == ([name] if url else [])
    assert len(found.unreached) == (0 if url else 1)


def test_a_relative_folder_gives_no_absolute_path(serve: Serve) -> None:
    found = held(
        serve, with_files(file_of("scan.h5"), sourceFolder="data/one"), recipe=recipe_with(PathRule("/", DOOR.template))
    )
    assert found.unreached == ("scan.h5",)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (record_of(_id="5f0c"), DOI),
        (record_of(doi="10.5072/other", _id=DOI), DOI),
        (record_of(), DATASET),
    ],
)
@pytest.mark.parametrize("base", ["/api/v3", "/api/v4", "/api"])
def test_a_record_is_found_by_either_key_and_a_dataset_by_its_own(
    serve: Serve, record: dict[str, Any], key: str, base: str
) -> None:
    assert len(held(serve, SciCat([record]), base, key=key).unreached) == 2


def test_another_record_is_not_taken_for_it(serve: Serve) -> None:
    found = walked(serve, SciCat([record_of("10.5072/other")]))
    assert found.holding is None
    assert "does not show this record to everybody" in found.trouble


@pytest.mark.parametrize(("versions", "base"), [(("3",), "/api"), (("4",), "/api")])
def test_the_version_is_found_out(serve: Serve, versions: tuple[str, ...], base: str) -> None:
    assert len(held(serve, SciCat(versions=versions), base).unreached) == 2


@pytest.mark.parametrize(
    ("base", "includes", "requests"), [("/api/v3", True, 2), ("/api/v3", False, 8), ("/api/v4", True, 3)]
)
def test_many_datasets_take_few_requests(serve: Serve, base: str, includes: bool, requests: int) -> None:
    pids = ("20.500/a", "20.500/b", "20.500/c")
    catalogue = SciCat(
        [record_of(pids=pids)],
        [dataset_of(pid, f"/data/{pid[-1]}") for pid in pids],
        {pid: [{"dataFileList": [file_of("scan.h5")]}] for pid in pids},
        includes=includes,
    )
    found = walked(serve, catalogue, base)
    assert found.holding is not None
    assert found.holding.unreached == ("/data/a/scan.h5", "/data/b/scan.h5", "/data/c/scan.h5")
    assert len(found.exchanges) == requests


def test_what_v3_shows_to_members_only_v4_lists_for_everybody(serve: Serve) -> None:
    found = held(serve, SciCat(closed=("datasets/20",), includes=False))
    assert found.unreached == (f"{FOLDER}/scan.h5", f"{FOLDER}/a/b.txt")
    assert found.access.state is AccessState.UNKNOWN


def test_without_the_folder_the_paths_are_not_made_up(serve: Serve) -> None:
    found = held(serve, SciCat(closed=("datasets",)), "/api/v4", recipe_with(PathRule("/", DOOR.template)))
    assert found.unreached == ("scan.h5", "a/b.txt")


def test_files_for_members_only_want_a_login(serve: Serve) -> None:
    found = held(serve, SciCat(closed=("datasets", "origdatablocks/")))
    assert found.access.state is AccessState.LOGIN
    assert found.listing.complete is False
    assert found.listing.reason.startswith("1 of 1 datasets gave no list: the repository's API answered 403")


@pytest.mark.parametrize(("count", "rows"), [(5, 2), (4, 2), (1, 2), (2, 1_000)])
def test_pages_are_read_to_the_end_also_when_they_are_short(serve: Serve, count: int, rows: int) -> None:
    catalogue = with_files(*(file_of(f"{number}.h5") for number in range(count)), numberOfFiles=count)
    found = held(serve, replace(catalogue, rows=rows), "/api/v4", recipe_with(DOOR))
    assert (len(found.listing.entries), found.listing.complete) == (count, True)


@pytest.mark.parametrize("includes", [True, False])
def test_a_list_too_long_to_be_read_comes_page_by_page(serve: Serve, includes: bool) -> None:
    catalogue = with_files(*(file_of(f"{number}.h5") for number in range(30)), numberOfFiles=30)
    url = serve(replace(catalogue, rows=5, includes=includes)).url
    spot = Spot(f"{url}/api/v3", DOI, recipe=recipe_with(DOOR))
    found = walk((REPOSITORY, spot), PlainFetcher(limit_bytes=1_200)).holding
    assert found is not None
    assert (len(found.listing.entries), found.listing.complete) == (30, True)


def test_what_the_catalogue_counts_and_does_not_list_is_missing(serve: Serve) -> None:
    found = held(serve, with_files(file_of("scan.h5"), numberOfFiles=3), recipe=recipe_with(DOOR))
    assert (found.listing.complete, found.listing.reason) == (False, "the catalogue counts 3 files and lists 1")


def test_files_that_two_blocks_repeat_count_once_and_folders_not_at_all(serve: Serve) -> None:
    twice = [file_of("scan.h5"), file_of("a", perm="drwxr-xr-x")]
    catalogue = SciCat(files={DATASET: [{"dataFileList": twice}, {"dataFileList": twice}]})
    assert held(serve, catalogue).unreached == (f"{FOLDER}/scan.h5",)


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (("/data/one", "/data/two"), ["one/scan.h5", "two/scan.h5"]),
        (("/a/raw", "/b/raw/"), ["1/scan.h5", "2/scan.h5"]),
        (("/a/raw", ""), ["raw/scan.h5", "2/scan.h5"]),
    ],
)
def test_several_datasets_have_a_folder_each(serve: Serve, folders: tuple[str, str], names: list[str]) -> None:
    block = [{"dataFileList": [file_of("scan.h5")]}]
    catalogue = SciCat(
        [record_of(pids=("1", "2"))],
        [dataset_of(pid, folder) for pid, folder in zip(("1", "2"), folders, strict=True)],
        {"1": block, "2": block},
    )
    found = held(serve, catalogue, recipe=recipe_with(PathRule("/", DOOR.template)))
    assert [one.path for one in found.listing.entries] == names[: len(found.listing.entries)]


@pytest.mark.parametrize(
    ("lifecycle", "staging", "expected"),
    [
        ({"isOnCentralDisk": True, "retrievable": True}, None, Availability.ONLINE),
        ({"isOnCentralDisk": False, "retrievable": True}, None, Availability.NEARLINE),
        ({"archiveStatusMessage": "datasetOnArchive"}, Staging.ONLINE, Availability.NEARLINE),
        ({"archivable": True, "retrievable": False}, None, Availability.UNKNOWN),
        (None, Staging.TAPE, Availability.NEARLINE),
        ("tape", Staging.ONLINE, Availability.ONLINE),
        ([], None, Availability.UNKNOWN),
    ],
)
def test_availability(serve: Serve, lifecycle: Any, staging: Staging | None, expected: Availability) -> None:
    catalogue = with_files(file_of("scan.h5"), datasetlifecycle=lifecycle)
    found = held(serve, catalogue, recipe=recipe_with(DOOR, staging=staging))
    assert found.availability is expected
    assert [one.availability for one in found.listing.entries] == [expected]


@pytest.mark.parametrize(
    ("record", "auth", "expected"),
    [
        ({"status": "private"}, Auth.NONE, AccessState.RESTRICTED),
        ({"status": "pending_registration"}, None, AccessState.RESTRICTED),
        ({"status": "public"}, None, AccessState.UNKNOWN),
        ({"status": "amended"}, Auth.TOKEN, AccessState.LOGIN),
        ({}, Auth.NONE, AccessState.OPEN),
    ],
)
def test_access(serve: Serve, record: dict[str, Any], auth: Auth | None, expected: AccessState) -> None:
    found = held(serve, SciCat([record_of(**record)]), recipe=recipe_with(DOOR, auth=auth))
    assert found.access.state is expected


@pytest.mark.parametrize("key", ["downloadLink", "DownloadLink"])
def test_the_link_for_people_is_told_where_programs_get_no_further(serve: Serve, key: str) -> None:
    link = "https://files.facility.example/folder?token=secret"
    reason = held(serve, SciCat([record_of(**{key: link})])).listing.reason
    assert reason.endswith("; for people it links to https://files.facility.example/folder?token=")


def test_a_record_without_datasets(serve: Serve) -> None:
    found = held(serve, SciCat([record_of(pids=())]))
    assert (found.listing.complete, found.listing.reason) == (None, "the record names no dataset")


@pytest.mark.parametrize("status", [200, 404])
def test_where_a_web_page_answers_for_the_api_nothing_more_is_asked(serve: Serve, status: int) -> None:
    asked: list[Asked] = []

    def page(one: Asked) -> Reply:
        asked.append(one)
        return status, [("Content-Type", "text/html")], b"<html><app-root></app-root></html>"

    assert "does not show" not in walked(serve, page, "/api").trouble
    assert len(asked) == 2


def test_a_server_that_does_not_answer_is_no_missing_record(serve: Serve) -> None:
    found = walk((REPOSITORY, Spot(serve(lambda _: (503, [], b"")).url, DOI)), PlainFetcher())
    assert (found.holding, "answered 503" in found.trouble) == (None, True)
    assert len(found.exchanges) == 2


@pytest.mark.parametrize(
    ("pid", "url", "base"),
    [
        (DOI, "https://doi.facility.example/detail/10.5072%2Fpublished.1", "https://doi.facility.example/api"),
        (DOI, "https://doi.facility.example/detail/10.5072/PUBLISHED.1", "https://doi.facility.example/api"),
        (DOI, "https://x.facility.example/publishedDatasets/10.5072%2Fpublished.1", "https://x.facility.example/api"),
        (DOI, "https://scicat.facility.example/datasets/20.500.12269%2Fone", "https://scicat.facility.example/api"),
        (DOI, "https://doi.facility.example/detail/10.5072%2Fother", ""),
        (DOI, "https://data.facility.example/datasets/12", ""),
        (DOI, "https://doi.facility.example/", ""),
        (DOI, "http://[bad/detail/10.5072%2Fpublished.1", ""),
        (DOI, "ftp://scicat.facility.example/datasets/10.5072%2Fpublished.1", ""),
        (
            DOI,
            "https://me:pass@scicat.facility.example/datasets/20.500.12269%2Fone",
            "https://scicat.facility.example/api",
        ),
    ],
)
def test_pages_of_the_catalogue_are_recognised(pid: str, url: str, base: str) -> None:
    spot = REPOSITORY.recognise(led_to(pid, url))
    assert (spot.base_url if spot else "") == base
    if spot and "datasets" in url:
        assert spot.record == DATASET


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.text(max_size=6)
    | st.sampled_from((DOI, DATASET, "../x", "/a/b")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "doi",
                    "_id",
                    "pid",
                    "pidArray",
                    "datasetPids",
                    "dataFileList",
                    "path",
                    "size",
                    "chk",
                    "chkAlg",
                    "sourceFolder",
                    "datasetlifecycle",
                    "numberOfFiles",
                    "perm",
                    "status",
                )
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100)
@given(JSON, JSON, JSON, st.sampled_from(("/api/v3", "/api/v4", "/api")))
def test_whatever_comes_it_is_a_holding_or_a_sentence(record: Any, dataset: Any, files: Any, base: str) -> None:
    if isinstance(record, dict):
        record["doi"] = DOI

    class Hostile(Answers):
        def fetch(self, need: Any) -> Any:
            kind = files if "origdatablocks" in need.url else record if "publisheddata" in need.url else dataset
            return Answers({need.url: (200, kind)}).fetch(need)

    found = walk((REPOSITORY, Spot(f"https://h.example{base}", DOI, recipe=recipe_with(DOOR))), Hostile({}))
    assert (found.holding is None) == bool(found.trouble)
    for entry in found.holding.listing.entries if found.holding else ():
        assert entry.url.startswith("https://files.facility.example/pub/")
        assert ".." not in entry.url.split("/")
        assert ".." not in entry.path.split("/")
