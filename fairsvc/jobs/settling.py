"""Close a run: weigh its windows, compare it with the last full pass, and account for what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fairsvc.errors import UpstreamError
from fairsvc.model.harvest import (
    Account,
    Checkpoint,
    Deviation,
    Reading,
    RunState,
    Window,
    WindowAccount,
    WindowState,
)
from fairsvc.store import quarantine, reconcile, runs, windows
from fairsvc.store.connection import Store
from harvest.account import count_records
from harvest.balance import Balance, announced, may_confirm, weigh
from harvest.reconcile import PASSES, may_vanish


@dataclass(frozen=True, slots=True)
class _Gone:
    """What a complete list does not name any more."""

    missing: int = 0
    vanished: int = 0
    held_back: bool = False
    said: str = ""


def settle(
    store: Store, source_name: str, run: int, fault: UpstreamError | None, *, resumed: bool, accept_vanished: bool
) -> Account:
    """Close the run with its account. Done again after a cut, it comes to the same."""
    quarantine.resolve(store, source_name, run, settled=False)
    read = windows.list_windows(store, run)
    seen = runs.count_seen(store, run, read[0].checkpoint.window.from_)
    balance = weigh(read, fault, seen=seen, withheld=quarantine.count_withheld(store, run))
    account = _account(store, source_name, run, read, seen)
    balance, digest = _confirm(store, source_name, run, read, seen, account, balance)
    gone = _Gone()
    if balance.settled:
        quarantine.resolve(store, source_name, run, settled=True)
    whole = _whole(read)
    if balance.proven and _asks_for_all(whole.window):
        gone = _reconcile(store, source_name, run, whole.window, accept=accept_vanished)
    account = replace(
        account,
        state=balance.state,
        because=f"{balance.because}{gone.said}",
        ended_at=datetime.now(UTC),
        resumed=resumed,
        missing=gone.missing,
        vanished=gone.vanished,
        held_back=gone.held_back,
    )
    runs.close_run(store, run, account, whole if balance.settled else None, digest=digest)
    return account


def _account(store: Store, source_name: str, run: int, read: Sequence[WindowAccount], seen: int) -> Account:
    account, repository = runs.load_account(store, source_name, run), runs.find_repository(store, source_name)
    split = read[0].state is WindowState.SPLIT
    return replace(
        account,
        deviations=_merged(repository.deviations if repository else (), account.deviations),
        records=seen if split else max(read[0].checkpoint.records, seen),
        expected=announced(read),
        withheld=quarantine.count_withheld(store, run),
    )


def _merged(*many: tuple[Deviation, ...]) -> tuple[Deviation, ...]:
    return tuple(dict.fromkeys(deviation for some in many for deviation in some))


def _confirm(
    store: Store,
    source_name: str,
    run: int,
    read: Sequence[WindowAccount],
    seen: int,
    account: Account,
    balance: Balance,
) -> tuple[Balance, str]:
    """Compare a pass without a total with the one before: two that are equal prove each other."""
    window = read[0].checkpoint.window
    plausible = balance.settled and balance.state is RunState.PLAUSIBLE and _asks_for_all(window)
    if not plausible or not may_confirm(read, account.deviations, seen):
        return balance, ""
    digest = reconcile.digest_pass(store, run, source_name)
    passes = runs.list_full_passes(store, source_name, window.prefix, window.set_spec, limit=1)
    if not passes or passes[0].digest != digest:
        return balance, digest
    because = f"Two complete lists in a row brought the same {count_records(seen)}; the provider states no total."
    return Balance(RunState.VERIFIED, because, settled=True, proven=True), digest


def _reconcile(store: Store, source_name: str, run: int, window: Window, *, accept: bool) -> _Gone:
    found = reconcile.mark_missing(store, run, source_name, window.prefix, window.set_spec, PASSES)
    if not found.missing:
        return _Gone()
    if not accept and not may_vanish(found.live, found.missing):
        said = (
            f" But {found.missing} of {found.live} live records are missing, more than 5 %: none was taken as deleted."
            f" Look at the source; fairsvc harvest source {source_name} --accept-vanished takes them as deleted."
        )
        return _Gone(found.missing, held_back=True, said=said)
    reason = f"{PASSES} complete lists in a row do not name it, the last that of run {run}."
    vanished = reconcile.bury(store, run, PASSES, reason) if found.ripe else 0
    waiting = found.missing - vanished
    said = f" {vanished} that no list names any more became tombstones." if vanished else ""
    said += f" {waiting} more will, when the next complete list does not name them either." if waiting else ""
    return _Gone(found.missing, vanished, said=said)


def _asks_for_all(window: Window) -> bool:
    return not window.from_ and not window.until and window.reading is Reading.RECORDS


def _whole(read: Sequence[WindowAccount]) -> Checkpoint:
    """Make the checkpoint that the next run starts from: what was asked for, and the source's clock when it began."""
    root, here = read[0].checkpoint, [one.checkpoint for one in read]
    server_at = root.server_at or min((one.server_at for one in here if one.server_at), default="")
    prefix = root.window.prefix or next((one.window.prefix for one in here if one.window.prefix), "")
    return replace(root, server_at=server_at, window=replace(root.window, prefix=prefix))
