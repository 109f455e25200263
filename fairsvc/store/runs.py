"""Runs: harvests with their checkpoint and account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, distinct, exists, func, insert, select, update

from fairsvc.errors import NotFound
from fairsvc.model.harvest import (
    Account,
    Checkpoint,
    Deviation,
    FullPass,
    Reading,
    Repository,
    RunState,
    SourceConfig,
    Window,
    WindowAccount,
    WindowState,
)
from fairsvc.store.changes import PageCounts
from fairsvc.store.codec import ACCOUNT, CHECKPOINT, CONFIG, DEVIATIONS, REPOSITORY, column_text
from fairsvc.store.connection import Store
from fairsvc.store.tables import evidence, item, page, run, source
from fairsvc.store.tables import window as window_table
from fairsvc.store.windows import LEFT, add_windows, list_windows

_MAX_DEVIATIONS = 200
_COMPLETE = (RunState.VERIFIED.value, RunState.PLAUSIBLE.value)


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What the store holds of a source; state and times are None, and `server_at` empty, while nothing ended."""

    name: str
    kind: str
    url: str
    records: int
    deleted: int
    evidence: int
    state: RunState | None
    started_at: datetime | None
    ended_at: datetime | None
    server_at: str


def start_run(
    store: Store, config: SourceConfig, window: Window, started_at: datetime, repository: Repository | None = None
) -> int:
    """Open a harvest of the source, remember its configuration and what it says of itself; return the run's number."""
    with store.writing() as connection:
        _save_source(connection, config, repository)
        number = _insert_run(connection, config.name, window, started_at)
        add_windows(connection, number, None, (window,))
    return number


def record_refusal(store: Store, config: SourceConfig, account: Account) -> None:
    """Keep the account of a run in which the source could not even be asked who it is.

    What is known of the source stays as it was: the address may be the mistake.
    """
    with store.writing() as connection:
        known = connection.execute(select(source.c.name).where(source.c.name == config.name)).scalar()
        if known is None:
            _save_source(connection, config, None)
        number = _insert_run(connection, config.name, account.window, account.started_at)
        add_windows(connection, number, None, (account.window,))
        at_end = {"state": WindowState.INCOMPLETE.value, "because": column_text(account.because)}
        connection.execute(update(window_table).where(window_table.c.run == number).values(at_end))
        connection.execute(update(run).where(run.c.id == number).values(_ending(replace(account, run=number))))


def find_source(store: Store, source_name: str) -> SourceConfig | None:
    """Find how the source was harvested last; None when it never was."""
    with store.reading() as connection:
        row = connection.execute(select(source).where(source.c.name == source_name)).first()
    if row is None:
        return None
    if row.config is not None:
        return CONFIG.unpack(row.config)
    return SourceConfig(row.name, row.kind, row.url, row.prefix, row.set_spec, row.interval_s)


def find_unfinished(store: Store, source_name: str) -> int | None:
    """Find the source's last run when nothing closed it, or when it stopped with windows left and pages in hand."""
    with store.reading() as connection:
        row = _last_run(connection, source_name)
        if row is None or row.state in _COMPLETE:
            return None
        going = row.state == RunState.RUNNING or _can_go_on(connection, row.id)
    return int(row.id) if going else None


def reopen_run(store: Store, run_id: int) -> None:
    """Let a run that stopped be running again."""
    with store.writing() as connection:
        connection.execute(update(run).where(run.c.id == run_id).values(state=RunState.RUNNING.value))


def find_repository(store: Store, source_name: str) -> Repository | None:
    """Find what the source said of itself when it was last asked."""
    with store.reading() as connection:
        packed = connection.execute(select(source.c.repository).where(source.c.name == source_name)).scalar()
    return REPOSITORY.unpack(packed) if packed is not None else None


def count_seen(store: Store, run_id: int, since: str = "") -> int:
    """Count the different items that this run, and no later one, has seen.

    Records that were asked for again because an earlier run did not get them are no part of a list that begins
    `since`, unless they changed since then.
    """
    statement = select(func.count()).select_from(item).where(item.c.last_seen_run == run_id)
    if since:
        statement = statement.where(~(item.c.page.in_(_pages_asked_again(run_id)) & (item.c.datestamp < since)))
    with store.reading() as connection:
        return int(connection.execute(statement).scalar_one())


def _pages_asked_again(run_id: int) -> Select[tuple[int]]:
    of_run = (
        window_table.c.run == run_id,
        window_table.c.parent.is_(None),
        window_table.c.reading == Reading.SINGLES.value,
    )
    return select(page.c.id).join(window_table, window_table.c.id == page.c.window).where(*of_run)


