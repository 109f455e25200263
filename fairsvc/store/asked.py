"""What was asked for by a record's identifier: the addresses of pages, and windows that ask one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote_plus

from sqlalchemy import Connection, select, update

from fairsvc.model.harvest import Reading
from fairsvc.store.codec import CHECKPOINT
from fairsvc.store.tables import page, run, window

_PIECE = re.compile(r"[^?&#=]+")


def forget_requests(connection: Connection, source_name: str, identifier: str, stub: str) -> None:
    """Forget that the source was asked for the record; in windows its stub stands in, so that places in them hold."""
    runs = select(run.c.id).where(run.c.source == source_name)
    for row in connection.execute(select(page.c.id, page.c.url).where(page.c.run.in_(runs))).all():
        url = _PIECE.sub(lambda piece: "forgotten" if _names(piece[0], identifier.lower()) else piece[0], row.url)
        if url != row.url:
            connection.execute(update(page).where(page.c.id == row.id).values(url=url))
    singles = (window.c.run.in_(runs), window.c.reading == Reading.SINGLES.value)
    for row in connection.execute(select(window.c.id, window.c.checkpoint).where(*singles)).all():
        checkpoint = CHECKPOINT.unpack(row.checkpoint)
        wanted = checkpoint.window.identifiers
        if identifier in wanted:
            asked = replace(checkpoint.window, identifiers=tuple(stub if one == identifier else one for one in wanted))
            packed = CHECKPOINT.pack(replace(checkpoint, window=asked))
            connection.execute(update(window).where(window.c.id == row.id).values(checkpoint=packed))


def _names(piece: str, identifier: str) -> bool:
    """Tell whether a piece of an address is the identifier, or a path that ends in it."""
    spelt = unquote_plus(piece).lower()
    return spelt == identifier or spelt.endswith(f"/{identifier}")
