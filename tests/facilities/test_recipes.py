"""The recipes of profiles, as they are written, overridden, and used."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from fairsvc.errors import BadSettings
from fairsvc.facilities.loading import load_facilities
from fairsvc.facilities.profile import Status
from fairsvc.facilities.recipe_reading import _KEYS
from fairsvc.facilities.recipes import recipes_of
from fairsvc.model.recipe import Auth, Door, PathRule, Recipe, Staging
from fairsvc.resolve.recipes.loading import load_recipes
from fairsvc.settings import Settings

ORIGIN = 'source = "our own"\nchecked_at = 2026-01-31\n'
RULE = '[[recipes.paths]]\nprefix = "/data"\ntemplate = "https://files.facility.example/{path}"\n'


def written(folder: Path, name: str, text: str) -> Settings:
    facilities = folder / "facilities"
    facilities.mkdir()
    (facilities / f"{name}.toml").write_text(f'id = "{name}"\n{text}', "utf-8")
    return Settings(folder=folder)


def recipe_named(recipes: tuple[Recipe, ...], name: str) -> Recipe:
    (found,) = (one for one in recipes if one.id == name)
    return found


def test_a_recipe_takes_prefixes_and_hosts_from_its_profile(tmp_path: Path) -> None:
    text = (
        'name = "Ring"\n'
        f'[[doi_prefixes]]\nvalue = "10.5072"\n{ORIGIN}'
        f'[[doi_prefixes]]\nvalue = "10.5073"\nstatus = "unverified"\n{ORIGIN}'
        f'[[landing_hosts]]\nvalue = "doi.facility.example"\n{ORIGIN}'
        f'[[recipes]]\nid = "files"\ncatalogue = "scicat"\nbase_url = "https://scicat.facility.example/api/v3/"\n'
        f'door = "webdav"\nauth = "none"\nstaging = "tape"\n{ORIGIN}{RULE}'
    )
    assert recipe_named(load_recipes(written(tmp_path, "ring", text)), "ring/files") == Recipe(
        "ring/files",
        "scicat",
        "https://scicat.facility.example/api/v3",
        ("10.5072",),
        ("doi.facility.example", "scicat.facility.example"),
        (PathRule("/data", "https://files.facility.example/{path}"),),
        Door.WEBDAV,
        Auth.NONE,
        Staging.TAPE,
    )


def test_a_recipe_may_name_its_own(tmp_path: Path) -> None:
    text = (
        f'[[recipes]]\nid = "icatplus"\ncatalogue = "icatplus"\nbase_url = "https://icatplus.facility.example"\n'
        f'doi_prefixes = ["10.5072"]\nlanding_hosts = []\n{ORIGIN}'
    )
    found = recipe_named(load_recipes(written(tmp_path, "esrf", text)), "esrf/icatplus")
    assert (found.base_url, found.doi_prefixes, found.landing_hosts) == (
        "https://icatplus.facility.example",
        ("10.5072",),
        (),
    )


def test_the_operators_recipe_takes_the_place_of_ours_by_its_id(tmp_path: Path) -> None:
    text = f'[[recipes]]\nid = "fs"\ncatalogue = "scicat"\nbase_url = "https://fs.facility.example/api"\n{ORIGIN}{RULE}'
    ours, theirs = recipes_of(load_facilities().values()), load_recipes(written(tmp_path, "desy", text))
    assert {one.id for one in ours} == {one.id for one in theirs}
    assert recipe_named(theirs, "desy/public-data") == recipe_named(ours, "desy/public-data")
    assert recipe_named(theirs, "desy/fs").base_url == "https://fs.facility.example/api"


def test_a_catalogue_that_nobody_can_ask_is_named(tmp_path: Path) -> None:
    text = f'[[recipes]]\nid = "icatplus"\ncatalogue = "scicta"\nbase_url = "https://x.facility.example"\n{ORIGIN}'
    with pytest.raises(BadSettings) as caught:
        load_recipes(written(tmp_path, "esrf", text))
    assert str(caught.value).startswith(
        "a recipe names no catalogue that is known: scicta of esrf/icatplus. Did you mean"
    )


def test_packaged_recipes_invent_no_rules() -> None:
    facilities = load_facilities().values()
    assert {one.id for one in recipes_of(facilities)} == {
        "desy/fs",
        "desy/public-data",
        "esrf/icatplus",
        "ess/scicat",
        "maxiv/scicat",
        "psi/scicat",
    }
    for recipe in (one for facility in facilities for one in facility.recipes):
        assert (recipe.rules, recipe.door, recipe.base_url.status) == ((), None, Status.UNVERIFIED)
        assert recipe.base_url.note


def test_packaged_recipes_can_be_asked(tmp_path: Path) -> None:
    recipes = load_recipes(replace(Settings(), folder=tmp_path))
    assert recipes
    for recipe in recipes:
        assert recipe.doi_prefixes
        assert recipe.base_url.startswith("https://")


def test_the_documented_recipe_is_read(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "recipes.md"
    (example,) = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    recipes = load_recipes(written(tmp_path, "ring", example.removeprefix('id = "ring"\n')))
    found = recipe_named(recipes, "ring/scicat")
    assert found.address_of("/data/visitors/a b.h5") == "https://files.facility.example/public/a%20b.h5"
    assert found.address_of("/data/visitors/tomography/1") == "https://tomo.facility.example/get?file=1"


def test_every_key_and_word_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text("utf-8")
    words = [*_KEYS, *Door, *Auth, *Staging, "scicat", "icat", "icatplus", "panosc"]
    assert [word for word in words if f"`{word}`" not in page] == []
