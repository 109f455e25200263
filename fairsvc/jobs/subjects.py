"""What to probe: PIDs of the store with their harvested records as first exchanges."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fairsvc.jobs.datasets import Ranking
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.dataset import Described
from fairsvc.model.evidence import OaiItem
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import Pid, read_pid
from fairsvc.model.step import OAI_RECORD
from fairsvc.probe.disagreement import record_step
from fairsvc.probe.gather import Subject
from fairsvc.store import runs
from fairsvc.store.records import StoredRecord, count_subjects, list_records

# Records of other kinds of source cannot be asked for again; what DataCite says is asked at the registry.
_OAI = "oai"
# Sources beside the first whose records go into the evidence.
MOST_OTHERS = 8


def find_unfinished(workspace: Workspace, source: str, sample: int | None) -> int | None:
    """Find the source's assessment that was cut; one of another size is not what a person means who names a sample."""
    run = runs.find_unfinished_assessment(workspace.store, source)
    if run is None or sample is None:
        return run
    wanted = min(sample, count_subjects(workspace.store, source))
    return run if runs.count_tasks(workspace.store, run)[1] == wanted else None


def iter_subjects(workspace: Workspace, pids: Iterable[str]) -> Iterator[Subject]:
    """Make subjects whose OAI-PMH record is the harvested one: it costs no request."""
    ranking = Ranking(workspace)
    for pid in pids:
        yield find_subject(workspace, read_pid(pid), ask_again=False, ranking=ranking)


def find_subject(workspace: Workspace, pid: Pid, *, ask_again: bool, ranking: Ranking | None = None) -> Subject:
    """Make the subject of one PID; `ask_again` asks the endpoint for the record instead of using the harvested one.

    Of several sources, the one that counts most is the OAI-PMH view; the records of the others go with it, so that the
    evidence can show where they disagree. It is the same whichever source the PID was taken from.
    """
    endpoints = workspace.endpoints()
    ranked = (ranking or Ranking(workspace)).order(list_records(workspace.store, str(pid)))
    harvested = [(one, stored) for one, stored in ranked if one.kind == _OAI]
    if not harvested:
        return Subject(pid, endpoints)
    one, stored = harvested[0]
    item = OaiItem(stored.source_url, one.prefix, one.identifier, stored.deleted_record, one.source)
    seeds = () if ask_again else (_seed(stored, OAI_RECORD.name),)
    return Subject(pid, replace(endpoints, oai=item), (*seeds, *_other_seeds(one, harvested, seeds)))


def _other_seeds(
    first: Described, harvested: Iterable[tuple[Described, StoredRecord]], seeds: Iterable[Exchange]
) -> Iterable[Exchange]:
    """Give the best live record of each other source; an answer that brought two of them is kept for the first."""
    taken = {seed.need for seed in seeds}
    sources = {first.source}
    for one, stored in harvested:
        if one.source in sources or one.deleted or one.metadata is None or len(sources) > MOST_OTHERS:
            continue
        seed = _seed(stored, record_step(one.source))
        sources.add(one.source)
        if seed.need not in taken:
            taken.add(seed.need)
            yield seed


def _seed(stored: StoredRecord, step: str) -> Exchange:
    """Present the harvested record as the exchange that brought it: the list request, the record's bytes."""
    raw = stored.record.raw
    hop = Hop(stored.request_url, 200, (("Content-Type", "text/xml"),))
    return Exchange(
        Need(stored.request_url),
        stored.harvested_at,
        (hop,),
        body=raw,
        body_sha256=stored.record.sha256,
        size_bytes=len(raw),
        steps=(step,),
    )


def spread(pids: Iterable[str]) -> list[str]:
    """Order PIDs so that neighbours seldom share a host: by checksum, the same on every machine."""
    return sorted(pids, key=lambda pid: (zlib.crc32(pid.encode()), pid))
