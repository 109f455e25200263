"""Where the mechanisms disagree on a dataset's files: how many, which names, sizes, digests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from fairsvc.model.dataset import CONFLICT
from fairsvc.model.evidence import Finding
from fairsvc.model.manifest import FileEntry
from fairsvc.model.mechanism import Listing, Speaker
from fairsvc.probe.same_file import Said, canonical_url, name_of, of_same_bytes

WHERE = "view/manifest"
# People round sizes to two figures and mean powers of 1000 or of 1024: 1 TB is 9 % less than 1 TiB.
_ROUNDED = 0.1
_MOST_NAMED = 3


def agree(one: Sequence[FileEntry], other: Sequence[FileEntry]) -> bool:
    """Tell whether two lists have the same addresses, or equally many files of the same names."""
    if len(one) != len(other):
        return False
    if {entry.url for entry in one} == {entry.url for entry in other}:
        return True
    return Counter(map(name_of, one)) == Counter(map(name_of, other)) or _addresses(one) == _addresses(other)


def same_names(one: Sequence[FileEntry], other: Sequence[FileEntry]) -> bool:
    """Tell whether two lists have the same names, and no name twice."""
    if len(one) != len(other):
        return False
    names = set(map(name_of, one))
    return len(names) == len(one) and names == set(map(name_of, other))


def find_file_conflicts(
    speaking: Sequence[Speaker], found: Mapping[str, Listing], groups: Sequence[Sequence[Said]]
) -> tuple[Finding, ...]:
    """Hold each list against the one that is believed first, and what is said of each file against one another."""
    exact = {mechanism.id: mechanism.exact for mechanism in speaking}
    lists = (_compare_lists(speaking[0].id, other.id, found, groups) for other in speaking[1:])
    several = [own for group in groups if len(group) > 1 and len(own := of_same_bytes(group)) > 1]
    details = {
        "file-sizes": _first_few(several, lambda group: _sizes(group, exact)),
        "file-digests": _first_few(several, _digests),
    }
    files = (Finding(f"{CONFLICT}{name}", WHERE, detail) for name, detail in details.items() if detail)
    return (*(finding for finding in lists if finding is not None), *files)


def _compare_lists(
    first: str, other: str, found: Mapping[str, Listing], groups: Sequence[Sequence[Said]]
) -> Finding | None:
    if agree(found[first].entries, found[other].entries):
        return None
    shares = [({name for name, _ in group}, group) for group in groups]
    only = {
        name: [name_of(group[0][1]) for names, group in shares if name in names and lacking not in names]
        for name, lacking in ((first, other), (other, first))
    }
    if not any(only.values()):
        return None
    # Files, not entries: a list may give one file in several forms.
    counts = {name: sum(name in names for names, _ in shares) for name in (first, other)}
    code = "files" if counts[first] != counts[other] else "file-names"
    shown = "; ".join(f"only in {name}: {_named(names)}" for name, names in only.items() if names)
    detail = f"{first} lists {counts[first]} files; {other} lists {counts[other]} ({shown})"
    return Finding(f"{CONFLICT}{code}", WHERE, detail)


def _addresses(entries: Sequence[FileEntry]) -> set[str]:
    return {canonical_url(entry.url) for entry in entries}


def _first_few(groups: Sequence[Sequence[Said]], clash: Callable[[Sequence[Said]], str]) -> str:
    clashes = [shown for group in groups if (shown := clash(group))]
    more = f"; and {len(clashes) - _MOST_NAMED} more" if len(clashes) > _MOST_NAMED else ""
    return "; ".join(clashes[:_MOST_NAMED]) + more


def _sizes(group: Sequence[Said], exact: Mapping[str, bool]) -> str:
    said = [(name, entry.size_bytes) for name, entry in group if entry.size_bytes is not None]
    for name, size in said[1:]:
        first, expected = said[0]
        slack = 0.0 if exact[name] and exact[first] else _ROUNDED * max(size, expected)
        if abs(size - expected) > slack:
            return f"{name_of(group[0][1])}: {first} says {expected} bytes, {name} says {size}"
    return ""


def _digests(group: Sequence[Said]) -> str:
    known: dict[str, tuple[str, str]] = {}
    for name, algorithm, value in _iter_digests(group):
        first, expected = known.setdefault(algorithm, (name, value))
        if value != expected:
            shown = f"{algorithm} {expected[:16]} by {first}, {value[:16]} by {name}"
            return f"{name_of(group[0][1])}: {shown}"
    return ""


def _iter_digests(group: Sequence[Said]) -> Iterator[tuple[str, str, str]]:
    return ((name, digest.scheme, digest.value) for name, entry in group for digest in entry.digests)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(name[:60] for name in names[:_MOST_NAMED])
    return f"{shown} ..." if len(names) > _MOST_NAMED else shown
