"""What a harvest came to, for those who ask: its account, its windows, its quarantine."""

from __future__ import annotations

from pathlib import Path

from fairsvc.errors import BadSettings
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import Account, WindowAccount
from fairsvc.store import quarantine, runs, windows
from fairsvc.store.quarantine import Held


def explain(workspace: Workspace, source: str, run: int | None = None) -> tuple[Account, tuple[WindowAccount, ...]]:
    """Load the account of a run, the latest by default, and that of each of its windows. Raises NotFound."""
    account = runs.load_account(workspace.store, source, run)
    number = runs.find_run(workspace.store, source, run)
    return account, windows.list_windows(workspace.store, number)


def list_quarantine(workspace: Workspace, source: str) -> tuple[Held, ...]:
    """List what is put aside of the source. Raises NotFound when there is no such source."""
    workspace.source(source)
    return quarantine.list_held(workspace.store, source)


def save_quarantined(workspace: Workspace, source: str, number: int, path: Path) -> None:
    """Write the bytes of an entry to a new file. Raises NotFound, and BadSettings when the file cannot be made."""
    body = quarantine.load_body(workspace.store, source, number)
    try:
        with path.open("xb") as file:
            file.write(body)
    except OSError as error:
        raise BadSettings("the file cannot be made", f"{path} ({error.strerror})", "Name a new one") from error
