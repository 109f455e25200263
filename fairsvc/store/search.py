"""Full-text search over the live records."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from fairsvc.store.connection import Store

_MAX_WORDS = 32
_MAX_QUERY = 1000
# The weights follow the columns of item_text: title, creators, subjects, description.
_STATEMENT = text(
    """
    SELECT item.pid, item.source, item.identifier, item.title
    FROM item_text JOIN item ON item.id = item_text.rowid
    WHERE item_text MATCH :query AND NOT item.deleted
    ORDER BY bm25(item_text, 10.0, 4.0, 4.0, 1.0), item.id
    """,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A dataset that the words describe; `pid` may be empty."""

    pid: str
    source: str
    identifier: str
    title: str


def search(store: Store, words: str, limit: int = 20) -> tuple[Hit, ...]:
    """List the datasets that hold every word, best first, each PID once; the last word may be a beginning."""
    query = _quote(words)
    if not query:
        return ()
    hits: dict[str, Hit] = {}
    with store.reading() as connection:
        for row in connection.execute(_STATEMENT, {"query": query}):
            if len(hits) >= limit:
                break
            hits.setdefault(row.pid or f"{row.source} {row.identifier}", Hit(*row))
    return tuple(hits.values())


def _quote(words: str) -> str:
    """Spell each word as an FTS5 string: inside the quotes nothing is an operator."""
    plain = words[:_MAX_QUERY].replace("\0", " ").encode("utf-8", "replace").decode()
    found = [word for word in plain.split() if any(character.isalnum() for character in word)][:_MAX_WORDS]
    quoted = ['"' + word.replace('"', '""') + '"' for word in found]
    return " ".join(quoted) + "*" if quoted else ""
