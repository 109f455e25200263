"""The windows of a run: what is read, what waits, and how each ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from fairsvc.model.harvest import Checkpoint, Reading, Window, WindowAccount, WindowState
from fairsvc.store.codec import CHECKPOINT, column_text
from fairsvc.store.connection import Store
from fairsvc.store.tables import page, quarantine, window

LEFT = (WindowState.OPEN.value, WindowState.WAITING.value)


def add_windows(connection: Connection, run_id: int, parent: int | None, windows: Iterable[Window]) -> None:
    """Let the windows wait for their turn, in this order."""
    rows = [
        {
            "run": run_id,
            "parent": parent,
            "reading": one.reading.value,
            "state": WindowState.WAITING.value,
            "attempts": 0,
            "because": "",
            "checkpoint": CHECKPOINT.pack(Checkpoint(one)),
        }
        for one in windows
    ]
    if rows:
        connection.execute(insert(window), rows)


def add_roots(store: Store, run_id: int, windows: Iterable[Window]) -> None:
    """Let windows wait that are no part of the whole."""
    with store.writing() as connection:
        add_windows(connection, run_id, None, windows)


def find_next(store: Store, run_id: int) -> WindowAccount | None:
    """Find the window to read next: the first that is open or waits; None when all have ended."""
    left = _windows().where(window.c.run == run_id, window.c.state.in_(LEFT)).order_by(window.c.id).limit(1)
    with store.reading() as connection:
        row = connection.execute(left).first()
    return _read(row) if row else None


def list_windows(store: Store, run_id: int) -> tuple[WindowAccount, ...]:
    """List all windows of the run, the whole first."""
    with store.reading() as connection:
        rows = connection.execute(_windows().where(window.c.run == run_id).order_by(window.c.id))
        return tuple(_read(row) for row in rows)


def count_lists(store: Store, run_id: int) -> int:
    """Count the windows of the run that are lists, those that were split too."""
    lists = (window.c.run == run_id, window.c.reading != Reading.SINGLES.value)
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(window).where(*lists)).scalar_one())


def is_barren(store: Store, run_id: int, most: int) -> bool:
    """Tell whether the run has no page after so many windows were split."""
    split = (
        select(func.count())
        .select_from(window)
        .where(window.c.run == run_id, window.c.state == WindowState.SPLIT.value)
    )
    pages = select(page.c.id).where(page.c.run == run_id).limit(1)
    with store.reading() as connection:
        return connection.execute(split).scalar_one() >= most and connection.execute(pages).first() is None


def save_checkpoint(connection: Connection, number: int, checkpoint: Checkpoint) -> None:
    """Move the window on, in the transaction of the page that brought it there."""
    values = {"number": number, "packed": CHECKPOINT.pack(checkpoint), "to": WindowState.OPEN.value}
    connection.execute(_MOVE, values)


def restart_window(store: Store, number: int, checkpoint: Checkpoint, because: str) -> None:
    """Let the window begin anew."""
    values = {"checkpoint": CHECKPOINT.pack(checkpoint), "because": column_text(because)}
    with store.writing() as connection:
        connection.execute(update(window).where(window.c.id == number).values(**values, attempts=window.c.attempts + 1))


def end_window(
    store: Store, number: int, state: WindowState, because: str, checkpoint: Checkpoint | None = None
) -> None:
    """Say how the window ended, or why it was left open; a checkpoint replaces its own."""
    values: dict[str, Any] = {"state": state.value, "because": column_text(because)}
    if checkpoint is not None:
        values["checkpoint"] = CHECKPOINT.pack(checkpoint)
    with store.writing() as connection:
        connection.execute(update(window).where(window.c.id == number).values(values))


def add_parts(store: Store, number: int, run_id: int, parts: Iterable[Window], because: str) -> None:
    """End the window as done, and let others look for what it may have missed."""
    with store.writing() as connection:
        values = {"state": WindowState.DONE.value, "because": column_text(because)}
        connection.execute(update(window).where(window.c.id == number).values(values))
        add_windows(connection, run_id, number, parts)


def split_window(store: Store, number: int, run_id: int, parts: Iterable[Window], because: str) -> None:
    """Replace the window by parts that together ask for the same."""
    with store.writing() as connection:
        _supersede(connection, window.c.id == number, because)
        add_windows(connection, run_id, number, parts)


def count_named(store: Store, number: int) -> int:
    """Count the records that are to be asked for one by one because this window named them."""
    singles = select(window.c.checkpoint).where(window.c.parent == number, window.c.reading == Reading.SINGLES.value)
    with store.reading() as connection:
        packed = connection.execute(singles).scalars()
        return sum(len(CHECKPOINT.unpack(one).window.identifiers) for one in packed)


def resplit_window(store: Store, number: int, run_id: int, parts: Iterable[Window], because: str) -> None:
    """Replace a window that was taken as done, and all that was asked because of it, by parts of it."""
    asked = select(window.c.id).where(window.c.parent == number)
    with store.writing() as connection:
        _supersede(connection, window.c.parent.in_(asked) | (window.c.parent == number), because)
        _supersede(connection, window.c.id == number, because)
        add_windows(connection, run_id, number, parts)


def merge_windows(store: Store, parent: int, run_id: int, parts: Iterable[Window], because: str) -> None:
    """Replace all unread parts of the parent by others."""
    with store.writing() as connection:
        _supersede(connection, (window.c.parent == parent) & window.c.state.in_(LEFT), because)
        add_windows(connection, run_id, parent, parts)


def find_window(store: Store, number: int) -> WindowAccount:
    """Find a window by its number."""
    with store.reading() as connection:
        return _read(connection.execute(_windows().where(window.c.id == number)).one())


def load_root(store: Store, run_id: int) -> WindowAccount:
    """Load the window that is the run's whole."""
    with store.reading() as connection:
        return _read(connection.execute(_windows().where(window.c.run == run_id).order_by(window.c.id).limit(1)).one())


def find_root(connection: Connection, run_id: int) -> int:
    """Find the number of the window that is the run's whole."""
    return int(connection.execute(_ROOT, {"of_run": run_id}).scalar_one())


_MOVE = (
    update(window)
    .where(window.c.id == bindparam("number"))
    .values(checkpoint=bindparam("packed"), state=bindparam("to"))
)
_ROOT = select(func.min(window.c.id)).where(window.c.run == bindparam("of_run"))


def _supersede(connection: Connection, chosen: Any, because: str) -> None:
    values = {"state": WindowState.SPLIT.value, "because": column_text(because)}
    connection.execute(update(window).where(chosen).values(values))


def _windows() -> Select[Any]:
    same = (quarantine.c.run == window.c.run) & (quarantine.c.window == window.c.id)
    held = select(func.count()).select_from(quarantine).where(same).scalar_subquery()
    return select(window, held.label("quarantined"))


def _read(row: Row[Any]) -> WindowAccount:
    return WindowAccount(
        number=row.id,
        parent=row.parent,
        state=WindowState(row.state),
        checkpoint=CHECKPOINT.unpack(row.checkpoint),
        attempts=row.attempts,
        because=row.because,
        quarantined=row.quarantined,
    )
