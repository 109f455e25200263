"""Run command lines in processes of their own that start within milliseconds and may be killed."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from cli.main import run
from fairsvc.jobs.workspace import open_workspace
from fairsvc.settings import load_settings

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(
    [
        "cli.main",
        "fairsvc.jobs.pipeline",
        "fairsvc.jobs.harvesting",
        "fairsvc.resolve.resolver",
        "fairsvc.resolve.transfer.downloading",
    ]
)


def start(folder: Path, *arguments: str) -> BaseProcess:
    """Start `fairsvc ARGUMENTS` with the settings in the folder; its output goes to files there."""
    process = _processes.Process(target=_work, args=(str(folder), arguments), daemon=True)
    process.start()
    return process


def finish(folder: Path, *arguments: str, patience_s: float = 60) -> tuple[int | None, str]:
    """Run it to its end: the exit code, and what it said on standard error."""
    process = start(folder, *arguments)
    process.join(patience_s)
    assert process.pid is not None
    return process.exitcode, (folder / f"{process.pid}.err").read_text("utf-8")


def make_workspace(folder: Path, url: str) -> Path:
    """Make a workspace whose resolver and registry are one server on loopback, asked as fast as can be."""
    folder.mkdir(exist_ok=True)
    toml = (
        f'resolver = "{url}"\nhandle_api = "{url}/api/handles"\nregistry = "{url}"\n'
        f'allow = ["{url.removeprefix("http://")}"]\nrequests_per_s = 2000\noai_requests_per_s = 2000\n'
        "in_flight = 32\nworkers = 8\ntotal_timeout_s = 20\nrobots = false\n"
    )
    (folder / "fairsvc.toml").write_text(toml, "utf-8")
    with open_workspace(load_settings(folder / "fairsvc.toml", {}, {}), create=True):
        return folder


def query(folder: Path, statement: str) -> list[Any]:
    """Ask the store."""
    connection = sqlite3.connect(folder / "fairsvc.db")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def _work(folder: str, arguments: tuple[str, ...]) -> None:
    os.chdir(folder)
    with Path(f"{os.getpid()}.out").open("w") as sys.stdout, Path(f"{os.getpid()}.err").open("w") as sys.stderr:
        code = run(arguments)
    os._exit(code)
