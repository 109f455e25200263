"""fairsvc recipe, from the command line, against a catalogue on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from cli import main, recipe
from tests.support.running import make_workspace
from tests.support.scicat_stand_in import DOI, SciCat
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]
Call = Callable[..., tuple[int, str, str]]

PROFILE = """
id = "ring"
name = "Ring"

[[doi_prefixes]]
value = "10.5072"
source = "our own"
checked_at = 2026-01-31

[[recipes]]
id = "scicat"
catalogue = "scicat"
base_url = "BASE/api/v3"
door = "https"
auth = "none"
note = "Our disk is read by everybody."
source = "our own"
checked_at = 2026-01-31
"""
RULE = '[[recipes.paths]]\nprefix = "/data/visitors/beamline/2026"\ntemplate = "BASE/door/{path}"\n'


@pytest.fixture
def call(call: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run one command line of this group alone."""
    app = typer.Typer()
    app.callback()(main._globals)
    recipe.register(app)
    monkeypatch.setattr(main, "app", app)
    return call


def workspace(folder: Path, url: str, text: str = PROFILE + RULE) -> list[str]:
    make_workspace(folder, url)
    (folder / "facilities").mkdir()
    (folder / "facilities" / "ring.toml").write_text(text.replace("BASE", url), "utf-8")
    return ["--config", str(folder / "fairsvc.toml")]


def test_a_recipe_that_works(call: Call, serve: Serve, tmp_path: Path) -> None:
    config = workspace(tmp_path, serve(SciCat()).url)
    code, out, _ = call(*config, "recipe", "test", "ring")
    assert code == 0, out
    assert out.splitlines()[0] == f"Recipe ring/scicat with doi:{DOI}"
    assert "2 of 2 files get an address" in out


def test_what_is_to_mend_exits_with_1(call: Call, serve: Serve, tmp_path: Path) -> None:
    config = workspace(tmp_path, serve(SciCat()).url, PROFILE)
    code, out, _ = call(*config, "recipe", "test", "ring", DOI, "--json")
    steps = {step["name"]: step for step in json.loads(out)["steps"]}
    assert (code, steps["addresses"]["state"], "door" in steps) == (1, "mend", False)
    assert '[[recipes.paths]]  prefix = "/data/visitors/beamline/2026/one"' in steps["addresses"]["next_step"]


@pytest.mark.parametrize("arguments", [[], [DOI]])
def test_a_server_that_does_not_answer_exits_with_3(
    call: Call, serve: Serve, tmp_path: Path, arguments: list[str]
) -> None:
    config = workspace(tmp_path, serve(lambda _: (500, [], b"")).url)
    code, out, err = call(*config, "recipe", "test", "ring", *arguments)
    assert code == 3
    assert "answered 500" in out + err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["desy"], "the facility has several recipes: desy. Choose with --recipe: public-data, fs"),
        (
            ["desy", "--recipe", "fz"],
            "the facility has no such recipe: fz of desy. Choose with --recipe: public-data, fs",
        ),
        (["soleil"], "the facility has no such recipe: soleil. Write one: docs/recipes.md"),
        (["rign"], "there is no profile of this facility: rign. Did you mean ring?"),
        (["ring", "no pid"], "no pid"),
    ],
)
def test_a_wrong_call_gets_a_sentence(
    call: Call, serve: Serve, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    config = workspace(tmp_path, serve(SciCat()).url)
    code, _, err = call(*config, "recipe", "test", *arguments)
    assert (code, sentence in err) == (2, True), err


def test_a_catalogue_that_is_not_known(call: Call, serve: Serve, tmp_path: Path) -> None:
    config = workspace(tmp_path, serve(SciCat()).url, PROFILE.replace('catalogue = "scicat"', 'catalogue = "scicta"'))
    code, _, err = call(*config, "recipe", "test", "ring", DOI)
    assert (code, "scicta of ring/scicat. Did you mean scicat?" in err) == (2, True), err


def test_show(call: Call, serve: Serve, tmp_path: Path) -> None:
    url = serve(SciCat()).url
    config = workspace(tmp_path, url)
    code, out, _ = call(*config, "recipe", "show", "ring")
    assert code == 0
    assert [line.strip() for line in out.splitlines()] == [
        "ring/scicat",
        f"catalogue: scicat at {url}/api/v3",
        "used for DOIs of: 10.5072",
        f"used for pages on: {url.removeprefix('http://')}",
        "door: https",
        "wants: none",
        "files lie: not known",
        f"/data/visitors/beamline/2026: {url}/door/{{path}}",
        "note: Our disk is read by everybody.",
        "from: verified, 2026-01-31: our own",
    ]


def test_show_needs_no_settings(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = call("recipe", "show", "MAX IV")
    assert (code, "no rule: internal paths have no address" in out) == (0, True)
    assert call("recipe", "show", "soleil")[1].startswith("SOLEIL has no recipe.")
    assert json.loads(call("recipe", "show", "psi", "--json")[1])[0]["catalogue"] == "scicat"
