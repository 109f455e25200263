"""Runs that say which datasets they were for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the options that chose the datasets: empty means all of the source, also for runs of before."""
    op.add_column("assessment_run", sa.Column("selection", sa.Text, nullable=False, server_default=""))
