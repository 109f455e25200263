"""A disk that runs full: one sentence, and the same command goes on when there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.oai_provider import provider, three_pages
from tests.support.running import finish, make_workspace, query
from tests.support.server import Asked, Handler, Reply, Served


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """An own disk of some 100 KiB more than an empty store; it grows by `_grow`."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a disk of a known size is mounted by root on Linux only")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("mount is not allowed here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def _resize(disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def _world(asked: Asked) -> Reply:
    if asked.path.startswith("/oai"):
        return provider(three_pages())(asked)
    if asked.path.startswith("/10."):
        return 200, [("Content-Type", "text/html")], b"<!doctype html><title>x</title>" + os.urandom(20_000)
    return 404, [], b""


def test_a_store_without_room(small_disk: Path, serve: Callable[[Handler], Served]) -> None:
    served = serve(_world)
    folder = make_workspace(small_disk, served.url)
    harvest = ("harvest", "oai", f"{served.url}/oai", "--name", "demo", "--json")
    _resize(small_disk, "280k")
    code, said = finish(folder, *harvest)
    assert code == 2
    assert "there is no room left on the disk of the store" in said
    assert finish(folder, "harvest", "explain", "demo")[0] in (0, 2)
    _resize(small_disk, "8m")
    assert finish(folder, *harvest)[0] == 0
    assert query(folder, "SELECT count(*) FROM item") == [(30,)]


def test_an_evidence_folder_without_room(small_disk: Path, tmp_path: Path, serve: Callable[[Handler], Served]) -> None:
    served = serve(_world)
    folder = make_workspace(tmp_path / "work", served.url)
    toml = folder / "fairsvc.toml"
    toml.write_text(f'evidence = "{small_disk}"\n' + toml.read_text("utf-8"), "utf-8")
    assert finish(folder, "harvest", "oai", f"{served.url}/oai", "--name", "demo", "--json")[0] == 0
    _resize(small_disk, "500k")
    code, said = finish(folder, "assess", "--source", "demo", "--json")
    assert code == 2
    assert f"there is no room left on the disk: {small_disk}" in said
    _resize(small_disk, "8m")
    assert finish(folder, "assess", "--source", "demo", "--json")[0] == 0
    assert query(folder, "SELECT count(*), count(DISTINCT pid) FROM evidence") == [(30, 30)]
    assert finish(folder, "evidence", "show", "10.5072/7", "--at", "exchange/page")[0] == 0
