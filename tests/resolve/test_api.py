"""What a program calls: resolve, open, download, and what that loads."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fairsvc.resolve
from fairsvc.errors import NotFound, ProblemsFound
from fairsvc.resolve.resolver import Resolver
from tests.support.file_site import FileSite

PID = "10.5072/set"
ROOT = Path(__file__).resolve().parents[2]
GENERIC = ("assessors", "cli", "harvest", "training")


@pytest.fixture
def site() -> FileSite:
    return FileSite({PID: {"a.txt": b"letters", "raw/b.txt": b"more"}, "10.5072/one": {"only.txt": b"alone"}})


def test_resolve_lists_the_files(site: FileSite, serve: Callable[..., Any]) -> None:
    found = fairsvc.resolve.resolve(f"https://doi.org/{PID}", settings=site.start(serve), contact="me@example.org")
    assert isinstance(found, fairsvc.resolve.Resolution)
    assert isinstance(found.manifest, fairsvc.resolve.Manifest)
    assert [entry.path for entry in found.manifest.entries] == ["a.txt", "raw/b.txt"]


def test_open_reads_a_file(site: FileSite, serve: Callable[..., Any]) -> None:
    settings = site.start(serve)
    with fairsvc.resolve.open(PID, "raw/b.txt", settings=settings) as opened:
        assert opened.read() == b"more"
    with Resolver(settings) as resolver, fairsvc.resolve.open("10.5072/one", "", "r", resolver=resolver) as lines:
        assert lines.read() == "alone"
    with pytest.raises(FileNotFoundError, match="it has 2 files"):
        fairsvc.resolve.open(f"doi:{PID}", settings=settings)


def test_download_verifies_and_fetches_nothing_twice(site: FileSite, serve: Callable[..., Any], tmp_path: Path) -> None:
    settings = site.start(serve)
    for state in ("fetched", "kept"):
        site.forget()
        report = fairsvc.resolve.download(PID, tmp_path, "raw/*", settings=settings)
        assert [(one.path, one.state, one.verified_by) for one in report.files] == [("raw/b.txt", state, "sha-256")]
        assert site.file_requests == (state == "fetched")
    assert (tmp_path / "raw" / "b.txt").read_bytes() == b"more"


@pytest.mark.parametrize(
    ("pid", "pattern", "kind", "sentence"),
    [
        (PID, "*.h5", NotFound, "no file fits the patterns: .*.h5. There are: a.txt, raw/b.txt"),
        ("10.5072/gone", "*", ProblemsFound, "the identifier is not registered"),
    ],
)
def test_a_download_of_nothing_is_no_success(
    site: FileSite,
    serve: Callable[..., Any],
    tmp_path: Path,
    pid: str,
    pattern: str,
    kind: type[Exception],
    sentence: str,
) -> None:
    with pytest.raises(kind, match=sentence):
        fairsvc.resolve.download(pid, tmp_path / "data", pattern, settings=site.start(serve))
    assert not (tmp_path / "data").exists()


def test_what_is_offered_can_be_named() -> None:
    assert all(hasattr(fairsvc.resolve, name) for name in fairsvc.resolve.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        fairsvc.resolve.nothing  # noqa: B018


PROGRAM = """
import sys
import fairsvc.resolve
from fairsvc.errors import NotFound, ProblemsFound
light = len(sys.modules)
assert not {"requests", "fsspec", "lxml", "rdflib", "pydantic"} & set(sys.modules), sorted(sys.modules)
from fairsvc.settings import Settings
settings = Settings(resolver=sys.argv[1], registry=sys.argv[1], allow=(sys.argv[1][7:],), requests_per_s=2000)
found = fairsvc.resolve.resolve("10.5072/set", settings=settings)
with fairsvc.resolve.open("10.5072/set", "a.txt", settings=settings) as opened:
    print(len(found.manifest.entries), opened.read().decode())
loaded = {"assessors", "cli", "harvest", "training"} & {name.partition(".")[0] for name in sys.modules}
assert not loaded, loaded
"""


def test_it_works_beside_folders_of_generic_names(site: FileSite, serve: Callable[..., Any], tmp_path: Path) -> None:
    """A notebook's own folders come first on the path; none of ours of these names may be asked for."""
    settings = site.start(serve)
    for name in GENERIC:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise ImportError('a decoy was imported')")
    (tmp_path / "program.py").write_text(PROGRAM)
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "program.py", settings.resolver]
    done = subprocess.run(command, check=False, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("2 letters", "")
