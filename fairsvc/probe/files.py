"""Unite what all mechanisms say of a dataset's files, and tell where they disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.manifest import FileEntry, Manifest, Outcome
from fairsvc.model.mechanism import Listing, Mechanism, Speaker
from fairsvc.model.metadata import Identifier
from fairsvc.model.reading import Reading
from fairsvc.plugins import collect
from fairsvc.probe.file_disagreement import agree, find_file_conflicts, same_names
from fairsvc.probe.same_file import Said, group_files, of_same_bytes
from fairsvc.vocab.access_rights import find_access_state

GROUP = "fairsvc.mechanisms"
# What two that are independent and agree on names and count deserve.
AGREED = 0.95

_ACCESS = {"open": "open", "restricted": "restricted", "closed": "restricted", "embargoed": "embargoed"}

Listings = Mapping[str, Listing]


@cache
def load_mechanisms() -> Mapping[str, Mechanism]:
    """Find the mechanisms by id, the most trusted first. Raises BadPlugin when two share an id."""
    found = collect("fairsvc.probe.mechanisms", GROUP, Mechanism)
    return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[0])))


def gather_files(evidence: Evidence, readings: Mapping[str, Reading]) -> tuple[Manifest, tuple[Finding, ...]]:
    """Ask every mechanism and unite their files; the findings say where they disagree.

    `evidence` has its views of metadata and links, `readings` are by step.
    """
    speakers = tuple(load_mechanisms().values())
    return unite_listings(speakers, find_listings(evidence, readings), stated_access(evidence))


def find_listings(evidence: Evidence, readings: Mapping[str, Reading]) -> dict[str, Listing]:
    """Ask every mechanism; those that are not in use there have no listing."""
    mechanisms = load_mechanisms().values()
    return {one.id: listing for one in mechanisms if (listing := one.find(evidence, readings)) is not None}


def unite_listings(speakers: Sequence[Speaker], found: Listings, access: str) -> tuple[Manifest, tuple[Finding, ...]]:
    """Unite the listings, the lowest rank believed first; `access` counts for files of which nobody says more."""
    speakers = sorted(speakers, key=lambda one: (one.rank, one.id))
    outcomes = tuple(_outcome(one.id, found[one.id]) for one in speakers if one.id in found)
    speaking = [one for one in speakers if one.id in found and found[one.id].entries]
    if not speaking:
        return Manifest(outcomes=outcomes), ()
    said = [(one.id, entry) for one in speaking for entry in found[one.id].entries]
    groups = group_files(said, _alike(speaking, found))
    entries = tuple(_united(group, access) for group in groups)
    best = max(speaking, key=lambda one: one.confidence)
    confidence = AGREED if _any_agree(speaking, found) else best.confidence
    complete, reason = _completeness(speaking, found, len(entries))
    manifest = Manifest(entries, best.id, complete, confidence, reason, outcomes)
    return manifest, find_file_conflicts(speaking, found, groups)


def _outcome(name: str, listing: Listing) -> Outcome:
    if listing.unreadable:
        return Outcome(name, "unreadable", reason=listing.unreadable)
    state = "found" if listing.entries else "nothing"
    return Outcome(name, state, len(listing.entries), listing.complete, listing.reason)


def _united(group: Sequence[Said], access: str) -> FileEntry:
    """Unite what is said of one file: the first to state a size, type, path or digest is believed."""
    entries = [entry for _, entry in of_same_bytes(group)]
    first = entries[0]
    return FileEntry(
        first.url,
        next((entry.path for entry in entries if entry.path), ""),
        next((entry.size_bytes for entry in entries if entry.size_bytes is not None), None),
        first.digests if len(entries) == 1 else _digests(entries),
        next((entry.media_type for entry in entries if entry.media_type), ""),
        next((entry.access for entry in entries if entry.access != "unknown"), access),
        next((entry.availability for entry in entries if entry.availability != "unknown"), "unknown"),
        tuple(dict.fromkeys([name for name, _ in group])),
        first.alternates if len(entries) == 1 else _alternates(entries),
        next((entry.languages for entry in entries if entry.languages), ()),
        next((entry.systems for entry in entries if entry.systems), ()),
        next((entry.other_forms for entry in entries if entry.other_forms), ()),
        next((entry.expires_at for entry in entries if entry.expires_at is not None), None),
    )


def _digests(entries: Sequence[FileEntry]) -> tuple[Identifier, ...]:
    """Take one digest of each algorithm."""
    chosen: dict[str, Identifier] = {}
    for entry in entries:
        for digest in entry.digests:
            chosen.setdefault(digest.scheme, digest)
    return tuple(chosen.values())


def _alternates(entries: Sequence[FileEntry]) -> tuple[str, ...]:
    addresses = dict.fromkeys([url for entry in entries for url in (entry.url, *entry.alternates)])
    return tuple(url for url in addresses if url != entries[0].url)


def stated_access(evidence: Evidence) -> str:
    """Tell what the metadata say of access to the whole dataset, where they say one thing."""
    states = {_ACCESS[state] for text in evidence.union.access if (state := find_access_state(text)) in _ACCESS}
    return states.pop() if len(states) == 1 else "unknown"


def _alike(speaking: Sequence[Speaker], found: Listings) -> frozenset[str]:
    """Find the lists that have the names of the first one, each once."""
    first = found[speaking[0].id].entries
    same = [one.id for one in speaking[1:] if same_names(first, found[one.id].entries)]
    return frozenset((speaking[0].id, *same)) if same else frozenset()


def _any_agree(speaking: Sequence[Speaker], found: Listings) -> bool:
    return any(
        one.id != other.id
        and (one.family or one.id) != (other.family or other.id)
        and agree(found[one.id].entries, found[other.id].entries)
        for one, other in _pairs(speaking)
    )


def _pairs(speaking: Sequence[Speaker]) -> Iterator[tuple[Speaker, Speaker]]:
    return ((one, other) for i, one in enumerate(speaking) for other in speaking[i + 1 :])


def _completeness(speaking: Sequence[Speaker], found: Listings, total: int) -> tuple[bool | None, str]:
    """Believe who states a total, unless all together know of more files than he does."""
    stating = [one.id for one in speaking if found[one.id].complete]
    full = next((name for name in stating if len(found[name].entries) == total), "")
    if full:
        return True, f"{full}: {found[full].reason}"
    if stating:
        counts = ", ".join(f"{name} {len(found[name].entries)}" for name in stating)
        return False, f"{total} files are known of, but who states a total lists fewer: {counts}"
    short = next((one.id for one in speaking if found[one.id].complete is False), "")
    if short:
        return False, f"{short}: {found[short].reason}"
    return None, "; ".join(f"{one.id}: {found[one.id].reason}" for one in speaking if found[one.id].reason)
