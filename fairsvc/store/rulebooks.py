"""Rulebooks: what judgements were made by, each kept once."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from fairsvc.errors import NotFound
from fairsvc.model.judgement import Rulebook
from fairsvc.store.codec import RULEBOOK
from fairsvc.store.connection import Store
from fairsvc.store.tables import rulebook


def save_rulebook(store: Store, given: Rulebook) -> int:
    """Store the rulebook, unless it is held; return its number."""
    with store.writing() as connection:
        return rulebook_number(connection, given)


def rulebook_number(connection: Connection, given: Rulebook) -> int:
    """Find the rulebook's number, or store it, within a transaction that is open."""
    found = connection.execute(select(rulebook.c.id).where(rulebook.c.digest == given.digest)).scalar()
    if found is None:
        row = {"digest": given.digest, "content": RULEBOOK.pack(given)}
        found = connection.execute(insert(rulebook).values(row).returning(rulebook.c.id)).scalar_one()
    return int(found)


def load_rulebook(store: Store, digest: str) -> Rulebook:
    """Load a rulebook by its digest. Raises NotFound."""
    with store.reading() as connection:
        content = connection.execute(select(rulebook.c.content).where(rulebook.c.digest == digest)).scalar()
    if content is None:
        raise NotFound("the store holds no such rulebook", digest, "Judge anew: fairsvc assess --source NAME --stored")
    return RULEBOOK.unpack(content)


def list_rulebooks(store: Store) -> tuple[Rulebook, ...]:
    """List all rulebooks, the oldest first."""
    with store.reading() as connection:
        contents = connection.execute(select(rulebook.c.content).order_by(rulebook.c.id)).scalars().all()
    return tuple(map(RULEBOOK.unpack, contents))
