"""From a PID to its files: list, verify, download, open - for any repository, one way.

    from fairsvc.resolve import resolve, open, download

    for entry in resolve("10.5072/abc", contact="me@example.org").manifest.entries:
        print(entry.path, entry.size_bytes)

It loads none of assessors, cli, harvest and training, so that it works beside folders of these names; what lies below
is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairsvc.resolve.api import download, open, resolve  # noqa: A004 - a person writes fairsvc.resolve.open

if TYPE_CHECKING:
    from fairsvc.model.manifest import FileEntry, Manifest
    from fairsvc.model.resolution import Resolution
    from fairsvc.resolve.filesystem import DoiFileSystem
    from fairsvc.resolve.resolver import Resolver

__all__ = ("DoiFileSystem", "FileEntry", "Manifest", "Resolution", "Resolver", "download", "open", "resolve")

_LATER = {
    "DoiFileSystem": "fairsvc.resolve.filesystem",
    "FileEntry": "fairsvc.model.manifest",
    "Manifest": "fairsvc.model.manifest",
    "Resolution": "fairsvc.model.resolution",
    "Resolver": "fairsvc.resolve.resolver",
}


def __getattr__(name: str) -> object:
    """Load a type when it is first named (PEP 562)."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - start-up counts here

    return getattr(import_module(_LATER[name]), name)
