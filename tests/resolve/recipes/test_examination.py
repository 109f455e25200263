"""What trying a recipe finds, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fairsvc.errors import FetchFailed, UsageError
from fairsvc.model.pid import read_pid
from fairsvc.model.recipe import Auth, Door, PathRule, Recipe, Staging
from fairsvc.resolve.recipes.examination import RecipeStep, StepState, examine_recipe, find_pid
from tests.resolve.repositories import test_icat as icat
from tests.support.plain_fetcher import PlainFetcher
from tests.support.scicat_stand_in import DATASET, DOI, FOLDER, SciCat, dataset_of, file_of, record_of
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]
FINE, MEND, UPSTREAM, SKIPPED = StepState.FINE, StepState.MEND, StepState.UPSTREAM, StepState.SKIPPED


def recipe_for(url: str, prefix: str = "/data/visitors/beamline/2026", **more: Any) -> Recipe:
    rules = (PathRule(prefix, f"{url}/door/{{path}}"),) if prefix else ()
    return Recipe("ring/scicat", "scicat", f"{url}/api/v3", ("10.5072",), rules=rules, **more)


def tried(
    serve: Serve, catalogue: Handler, prefix: str = "/data/visitors/beamline/2026", **more: Any
) -> list[RecipeStep]:
    recipe = recipe_for(serve(catalogue).url, prefix, **more)
    return list(examine_recipe(recipe, read_pid(DOI), PlainFetcher()).steps)


def listing(*files: dict[str, Any], **more: Any) -> SciCat:
    return SciCat(files={DATASET: [{"dataFileList": list(files)}]}, **more)


def test_all_is_fine(serve: Serve) -> None:
    steps = tried(serve, SciCat(), staging=Staging.ONLINE)
    assert [(step.name, step.state) for step in steps] == [
        (name, FINE) for name in ("match", "catalogue", "record", "files", "addresses", "door")
    ]
    assert [step.found for step in steps[2:5]] == ["Scans of ice", "2 files, online", "2 of 2 files get an address"]
    assert steps[5].found.endswith("/door/one/scan.h5: one byte of 4 came, as the catalogue says")
    assert not any(step.next_step for step in steps)


def test_never_more_than_one_byte_is_asked_for(serve: Serve) -> None:
    served = serve(SciCat())
    examine_recipe(recipe_for(served.url), read_pid(DOI), PlainFetcher())
    (door,) = [asked for asked in served.asked if asked.path.startswith("/door/")]
    assert (door.method, door.headers["range"]) == ("GET", "bytes=0-0")


@pytest.mark.parametrize(
    ("prefix", "found", "rule"),
    [
        ("", f"0 of 2 files get an address; the first that gets none: {FOLDER}/scan.h5", FOLDER),
        (f"{FOLDER}/a", f"1 of 2 files get an address; the first that gets none: {FOLDER}/scan.h5", FOLDER),
        ("/asap3", f"0 of 2 files get an address; the first that gets none: {FOLDER}/scan.h5", FOLDER),
    ],
)
def test_the_rule_that_is_wanting_is_spelt(serve: Serve, prefix: str, found: str, rule: str) -> None:
    step = tried(serve, SciCat(), prefix)[4]
    assert (step.state, step.found) == (MEND, found)
    assert step.next_step.startswith(f'Write the rule: [[recipes.paths]]  prefix = "{rule}"  template = "https://')


def test_no_rule_covers_what_is_not_absolute(serve: Serve) -> None:
    catalogue = SciCat(datasets=[dataset_of(folder="")])
    assert tried(serve, catalogue)[4].next_step.startswith("Give the files absolute paths in the catalogue")


@pytest.mark.parametrize(
    ("catalogue", "more", "state", "found", "next_step"),
    [
        (SciCat(bytes={}), {}, MEND, "answered 404", "Check prefix and template of the rule"),
        (SciCat(door_status=403), {}, MEND, "answered 403", "Open the door, or write auth"),
        (SciCat(door_status=401), {"auth": Auth.TOKEN}, FINE, "answered 401, as auth = 'token' says", ""),
        (SciCat(door_status=503), {}, UPSTREAM, "answered 503", "Try again later"),
        (SciCat(door_status=418), {}, MEND, "answered 418", "Serve the bytes"),
        (SciCat(door_type="text/html"), {}, MEND, "a web page came in place of the file", "Is it a login?"),
        (SciCat(door_type="text/html", ranges=False), {}, MEND, "a web page came", "Is it a login?"),
        (SciCat(ranges=False), {}, MEND, "the whole file came: ranges are ignored", "Serve ranges"),
        (listing(file_of("scan.h5", 5)), {}, MEND, "the file has 4 bytes there, 5 in the catalogue", "Is it the same"),
        (listing(file_of("scan.h5", -1)), {}, FINE, "one byte came; the size cannot be compared", ""),
        (
            listing(file_of("p.html"), bytes={"one/p.html": b"page"}, door_type="text/html"),
            {},
            FINE,
            "one byte of 4 came",
            "",
        ),
    ],
)
def test_what_the_door_says(
    serve: Serve, catalogue: SciCat, more: dict[str, Any], state: StepState, found: str, next_step: str
) -> None:
    step = tried(serve, catalogue, **more)[-1]
    assert (step.name, step.state) == ("door", state)
    assert found in step.found
    assert step.next_step.startswith(next_step) if next_step else not step.next_step


@pytest.mark.parametrize(
    ("catalogue", "more"),
    [
        (SciCat(), {"staging": Staging.TAPE}),
        (SciCat(datasets=[dataset_of(datasetlifecycle={"retrievable": True})]), {}),
    ],
)
def test_what_lies_on_tape_is_left_there(serve: Serve, catalogue: SciCat, more: dict[str, Any]) -> None:
    served = serve(catalogue)
    steps = examine_recipe(recipe_for(served.url, **more), read_pid(DOI), PlainFetcher()).steps
    assert (steps[-1].state, steps[-1].found) == (SKIPPED, "all files lie on tape: asking would stage them")
    assert not any(asked.path.startswith("/door") for asked in served.asked)


@pytest.mark.parametrize(
    ("catalogue", "name", "state", "sentence"),
    [
        (lambda _: (503, [], b""), "catalogue", UPSTREAM, "answered 503"),
        (lambda _: (404, [], b""), "record", MEND, "does not show this record to everybody"),
        (SciCat([]), "record", MEND, "does not show this record to everybody"),
        (SciCat(closed=("",)), "record", MEND, "does not show this record to everybody"),
        (SciCat([record_of(pids=())]), "files", MEND, "the record names no dataset"),
        (SciCat(files={DATASET: []}), "files", MEND, "the catalogue lists no files of the record"),
        (SciCat(datasets=[dataset_of(numberOfFiles=9)]), "files", MEND, "counts 9 files and lists 2"),
    ],
)
def test_what_stands_in_the_way(serve: Serve, catalogue: Handler, name: str, state: StepState, sentence: str) -> None:
    step = next(one for one in tried(serve, catalogue) if one.state is not FINE)
    assert (step.name, step.state) == (name, state)
    assert sentence in step.found
    assert step.next_step


def test_a_closed_catalogue_is_asked_to_open(serve: Serve) -> None:
    step = tried(serve, SciCat(closed=("",)))[-1]
    assert step.next_step == "Let everybody read what is published, without logging in"


def test_a_recipe_that_is_not_used_for_the_doi_says_so() -> None:
    recipe = Recipe("ring/scicat", "scicat", "http://127.0.0.1:9/api/v3", ("10.9999",))
    first, second = examine_recipe(recipe, read_pid(DOI), PlainFetcher(timeout_s=1)).steps
    assert (first.state, first.next_step) == (MEND, 'Write doi_prefixes = ["10.5072"]')
    assert (second.name, second.state) == ("catalogue", UPSTREAM)


def test_a_facility_without_a_door_is_told_to_open_one(serve: Serve) -> None:
    step = tried(serve, SciCat(), "", door=Door.NONE)[-1]
    assert step.next_step.startswith("Open a door for machines")


@pytest.mark.parametrize("base", ["/api/v3", "/api/v4", "/api"])
def test_the_catalogue_gives_a_pid_to_try(serve: Serve, base: str) -> None:
    recipe = Recipe("ring/scicat", "scicat", serve(SciCat()).url + base)
    assert find_pid(recipe, PlainFetcher()).value == DOI


@pytest.mark.parametrize(
    ("catalogue", "kind", "sentence"),
    [
        ("scicat", UsageError, "the catalogue lists no PID to everybody"),
        ("icatplus", UsageError, "Name a published one: fairsvc recipe test FACILITY 10.5072/..."),
        ("icat", UsageError, "the catalogue lists no PID to everybody"),
        ("panosc", FetchFailed, "answered 404.* Check base_url. Name a published one: fairsvc recipe test FACILITY"),
    ],
)
def test_without_one_it_says_what_to_give(serve: Serve, catalogue: str, kind: type[Exception], sentence: str) -> None:
    recipe = Recipe("ring/files", catalogue, f"{serve(SciCat([])).url}/api/v3")
    with pytest.raises(kind, match=sentence):
        find_pid(recipe, PlainFetcher())


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("ONLINE", ""),
        ("ARCHIVED", "all files lie on tape: asking would stage them"),
        ("<html>", "nothing tells whether the files lie on tape: asking would stage them"),
    ],
)
def test_an_ids_is_asked_for_no_file_that_may_lie_on_tape(serve: Serve, state: str, found: str) -> None:
    served = serve(icat.Icat({"df.doi": [icat.row(1)]}, state))
    recipe = Recipe("ring/icat", "icat", f"{served.url}/icat", ("10.5072",))
    last = examine_recipe(recipe, read_pid(icat.DOI), PlainFetcher()).steps[-1]
    assert last.name == "door"
    assert any("getData" in one.path for one in served.asked) is (not found)
    assert not found or (last.state, last.found) == (SKIPPED, found)
