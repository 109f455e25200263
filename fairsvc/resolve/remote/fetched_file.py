"""One file of a dataset downloaded to a path of the caller's choice, as every download is: resumed and verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fairsvc.model.manifest import FileEntry
from fairsvc.resolve.remote.datasets import Place
from fairsvc.resolve.remote.os_errors import os_error
from fairsvc.resolve.transfer.downloading import Door, download
from fairsvc.resolve.transfer.report import Progress, State


def fetch_to(path: Path, place: Place, entry: FileEntry, door: Door, on_bytes: Callable[[int], None]) -> None:
    """Download the file and put it at the path when it is whole. Raises OSError; `on_bytes` hears how much is there."""

    def watch(progress: Progress) -> None:
        on_bytes(progress.done_bytes)

    resolution = place.dataset.resolution
    alone = replace(resolution, manifest=replace(resolution.manifest, entries=(entry,)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".fairsvc-", dir=path.parent) as folder:
        (fetched,) = download(alone, Path(folder), door, on_progress=watch).files
        if fetched.state is not State.FETCHED:
            kind = PermissionError if fetched.state is State.NOT_TRIED else OSError
            raise os_error(kind, f"the file was not downloaded: {fetched.because}".rstrip("."), place.name)
        (Path(folder) / fetched.path).replace(path)
