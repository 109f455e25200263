"""Forget a dataset or a person: in what is held, in evidence, and in what comes later."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fairsvc.errors import BadPid, NotFound
from fairsvc.formats.blanking import blank_person, find_names, find_orcid, has_orcid
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Header, Hop, Need
from fairsvc.model.pid import find_pid
from fairsvc.net.configured import SOFTWARE
from fairsvc.probe.extract import archived, extract
from fairsvc.store import altering
from fairsvc.store.backup import CARE
from fairsvc.store.claims import claim
from fairsvc.store.evidence import list_evidence, list_exchanges, load_evidence, replace_evidence
from fairsvc.store.forgetting import (
    ORCID,
    PID,
    Memory,
    Tombstone,
    count_of_pid,
    find_alterations,
    find_tombstone,
    list_tombstones,
    read_memory,
)
from fairsvc.store.reclaiming import Reclaimed, reclaim
from fairsvc.store.runs import list_sources


@dataclass(frozen=True, slots=True)
class Target:
    """Whom or what to forget: a PID as the store spells it, or an ORCID."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out, in a sentence, and the bytes that this freed; `held_bytes` wait for a running process."""

    removed: str
    reclaimed: Reclaimed


def read_target(text: str) -> Target:
    """Tell an ORCID from a PID. Raises BadPid."""
    bare = text.strip().rpartition("orcid.org/")[2]
    if len(bare) <= 19 and (orcid := find_orcid(bare)):
        return Target(ORCID, orcid)
    pid = find_pid(text)
    if pid is None or "orcid.org/" in text:
        next_step = "A DOI looks like 10.5072/abc, an ORCID like 0000-0002-1825-0097"
        raise BadPid("this is neither a PID nor an ORCID", repr(text[:200]), next_step)
    return Target(PID, str(pid))


def forget(workspace: Workspace, target: Target, reason: str = "") -> Forgotten:
    """Take it out of store and evidence, and leave a tombstone. Again, it does what was left undone.

    Raises StoreUnusable, also while another process harvests or assesses.
    """
    store, now = workspace.store, datetime.now(UTC)
    with _alone_at_work(workspace):
        if target.kind == PID:
            removed = altering.forget_dataset(store, target.value, reason, now)
        else:
            removed = altering.forget_person(store, target.value, reason, now)
            removed.evidence = _blank_evidence(workspace, removed)
            altering.note_removed(store, removed)
        store.warc_files.close()
        reclaimed = reclaim(store)
        waiting = altering.wipe(store)
    return Forgotten(removed.sentence(), replace(reclaimed, held_bytes=reclaimed.held_bytes + waiting))


def refuse_forgotten(workspace: Workspace, pid: str) -> None:
    """Raise NotFound, with the tombstone's words, when the dataset was forgotten."""
    stone = find_tombstone(workspace.store, PID, pid)
    if stone is not None:
        why = f"; reason: {stone.reason}" if stone.reason else ""
        raise NotFound(
            "this dataset was forgotten", f"{pid}, on {stone.forgotten_at:%Y-%m-%d}{why}", "Nothing of it is held"
        )


def list_forgotten(workspace: Workspace) -> tuple[Tombstone, ...]:
    """List what was forgotten, without saying whom."""
    return list_tombstones(workspace.store)


def count_held(workspace: Workspace, target: Target) -> str:
    """Say in a clause what would be taken out."""
    if target.kind == ORCID:
        return "name and ORCID in every record, page and evidence that holds the ORCID"
    records, evidence = count_of_pid(workspace.store, target.value)
    return f"{records} records and {evidence} evidence, with their parts of pages, and all its assessments"


def altered_at(workspace: Workspace, evidence: Evidence) -> tuple[datetime, ...]:
    """Tell when parts of this evidence were blanked, since a person in it was forgotten."""
    return find_alterations(workspace.store, evidence.digest)


def forgetful(workspace: Workspace) -> Callable[[Evidence], Evidence]:
    """Make what takes forgotten persons out of new evidence, by what is forgotten now."""
    memory = read_memory(workspace.store)
    return lambda gathered: without_persons(gathered, memory) if memory.digests else gathered


def without_persons(gathered: Evidence, memory: Memory) -> Evidence:
    """Blank forgotten persons in every exchange, and read the views anew; the same evidence when it names none."""
    views = (gathered.page, gathered.registry, gathered.oai)
    agents = frozenset().union(*(find_names(view, memory.knows_orcid) for view in views))

    def blank(data: bytes) -> bytes:
        return blank_person(data, memory.knows_orcid, agents)

    exchanges = tuple(_blanked(asked, blank) for asked in gathered.exchanges)
    return gathered if exchanges == gathered.exchanges else extract(replace(gathered, exchanges=exchanges))


def _blanked(asked: Exchange, blank: Callable[[bytes], bytes]) -> Exchange:
    def text(value: str) -> str:
        return blank(value.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def fields(headers: tuple[Header, ...]) -> tuple[Header, ...]:
        return tuple((name, text(value)) for name, value in headers)

    body = None if asked.body is None else blank(asked.body)
    changed = replace(
        asked,
        need=Need(text(asked.need.url), asked.need.method, fields(asked.need.headers)),
        hops=tuple(Hop(text(hop.url), hop.status, fields(hop.headers)) for hop in asked.hops),
        body=body,
    )
    return changed if body == asked.body or body is None else replace(changed, body_sha256=_sha256(body))


def _blank_evidence(workspace: Workspace, removed: altering.Removed) -> int:
    """Rewrite every evidence that names a forgotten person, the oldest first."""
    store, memory, count = workspace.store, read_memory(workspace.store), 0
    for pid, number in list_evidence(store):
        if _names_person(workspace, pid, number, memory):
            gathered = load_evidence(store, pid, at=number, with_bodies=True)
            altered = archived(without_persons(gathered, memory))
            replace_evidence(store, number, altered, SOFTWARE, removed.number)
            count += 1
    return count


def _names_person(workspace: Workspace, pid: str, number: int, memory: Memory) -> bool:
    """Look into the archived bytes, without reading them as exchanges."""
    return any(has_orcid(data, memory.knows_orcid) for data in _archived_bytes(workspace, pid, number))


def _archived_bytes(workspace: Workspace, pid: str, number: int) -> Iterator[bytes]:
    for line in list_exchanges(workspace.store, pid, at=number):
        yield line.url.encode("utf-8", "replace")
        if line.place is not None:
            data = workspace.store.warc_files.read(line.place)
            try:
                yield gzip.decompress(data)
            except (OSError, EOFError, zlib.error):
                continue


@contextmanager
def _alone_at_work(workspace: Workspace) -> Iterator[None]:
    """Keep every harvest and assessment, backup and pruning away: each could bring back what is being removed."""
    with ExitStack() as stack:
        stack.enter_context(claim(workspace.store, *CARE))
        for row in list_sources(workspace.store):
            for work in ("harvest", "assessment"):
                stack.enter_context(claim(workspace.store, work, row.name))
        yield


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
