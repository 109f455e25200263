"""BagIt: fetch.txt gives addresses and sizes, the payload manifest every path and its digest."""

from __future__ import annotations

from fairsvc.formats.bagit import MALFORMED
from fairsvc.model.evidence import Evidence
from fairsvc.model.listing_steps import FETCH, PAYLOAD
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.probe.entries import Readings, find_unreadable, has_finding, is_cut

_STEPS = (FETCH.name, PAYLOAD.name)


def _find(evidence: Evidence, readings: Readings) -> Listing | None:
    fetched, held = (readings[step].files if step in readings else () for step in _STEPS)
    if not fetched and not held:
        fault = find_unreadable(readings, *_STEPS)
        return Listing(unreadable=fault) if fault else None
    entries = _joined(fetched, held)
    if is_cut(evidence, *_STEPS) or has_finding(readings, MALFORMED, *_STEPS):
        return Listing(entries, False, "lines of the lists could not be read")
    if held:
        return Listing(entries, True, "a payload manifest names every file of its bag")
    return Listing(entries, None, "fetch.txt names only the files that are not in the bag")


def _joined(fetched: tuple[FileEntry, ...], held: tuple[FileEntry, ...]) -> tuple[FileEntry, ...]:
    """Unite by path; of a file that has to be fetched, the address is fetch.txt's."""
    joined = {entry.path: entry for entry in held}
    for entry in fetched:
        known = joined.get(entry.path)
        digests = known.digests if known else ()
        joined[entry.path] = FileEntry(entry.url, entry.path, entry.size_bytes, digests)
    return tuple(joined.values())


MECHANISM = Mechanism(
    "bagit",
    "fetch.txt and payload manifest of a bag that the page points to",
    "RFC 8493 sections 2.1.3 and 2.2.3",
    0.8,
    2,
    _find,
)
