"""What to probe: PIDs of the store with their harvested record as a first exchange."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fairsvc.jobs.workspace import Workspace
from fairsvc.model.evidence import OaiItem
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import Pid, read_pid
from fairsvc.model.step import OAI_RECORD
from fairsvc.probe.gather import Subject
from fairsvc.store import runs
from fairsvc.store.records import StoredRecord, count_subjects, find_record


def find_unfinished(workspace: Workspace, source: str, sample: int | None) -> int | None:
    """Find the source's assessment that was cut; one of another size is not what a person means who names a sample."""
    run = runs.find_unfinished_assessment(workspace.store, source)
    if run is None or sample is None:
        return run
    wanted = min(sample, count_subjects(workspace.store, source))
    return run if runs.count_tasks(workspace.store, run)[1] == wanted else None


def iter_subjects(workspace: Workspace, pids: Iterable[str]) -> Iterator[Subject]:
    """Make subjects whose OAI-PMH record is the harvested one: it costs no request."""
    for pid in pids:
        yield find_subject(workspace, read_pid(pid), ask_again=False)


def find_subject(workspace: Workspace, pid: Pid, *, ask_again: bool) -> Subject:
    """Make the subject of one PID; `ask_again` asks the endpoint for the record instead of using the harvested one."""
    endpoints = workspace.endpoints()
    stored = find_record(workspace.store, str(pid))
    if stored is None:
        return Subject(pid, endpoints)
    item = OaiItem(stored.source_url, stored.record.prefix, stored.record.identifier, stored.deleted_record)
    seeds = () if ask_again else (_seed(stored),)
    return Subject(pid, replace(endpoints, oai=item), seeds)


def _seed(stored: StoredRecord) -> Exchange:
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
        steps=(OAI_RECORD.name,),
    )


def spread(pids: Iterable[str]) -> list[str]:
    """Order PIDs so that neighbours seldom share a host: by checksum, the same on every machine."""
    return sorted(pids, key=lambda pid: (zlib.crc32(pid.encode()), pid))
