"""The care of a store as an operator asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fairsvc.jobs.workspace import Workspace
from fairsvc.net.configured import SOFTWARE
from fairsvc.settings import Settings
from fairsvc.store import backup as backups
from fairsvc.store import restoring
from fairsvc.store.backup_file import Manifest
from fairsvc.store.pruning import Pruned, prune_evidence
from fairsvc.store.upgrade import Upgraded, upgrade_store

Say = Callable[[str], None]


def upgrade(settings: Settings, say: Say) -> Upgraded | None:
    """Bring the store of the settings to the current schema; None when it is. Raises StoreUnusable."""
    return upgrade_store(settings.store_url, say)


def back_up(workspace: Workspace, target: Path) -> Manifest:
    """Write store and evidence to one file while others work on. Raises StoreUnusable."""
    return backups.back_up(workspace.store, target, SOFTWARE)


def check_backup(path: Path) -> Manifest:
    """Read a whole backup and hold it against its list. Raises StoreUnusable."""
    return backups.check_backup(path)


def restore(settings: Settings, path: Path, *, force: bool = False) -> restoring.Restored:
    """Put a backup where the settings say. Raises StoreUnusable, also when something is there and `force` not given."""
    return restoring.restore(path, settings.store_url, settings.evidence_folder, force=force)


def prune(workspace: Workspace, keep: int, source: str = "", *, dry_run: bool = False) -> Pruned:
    """Let old evidence go, of one source or of all. Raises NotFound when there is no such source, StoreUnusable."""
    if source:
        workspace.source(source)
    return prune_evidence(workspace.store, keep, source, dry_run=dry_run)