def find_span(store: Store, run_id: int, from_: str, until: str) -> tuple[str, str] | None:
    """Find the oldest and the newest datestamp that this run has seen between two dates; None where it saw none."""
    stamp = item.c.datestamp
    within = [item.c.last_seen_run == run_id, stamp >= (from_ or "0")]
    # A day that is the bound includes its hours.
    within += [stamp <= f"{until}~"] if until else []
    with store.reading() as connection:
        oldest, newest = connection.execute(select(func.min(stamp), func.max(stamp)).where(*within)).one()
    return (oldest, newest) if oldest is not None else None


def add_deviation(store: Store, source_name: str, deviation: Deviation) -> None:
    """Remember of the source what it did, until it is asked anew who it is."""
    repository = find_repository(store, source_name)
    if repository is not None and deviation not in repository.deviations:
        known = replace(repository, deviations=(*repository.deviations, deviation))
        with store.writing() as connection:
            packed = REPOSITORY.pack(known)
            connection.execute(update(source).where(source.c.name == source_name).values(repository=packed))


def find_last_settled(store: Store, source_name: str) -> Checkpoint | None:
    """Find what the last run asked for that read every window to its end, and the source's clock when it began."""
    with store.reading() as connection:
        row = _last_run(connection, source_name, run.c.settled)
    return CHECKPOINT.unpack(row.checkpoint) if row else None


def list_full_passes(store: Store, source_name: str, prefix: str, set_spec: str, limit: int = 2) -> list[FullPass]:
    """List the last runs that asked for all of the list and came to its end, the newest first."""
    chosen = (run.c.source == source_name, run.c.set_spec == set_spec, run.c.full, run.c.settled)
    statement = select(run).where(*chosen).order_by(run.c.id.desc()).limit(limit)
    with store.reading() as connection:
        rows = [(row, CHECKPOINT.unpack(row.checkpoint)) for row in connection.execute(statement)]
    same = ((row, at) for row, at in rows if prefix in ("", at.window.prefix))
    return [FullPass(RunState(row.state), at.server_at, row.digest) for row, at in same]


def close_run(
    store: Store, run_id: int, account: Account, checkpoint: Checkpoint | None = None, *, digest: str = ""
) -> None:
    """End the run with its account; a checkpoint tells that every window was read to its end.

    It holds what the run asked for and the source's clock when it began.
    """
    settled = checkpoint is not None
    full = settled and not account.window.from_
    values = {**_ending(account), "settled": settled, "full": full, "digest": digest}
    if checkpoint is not None:
        values["checkpoint"] = CHECKPOINT.pack(checkpoint)
    with store.writing() as connection:
        connection.execute(update(run).where(run.c.id == run_id).values(values))


def find_run(store: Store, source_name: str, run_id: int | None = None) -> int:
    """Find the number of the run, or of the source's last. Raises NotFound."""
    with store.reading() as connection:
        return int(_load_run(connection, source_name, run_id).id)


def load_account(store: Store, source_name: str, run_id: int | None = None) -> Account:
    """Load the account of the run, or of the source's last; of an open run, what it has so far. Raises NotFound."""
    with store.reading() as connection:
        row = _load_run(connection, source_name, run_id)
        if row.account is not None and row.state != RunState.RUNNING:
            return ACCOUNT.unpack(row.account)
        counts, deviations = _sum_counts(connection, row.id), _gather_deviations(connection, row.id)
    return _open_account(row, list_windows(store, row.id), counts, deviations)


def list_sources(store: Store) -> tuple[SourceSummary, ...]:
    """List what the store holds, by source name."""
    with store.reading() as connection:
        live, deleted = _count_items(connection, deleted=False), _count_items(connection, deleted=True)
        probed = _count_probed(connection)
        return tuple(
            _summarise(connection, row, live.get(row.name, 0), deleted.get(row.name, 0), probed.get(row.name, 0))
            for row in connection.execute(select(source).order_by(source.c.name)).all()
        )


def _insert_run(connection: Connection, source_name: str, window: Window, started_at: datetime) -> int:
    row = {
        "source": source_name,
        "state": RunState.RUNNING.value,
        "checkpoint": CHECKPOINT.pack(Checkpoint(window)),
        "started_at": started_at,
        "set_spec": window.set_spec,
    }
    return int(connection.execute(insert(run).values(row).returning(run.c.id)).scalar_one())


