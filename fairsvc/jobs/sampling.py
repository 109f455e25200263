"""Which datasets of a bulk run get a full look: a few of each host and agency.

Content negotiation is the host's behaviour: what a few of its datasets show holds for the others.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass

from fairsvc.jobs.subjects import order_key
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import PAGE
from fairsvc.vocab.addresses import authority


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Who answers for a dataset: the host of its landing page, and the prefix or scheme that tells the agency."""

    host: str
    agency: str


@dataclass(frozen=True, slots=True)
class Sampled:
    """A group, how many of its datasets were seen, and those that are looked at in full."""

    group: Group
    datasets: int
    pids: tuple[str, ...]


class HostSample:
    """Choose while the run goes: the first `size` datasets of each group in the order of runs, whoever answers first.

    The choice follows from the set of datasets alone, so that a run that was cut takes no other when it goes on.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen: dict[Group, int] = {}
        self._first: dict[Group, list[tuple[int, str]]] = {}

    def see(self, evidence: Evidence) -> None:
        """Take notice of a dataset; one whose page did not answer shows no host."""
        group = find_group(evidence)
        if group is None:
            return
        self._seen[group] = self._seen.get(group, 0) + 1
        first = self._first.setdefault(group, [])
        insort(first, order_key(str(evidence.pid)))
        del first[self._size :]

    def chosen(self) -> tuple[Sampled, ...]:
        """List the groups by name, with what was chosen of each."""
        return tuple(
            Sampled(group, self._seen[group], tuple(pid for _, pid in self._first[group]))
            for group in sorted(self._seen)
        )


def find_group(evidence: Evidence) -> Group | None:
    """Find who answers for the dataset; None when its page did not answer."""
    page = evidence.exchange(PAGE)
    if page is None or not page.ok:
        return None
    scheme, value = evidence.pid.scheme, evidence.pid.value
    agency = value.partition("/")[0] if scheme in ("doi", "handle") else scheme
    return Group(authority(page.url), agency)
