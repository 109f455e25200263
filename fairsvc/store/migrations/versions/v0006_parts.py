"""Bodies and views in parts, and a full text that holds its words once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# What `item_text` was made of, so that an entry can be taken out again; `view_text` is a function of the connection.
_WORDS = """
CREATE VIEW item_words AS SELECT
    item.id AS id,
    view_text('title', item.view, part.content, item.view_offset, item.view_length) AS title,
    view_text('creators', item.view, part.content, item.view_offset, item.view_length) AS creators,
    view_text('subjects', item.view, part.content, item.view_offset, item.view_length) AS subjects,
    view_text('description', item.view, part.content, item.view_offset, item.view_length) AS description
FROM item LEFT JOIN page_part AS part ON part.id = item.view_part
WHERE item.view IS NOT NULL OR item.view_part IS NOT NULL
"""
_FULL_TEXT = """
CREATE VIRTUAL TABLE item_text USING fts5(
    title, creators, subjects, description,
    content = 'item_words', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
)
"""


def upgrade() -> None:
    """Make the parts. What older versions stored stays where it is and is read from there."""
    op.create_table(
        "page_part",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("page", sa.Integer, sa.ForeignKey("page.id"), nullable=False),
        sa.Column("body_bytes", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("part_of_page", "page_part", ["page", "id"])
    for table, names in (("item_version", ("part", "offset", "length")), ("item", _VIEW)):
        for name in names:
            op.add_column(table, sa.Column(name, sa.Integer))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE item_text")
        op.execute(_WORDS)
        op.execute(_FULL_TEXT)
        # Each page is a transaction and so a segment: merging them by eights costs a third less than by fours.
        op.execute("INSERT INTO item_text (item_text, rank) VALUES ('automerge', 8)")
        # A leaf of the index is a row: fewer and larger ones make segments, and merging them, cheaper.
        op.execute("INSERT INTO item_text (item_text, rank) VALUES ('pgsz', 16000)")
        op.execute("INSERT INTO item_text (item_text) VALUES ('rebuild')")


_VIEW = ("view_part", "view_offset", "view_length")
