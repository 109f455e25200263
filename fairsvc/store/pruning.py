"""Retention: keep the latest evidence of each PID, and what the latest judgements rest on; let the rest go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select

from fairsvc.store.backup import CARE
from fairsvc.store.claims import claim
from fairsvc.store.connection import Store
from fairsvc.store.reclaiming import Reclaimed, reclaim
from fairsvc.store.tables import alteration, evidence, exchange, item, judgement

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was let go, or would be: evidence, of how many datasets, its bytes; and what that freed on the disk."""

    evidence: int
    datasets: int
    indexed_bytes: int
    reclaimed: Reclaimed | None = None


def prune_evidence(store: Store, keep: int, source_name: str = "", *, dry_run: bool = False) -> Pruned:
    """Keep the `keep` latest evidence of each PID, of one source or of all. Raises StoreUnusable.

    What the latest judgement rests on stays too, so that its verdicts can be replayed.
    """
    if dry_run:
        return _count(store, _old(keep, source_name))
    with claim(store, *CARE):
        pruned = _count(store, _old(keep, source_name))
        delete_evidence(store, _old(keep, source_name))
        return Pruned(pruned.evidence, pruned.datasets, pruned.indexed_bytes, reclaim(store))


def delete_evidence(store: Store, chosen: Select[Any]) -> None:
    """Delete the evidence whose numbers are selected, with its lines of the WARC index, some at a time."""
    while True:
        with store.writing() as connection:
            numbers = list(connection.execute(chosen.limit(_BATCH)).scalars())
            connection.execute(delete(exchange).where(exchange.c.evidence.in_(numbers)))
            connection.execute(delete(evidence).where(evidence.c.id.in_(numbers)))
        if len(numbers) < _BATCH:
            return


def _old(keep: int, source_name: str) -> Select[Any]:
    ranked = select(
        evidence.c.id,
        evidence.c.pid,
        func.row_number().over(partition_by=evidence.c.pid, order_by=evidence.c.id.desc()).label("rank"),
    ).subquery()
    chosen = select(ranked.c.id).where(ranked.c.rank > keep, ranked.c.id.not_in(_rested_on()))
    if source_name:
        chosen = chosen.where(ranked.c.pid.in_(select(item.c.pid).where(item.c.source == source_name)))
    return chosen.order_by(ranked.c.id)


def _rested_on() -> Select[Any]:
    """Select the newest evidence of each digest that a latest judgement names, also when it was altered since."""
    newest = select(func.max(judgement.c.id)).group_by(judgement.c.pid)
    last = select(judgement.c.pid, judgement.c.evidence_digest).where(judgement.c.id.in_(newest)).subquery()
    altered = and_(alteration.c.altered_table == "evidence", alteration.c.altered_id == evidence.c.id)
    same = or_(evidence.c.digest == last.c.evidence_digest, alteration.c.digest_before == last.c.evidence_digest)
    return (
        select(func.max(evidence.c.id))
        .select_from(evidence)
        .outerjoin(alteration, altered)
        .join(last, and_(last.c.pid == evidence.c.pid, same))
        .group_by(evidence.c.pid, last.c.evidence_digest)
    )


def _count(store: Store, chosen: Select[Any]) -> Pruned:
    numbers = chosen.subquery()
    counts = select(func.count(), func.count(evidence.c.pid.distinct())).join(numbers, numbers.c.id == evidence.c.id)
    sizes = select(func.coalesce(func.sum(exchange.c.length), 0)).join(numbers, numbers.c.id == exchange.c.evidence)
    with store.reading() as connection:
        found, datasets = connection.execute(counts).one()
        return Pruned(int(found), int(datasets), int(connection.execute(sizes).scalar_one()))
