"""Evidence of before: found by its digest, while it is kept."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from fairsvc.model.evidence import Evidence
from fairsvc.store.codec import EVIDENCE
from fairsvc.store.connection import Store
from fairsvc.store.tables import evidence

_BATCH = 100

# PID and digest.
Key = tuple[str, str]


def find_past_evidence(store: Store, wanted: Iterable[Key]) -> dict[Key, tuple[int, Evidence]]:
    """Find the newest evidence of each PID with that digest, with its number, without bodies.

    What was pruned, or altered since somebody was forgotten, is left out.
    """
    keys = set(wanted)
    pids = sorted({pid for pid, _ in keys})
    found: dict[Key, tuple[int, Evidence]] = {}
    for start in range(0, len(pids), _BATCH):
        of_pids = evidence.c.pid.in_(pids[start : start + _BATCH])
        named = select(evidence.c.id, evidence.c.pid, evidence.c.digest).where(of_pids).order_by(evidence.c.id)
        with store.reading() as connection:
            numbers = {(pid, digest): number for number, pid, digest in connection.execute(named)}
            chosen = {numbers[key]: key for key in keys if key in numbers and key[0] in pids[start : start + _BATCH]}
            views = select(evidence.c.id, evidence.c.views).where(evidence.c.id.in_(chosen))
            for number, packed in connection.execute(views):
                found[chosen[number]] = (number, EVIDENCE.unpack(packed))
    return found
