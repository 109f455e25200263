"""Open a session at an ICAT or ICAT+ with an account that is everybody's. Pure."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fairsvc.errors import Unreadable
from fairsvc.formats.json_node import Node
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange, Need
from fairsvc.resolve.adapting.asking import ask, read_answer

# What is no UUID would not be blanked where addresses are shown.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_LONGEST_MINUTES = 60 * 24 * 366


@dataclass(frozen=True, slots=True)
class Session:
    """A session by its secret `key`; `expires_at` is None when the server did not say how long it lasts."""

    key: str = field(repr=False)
    expires_at: datetime | None = None


def open_session(request: Need) -> Generator[tuple[Need, ...], tuple[Exchange, ...], Session]:
    """Open a session. Raises FetchFailed when the account is refused, Unreadable."""
    answer = yield from ask(request)
    told = read_answer(answer)
    key = told["sessionId"].text
    if not _UUID.match(key):
        raise Unreadable("the server opened no session that is known", redact(request.url))
    return Session(key, _end(answer.started_at, told["lifeTimeMinutes"]))


def _end(started_at: datetime, minutes: Node) -> datetime | None:
    length = minutes.value
    if isinstance(length, bool) or not isinstance(length, (int, float)) or not 0 < length < _LONGEST_MINUTES:
        return None
    return started_at + timedelta(minutes=length)
