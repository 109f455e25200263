"""What a program calls that holds a PID: resolve, open, download.

All take `contact`, the mail address that other people's servers are told; `settings`, else those that the command line
would find; or `resolver`, which the caller closes.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from fairsvc.model.resolution import Resolution
    from fairsvc.resolve.resolver import Resolver
    from fairsvc.resolve.transfer.report import Report
    from fairsvc.settings import Settings

# What lies below takes its time to load, and many who import this never call it.
# ruff: noqa: PLC0415


def resolve(
    pid: str,
    *,
    contact: str = "",
    settings: Settings | None = None,
    resolver: Resolver | None = None,
    standards_only: bool = False,
) -> Resolution:
    """Find the files of a PID; that there are none is said in the resolution, not raised. Raises BadPid, BadSettings.

    >>> resolve("10.5072/abc", contact="me@example.org").manifest.entries
    (FileEntry(path='scan.h5', ...),)
    """
    asked = resolver or _resolver(settings, contact)
    return asked.resolve(pid, standards_only=standards_only)


def open(  # noqa: A001 - a person writes fairsvc.resolve.open
    pid: str,
    path: str = "",
    mode: str = "rb",
    *,
    contact: str = "",
    settings: Settings | None = None,
    resolver: Resolver | None = None,
    **options: Any,
) -> IO[Any]:
    """Open a file of a PID for reading; the path may be left out where there is one file. Raises OSError, BadSettings.

    `options` are those of fsspec: encoding, compression, block_size, cache_type.

    >>> h5py.File(open("10.5072/abc", "raw/scan.h5", contact="me@example.org"))
    <HDF5 file "scan.h5" (mode r)>
    """
    from fairsvc.resolve.filesystem import DoiFileSystem
    from fairsvc.resolve.remote.address import exact_root

    fs = DoiFileSystem(contact=contact, settings=settings, resolver=resolver)
    root = exact_root(pid)
    opened: IO[Any] = fs.open(f"{root}/{path}" if path else fs.only_file(root), mode, **options)
    return opened


def download(
    pid: str,
    folder: str | Path,
    *patterns: str,
    contact: str = "",
    settings: Settings | None = None,
    resolver: Resolver | None = None,
    **options: Any,
) -> Report:
    """Download the files of a PID, or those whose paths fit a pattern, into a folder; each is verified.

    What is there already is not fetched again. `options` are max_size_bytes, dry_run and on_progress. Raises
    ProblemsFound when the PID has no files, FetchFailed when nobody could tell, UsageError when no file fits.

    >>> download("10.5072/abc", "data", "raw/*.h5", contact="me@example.org")
    Report(files=...)
    """
    from pathlib import Path

    from fairsvc.resolve.transfer.downloading import download as fetch

    asked = resolver or _resolver(settings, contact)
    return fetch(asked.resolve(pid), Path(folder), asked.client, patterns=patterns, **options)


def _resolver(settings: Settings | None, contact: str) -> Resolver:
    from fairsvc.resolve.configured import settings_of, shared_session

    return shared_session(settings_of(settings, contact=contact)).resolver
