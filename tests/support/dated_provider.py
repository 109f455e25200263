"""A provider on loopback with dated records, selective lists, single records, and one way to misbehave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from tests.support.oai_provider import IDENTIFY, XML, envelope, error, record, token
from tests.support.server import Asked, Reply

FIRST_AT = datetime(2024, 1, 15, tzinfo=UTC)
Query = Mapping[str, str]
Fault = Callable[[Query, list[int]], Reply | None]


def dated(count: int, days: int = 10) -> dict[int, str]:
    """Number records and stamp them so many days apart."""
    return {n: f"{FIRST_AT + timedelta(days=days * n):%Y-%m-%dT%H:%M:%SZ}" for n in range(1, count + 1)}


@dataclass
class DatedProvider:
    """Records by number with their datestamp; `fault` may answer instead, given the query and what the page holds."""

    records: dict[int, str] = field(default_factory=lambda: dated(30))
    page_size: int = 10
    states_total: bool = True
    heeds_dates: bool = True
    deleted_record: str = "persistent"
    server_at: str = "2026-03-01T12:00:00Z"
    fault: Fault = field(default=lambda query, numbers: None)

    def __call__(self, asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        verb = query["verb"]
        if verb == "Identify":
            numbers: list[int] = []
        elif verb == "GetRecord":
            numbers = [int(query["identifier"].rpartition(":")[2])]
        else:
            numbers = self._listed(query)
        reply = self.fault(query, numbers) or (200, [XML], self._answer(query, numbers))
        return reply[0], reply[1], reply[2].replace(b"2026-03-01T12:00:00Z", self.server_at.encode(), 1)

    def _answer(self, query: Query, numbers: list[int]) -> bytes:
        verb = query["verb"]
        if verb == "Identify":
            return envelope(IDENTIFY.replace("persistent", self.deleted_record))
        if verb == "GetRecord":
            inner = self._record(numbers[0]) if numbers[0] in self.records else ""
            return envelope(f"<GetRecord>{inner}</GetRecord>") if inner else error("idDoesNotExist")
        if not numbers:
            return error("noRecordsMatch")
        first, total = self._place(query)[0], len(self._selected(query))
        following = f"{first + self.page_size} {query_text(self._place(query)[1])}"
        ends = token(following if first + self.page_size < total else "", total if self.states_total else None)
        write = self._header if verb == "ListIdentifiers" else self._record
        return envelope(f"<{verb}>{''.join(map(write, numbers))}{ends}</{verb}>")

    def _listed(self, query: Query) -> list[int]:
        first = self._place(query)[0]
        return self._selected(query)[first : first + self.page_size]

    def _selected(self, query: Query) -> list[int]:
        bounds = self._place(query)[1]
        first, last = bounds.get("from", ""), bounds.get("until", "9999")
        return [n for n, at in self.records.items() if not self.heeds_dates or first <= at <= last]

    def _place(self, query: Query) -> tuple[int, Query]:
        if "resumptionToken" not in query:
            return 0, query
        cursor, _, rest = query["resumptionToken"].partition(" ")
        return int(cursor), dict(pair.split("=") for pair in rest.split())

    def _record(self, number: int) -> str:
        return record(number).replace("2026-01-01T00:00:00Z", self.records.get(number, ""))

    def _header(self, number: int) -> str:
        at = self.records[number]
        return f"<header><identifier>oai:demo:{number}</identifier><datestamp>{at}</datestamp></header>"


def query_text(bounds: Query) -> str:
    return " ".join(f"{name}={bounds[name]}" for name in ("from", "until") if name in bounds)
