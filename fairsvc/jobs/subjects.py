"""What to probe: PIDs of the store with their harvested records as first exchanges."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fairsvc.formats.datacite_json import ID as DATACITE_JSON
from fairsvc.jobs.datasets import Ranking
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.dataset import Described
from fairsvc.model.evidence import OaiItem
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import Pid, read_pid
from fairsvc.model.step import OAI_RECORD, REGISTRY
from fairsvc.probe.disagreement import record_step
from fairsvc.probe.gather import Subject
from fairsvc.store.records import StoredRecord, list_records

# The kind of source whose records can be asked for again one by one.
_OAI = "oai"
# Sources beside the first whose records go into the evidence.
MOST_OTHERS = 8

Ranked = Sequence[tuple[Described, StoredRecord]]


def iter_subjects(workspace: Workspace, pids: Iterable[str]) -> Iterator[Subject]:
    """Make subjects whose OAI-PMH and registry records are the harvested ones: they cost no request."""
    ranking = Ranking(workspace)
    for pid in pids:
        yield find_subject(workspace, read_pid(pid), ask_again=False, ranking=ranking)


def find_subject(workspace: Workspace, pid: Pid, *, ask_again: bool, ranking: Ranking | None = None) -> Subject:
    """Make the subject of one PID; `ask_again` asks endpoint and registry instead of using what was harvested.

    Of several sources, the one that counts most is the OAI-PMH view; the records of the others go with it, so that the
    evidence can show where they disagree. It is the same whichever source the PID was taken from.
    """
    endpoints = workspace.endpoints()
    ranked = (ranking or Ranking(workspace)).order(list_records(workspace.store, str(pid)))
    harvested = [(one, stored) for one, stored in ranked if one.kind == _OAI]
    own = () if ask_again else (*_first_seed(harvested), *_registry_seed(pid, ranked))
    seeds = {seed.need: seed for seed in (*_other_seeds(harvested), *own)}
    if harvested:
        one, stored = harvested[0]
        item = OaiItem(stored.source_url, one.prefix, one.identifier, stored.deleted_record, one.source)
        endpoints = replace(endpoints, oai=item)
    return Subject(pid, endpoints, tuple(seeds.values()))


def _first_seed(harvested: Ranked) -> Iterable[Exchange]:
    return [_seed(stored, OAI_RECORD.name) for _, stored in harvested[:1]]


def _registry_seed(pid: Pid, ranked: Ranked) -> Iterable[Exchange]:
    """Give DataCite's record as the registry's answer; a data file may be a year old, and its address is no web one."""
    for one, stored in ranked:
        if one.prefix == DATACITE_JSON and stored.request_url.startswith("http") and not one.deleted:
            return [_seed(stored, REGISTRY.name)] if pid.scheme == "doi" else []
    return []


def _other_seeds(harvested: Ranked) -> Iterable[Exchange]:
    """Give the best live record of each source but the first."""
    sources = {one.source for one, _ in harvested[:1]}
    for one, stored in harvested:
        if one.source in sources or one.deleted or one.metadata is None or len(sources) > MOST_OTHERS:
            continue
        sources.add(one.source)
        yield _seed(stored, record_step(one.source))


def _seed(stored: StoredRecord, step: str) -> Exchange:
    """Present the harvested record as the exchange that brought it: the list request, the record's bytes."""
    raw = stored.record.raw
    media_type = "application/json" if raw[:1] in (b"{", b"[") else "text/xml"
    hop = Hop(stored.request_url, 200, (("Content-Type", media_type),))
    return Exchange(
        Need(stored.request_url),
        stored.harvested_at,
        (hop,),
        body=raw,
        body_sha256=hashlib.sha256(raw).hexdigest(),
        size_bytes=len(raw),
        steps=(step,),
    )


def spread(pids: Iterable[str]) -> list[str]:
    """Order PIDs so that neighbours seldom share a host: by checksum, the same on every machine."""
    return sorted(pids, key=order_key)


def order_key(pid: str) -> tuple[int, str]:
    """Give the place of a PID in the order of `spread`."""
    return zlib.crc32(pid.encode()), pid
