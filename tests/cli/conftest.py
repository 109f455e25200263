"""Command lines, and a workspace that has harvested and assessed the demo facility."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.main import run
from fairsvc.demo.facility import Facility, running

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run one command line: exit code, standard output, standard error."""

    def fairsvc(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return fairsvc


@pytest.fixture(scope="module")
def facility() -> Iterator[Facility]:
    with running() as facility:
        yield facility


@pytest.fixture(scope="module")
def harvested(facility: Facility, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that has harvested the demo facility."""
    folder = tmp_path_factory.mktemp("workspace")
    assert run(["init", str(folder), "--contact", "steward@facility.example"]) == 0
    toml = folder / "fairsvc.toml"
    added = (
        f'resolver = "{facility.resolver_url}"\nhandle_api = "{facility.handle_api_url}"\n'
        f'registry = "{facility.registry_url}"\nallow = {json.dumps(list(facility.host_ports))}\n'
        "requests_per_s = 500\noai_requests_per_s = 500\nin_flight = 16\nworkers = 16\n"
    )
    toml.write_text(added + toml.read_text("utf-8"), "utf-8")
    config = ["--config", str(toml)]
    assert run([*config, "harvest", "oai", facility.oai_url, "--name", "demo", "--json"]) == 0
    return folder


@pytest.fixture(scope="module")
def folder(harvested: Path) -> Path:
    """A workspace that has harvested and assessed the demo facility."""
    assert run(["--config", str(harvested / "fairsvc.toml"), "assess", "--source", "demo", "--json"]) == 0
    return harvested


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    return folder
