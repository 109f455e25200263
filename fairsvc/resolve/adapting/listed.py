"""Files as a repository's API lists them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing


def list_all(entries: Iterable[FileEntry], *, missing: int = 0, lost: str = "") -> Listing:
    """Make the listing of a record whose files an API lists in full.

    `missing` counts the files that it should have listed and did not; `lost` says what else could not be read.

    Files without an address of the web are left out: nobody could fetch them, and nobody tell them apart.
    """
    files = tuple(entries)
    known = tuple(entry for entry in files if entry.url.startswith(("https://", "http://")))
    reasons = [f"listed files without an address: {len(files) - len(known)}"] if len(known) < len(files) else []
    reasons += [f"files that the API counts and does not list: {missing}"] if missing else []
    reasons += [lost] if lost else []
    if reasons:
        return Listing(known, False, "; ".join(reasons))
    return Listing(known, True, "the record's API lists all its files")
