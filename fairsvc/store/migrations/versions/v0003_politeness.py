"""The budget of each host, shared by all processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make what paces requests."""
    op.create_table(
        "host_budget",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("next_start", sa.Float, nullable=False),
    )
    op.create_table(
        "host_place",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("expires", sa.Float, nullable=False),
    )
    op.create_index("place_of_host", "host_place", ["host", "expires"])
