"""The care of a store as an operator asks for it."""

from __future__ import annotations

from collections.abc import Callable

from fairsvc.settings import Settings
from fairsvc.store.upgrade import Upgraded, upgrade_store

Say = Callable[[str], None]


def upgrade(settings: Settings, say: Say) -> Upgraded | None:
    """Bring the store of the settings to the current schema; None when it is. Raises StoreUnusable."""
    return upgrade_store(settings.store_url, say)
