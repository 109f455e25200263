"""Schema changes, one file each below `versions`; run by `open_store`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration(connection: Connection) -> Config:
    """Describe the migrations to Alembic: no ini file, and the transaction is the caller's."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the schema up to the revision; does nothing when another process was faster."""
    command.upgrade(configuration(connection), revision)