def _ending(account: Account) -> dict[str, Any]:
    ended_at = account.ended_at or datetime.now(UTC)
    return {"state": account.state.value, "account": ACCOUNT.pack(account), "ended_at": ended_at}


def _can_go_on(connection: Connection, run_id: int) -> bool:
    left = exists().where(window_table.c.run == run_id, window_table.c.state.in_(LEFT))
    received = exists().where(page.c.run == run_id)
    return bool(connection.execute(select(left & received)).scalar())


def _load_run(connection: Connection, source_name: str, run_id: int | None) -> Row[Any]:
    chosen = [run.c.id == run_id] if run_id is not None else []
    row = _last_run(connection, source_name, *chosen)
    if row is None:
        which = source_name if run_id is None else f"{source_name}, run {run_id}"
        raise NotFound("the store holds no such harvest", which, "fairsvc sources lists what there is")
    return row


def _save_source(connection: Connection, config: SourceConfig, repository: Repository | None) -> None:
    values: dict[str, Any] = {
        "kind": config.kind,
        "url": config.url,
        "prefix": config.prefix,
        "set_spec": config.set_spec,
        "interval_s": config.interval_s,
        "config": CONFIG.pack(config),
    }
    if repository is not None:
        values["repository"] = REPOSITORY.pack(repository)
    if not connection.execute(update(source).where(source.c.name == config.name).values(values)).rowcount:
        connection.execute(insert(source).values(name=config.name, **values))


def _last_run(connection: Connection, source_name: str, *chosen: Any) -> Row[Any] | None:
    statement = select(run).where(run.c.source == source_name, *chosen).order_by(run.c.id.desc()).limit(1)
    return connection.execute(statement).first()


def _sum_counts(connection: Connection, run_id: int) -> PageCounts:
    columns = (page.c.new, page.c.changed, page.c.unchanged, page.c.deleted, page.c.unreadable)
    sums = (func.coalesce(func.sum(column), 0) for column in columns)
    return PageCounts(*connection.execute(select(*sums).where(page.c.run == run_id)).one())


def _gather_deviations(connection: Connection, run_id: int) -> tuple[Deviation, ...]:
    found: dict[Deviation, None] = {}
    for packed in connection.execute(select(page.c.deviations).where(page.c.run == run_id)).scalars():
        found |= dict.fromkeys(DEVIATIONS.unpack(packed))
        if len(found) >= _MAX_DEVIATIONS:
            break
    return tuple(found)[:_MAX_DEVIATIONS]


def _open_account(
    row: Row[Any], windows: Sequence[WindowAccount], counts: PageCounts, deviations: tuple[Deviation, ...]
) -> Account:
    whole = windows[0].checkpoint
    return Account(
        source=row.source,
        state=RunState.RUNNING,
        because="the run has not ended",
        window=whole.window,
        started_at=row.started_at,
        pages=sum(one.checkpoint.pages for one in windows),
        records=sum(one.checkpoint.records for one in windows if one.state is not WindowState.SPLIT),
        expected=whole.expected_last,
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged,
        deleted=counts.deleted,
        unreadable=counts.unreadable,
        deviations=deviations,
        run=row.id,
        windows=sum(one.state is not WindowState.SPLIT for one in windows),
    )


def _count_items(connection: Connection, *, deleted: bool) -> dict[str, int]:
    statement = select(item.c.source, func.count()).where(item.c.deleted == deleted).group_by(item.c.source)
    return {name: count for name, count in connection.execute(statement)}  # noqa: C416 - rows are not pairs to mypy


def _count_probed(connection: Connection) -> dict[str, int]:
    statement = (
        select(item.c.source, func.count(distinct(item.c.pid)))
        .where(item.c.deleted.is_(False), item.c.pid != "", exists().where(evidence.c.pid == item.c.pid))
        .group_by(item.c.source)
    )
    return {name: count for name, count in connection.execute(statement)}  # noqa: C416


def _summarise(connection: Connection, row: Row[Any], records: int, deleted: int, probed: int) -> SourceSummary:
    last = _last_run(connection, row.name)
    complete = _last_run(connection, row.name, run.c.state.in_(_COMPLETE))
    return SourceSummary(
        name=row.name,
        kind=row.kind,
        url=row.url,
        records=records,
        deleted=deleted,
        evidence=probed,
        state=RunState(last.state) if last else None,
        started_at=last.started_at if last else None,
        ended_at=last.ended_at if last else None,
        server_at=CHECKPOINT.unpack(complete.checkpoint).server_at if complete else "",
    )
