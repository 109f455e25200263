"""DataCite's REST API on loopback, in the shapes and with the habits of its own code (lupo)."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from tests.support.server import Asked, Reply

JSON = ("Content-Type", "application/json; charset=utf-8")
NOT_FOUND = {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}
# Number paging is clamped to the first 10,000 records: later pages repeat the last one.
CLAMP = 10_000


@dataclass(frozen=True)
class Doi:
    """One entry of the registry."""

    doi: str
    created: str = "2020-01-01T00:00:00.000Z"
    updated: str = "2020-01-02T00:00:00.000Z"
    client: str = "inist.demo"
    state: str = "findable"
    title: str = "Absorption of iron"
    year: int | None = 2020
    schema_version: str | None = "http://datacite.org/schema/kernel-4"
    views: int = 0

    @property
    def created_ms(self) -> int:
        return round(datetime.fromisoformat(self.created).timestamp() * 1000)

    @property
    def cursor(self) -> str:
        """What follows this entry: its place in the sort order, in base64url without padding."""
        return base64.urlsafe_b64encode(f"{self.created_ms},{self.doi.upper()}".encode()).decode().rstrip("=")

    def resource(self, arguments: dict[str, str]) -> dict[str, Any]:
        """The entry as JSON:API resource object."""
        if wanted := arguments.get("fields[dois]"):
            attributes = {name: value for name, value in self.attributes({}).items() if name in wanted.split(",")}
            return {"id": self.doi.lower(), "type": "dois", "attributes": attributes}
        client = {"data": {"id": self.client, "type": "clients"}}
        attributes = self.attributes(arguments)
        return {"id": self.doi.lower(), "type": "dois", "attributes": attributes, "relationships": {"client": client}}

    def attributes(self, arguments: dict[str, str]) -> dict[str, Any]:
        affiliation: Any = {"name": "Demo Facility"} if arguments.get("affiliation") == "true" else "Demo Facility"
        publisher: Any = {"name": "Demo Facility"} if arguments.get("publisher") == "true" else "Demo Facility"
        return {
            "doi": self.doi.lower(),
            "identifiers": [],
            "creators": [{"name": "Doe, Jane", "affiliation": [affiliation], "nameIdentifiers": []}],
            "titles": [{"title": self.title}],
            "publisher": publisher,
            "container": {},
            "publicationYear": self.year,
            "dates": [{"date": str(self.year), "dateType": "Issued"}],
            "language": None,
            "types": {"ris": "DATA", "resourceTypeGeneral": "Dataset", "schemaOrg": "Dataset"},
            "descriptions": [{"description": "<p>A scan</p>", "descriptionType": "Abstract"}],
            "url": f"https://data.demo.example/{self.doi}",
            "schemaVersion": self.schema_version,
            "isActive": self.state == "findable",
            "state": self.state,
            "viewCount": self.views,
            "created": self.created,
            "registered": self.created,
            "updated": self.updated,
        }


def dois(count: int, **changes: Any) -> list[Doi]:
    """Make entries, one created each minute of a year's first days and updated a day later."""
    made = []
    for number in range(count):
        day, minute = divmod(number, 1440)
        at = f"2020-01-{day + 1:02}T{minute // 60:02}:{minute % 60:02}:00.000Z"
        made.append(replace(Doi(f"10.5072/DEMO-{number:05}", at, at.replace("2020-01", "2020-02")), **changes))
    return made


@dataclass
class DataCiteApi:
    """The API as a handler; `faults` answer instead of it, by a part of the query, as often as they last."""

    entries: Sequence[Doi] = ()
    clients: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[tuple[str, int, Reply]] = field(default_factory=list)
    largest: int = 1000
    served: Counter[str] = field(default_factory=Counter)

    def __call__(self, asked: Asked) -> Reply:
        parts = urlsplit(asked.path)
        arguments = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if fault := self._fault(unquote(asked.path)):
            return fault
        kind, _, name = unquote(parts.path).strip("/").partition("/")
        self.served[kind] += 1
        if kind == "heartbeat":
            return 200, [("Content-Type", "text/plain")], b"OK"
        if kind == "clients":
            return self._client(name)
        if kind != "dois":
            return _reply(NOT_FOUND, 404)
        return self._doi(name, arguments) if name else self._list(arguments, asked)

    def _fault(self, path: str) -> Reply | None:
        for place, (part, times, reply) in enumerate(self.faults):
            if part in path and times:
                self.faults[place] = (part, times - 1, reply)
                return reply
        return None

    def _client(self, name: str) -> Reply:
        if name not in self.clients:
            return _reply(NOT_FOUND, 404)
        return _reply({"data": {"id": name, "type": "clients", "attributes": self.clients[name]}})

    def _doi(self, name: str, arguments: dict[str, str]) -> Reply:
        # `state` is forced to findable for whoever has no account: hidden DOIs are unknown.
        found = [entry for entry in self.entries if entry.doi.lower() == name.lower() and entry.state == "findable"]
        return _reply({"data": found[0].resource(arguments)}) if found else _reply(NOT_FOUND, 404)

    def _list(self, arguments: dict[str, str], asked: Asked) -> Reply:
        size = min(int(arguments.get("page[size]", "25")), self.largest)
        matching = sorted((entry for entry in self.entries if _matches(entry, arguments)), key=_order)
        cursor = arguments.get("page[cursor]")
        if cursor is None:
            number = min(int(arguments.get("page[number]", "1")), CLAMP // size)
            shown = matching[(number - 1) * size : number * size]
        else:
            after = _place(cursor)
            shown = [entry for entry in matching if after is None or _order(entry) > after][:size]
        links = {"self": f"https://api.datacite.org{asked.path}"}
        if cursor is not None and len(shown) == size:
            links["next"] = _next(arguments, shown[-1].cursor, size)
        data = [entry.resource(arguments) for entry in shown]
        meta = {"total": len(matching), "totalPages": -(-len(matching) // size), "page": 1}
        return _reply({"data": data, "meta": meta, "links": links})


def _matches(entry: Doi, arguments: dict[str, str]) -> bool:
    dates = re.search(r"updated:\[(\S+) TO (\S+)\]", arguments.get("query", ""))
    first, last = dates.groups() if dates else ("*", "*")
    words = re.fullmatch(r"(?:\((.*)\) AND )?(?:updated:.*)?(.*)", arguments.get("query", ""))
    word = (words[1] or words[2] or "").lower() if words else ""
    clients, prefixes = arguments.get("client-id", ""), arguments.get("prefix", "")
    second = entry.updated[:19] + "Z"
    return (
        entry.state == "findable"
        and (not clients or entry.client in clients.split(","))
        and (not prefixes or entry.doi.partition("/")[0] in prefixes.split(","))
        and (first == "*" or first <= second)
        and (last == "*" or second <= last)
        and word in entry.title.lower()
    )


def _order(entry: Doi) -> tuple[int, str]:
    return entry.created_ms, entry.doi.upper()


def _place(cursor: str) -> tuple[int, str] | None:
    """Read a cursor; one that cannot be read begins the list anew without a word, as 1 does."""
    try:
        created_ms, doi = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(",", 1)
        return int(created_ms), doi
    except ValueError:
        return None


def _next(arguments: dict[str, str], cursor: str, size: int) -> str:
    """Link the next page as lupo does: on its own host, without most of the arguments."""
    kept = {name: arguments[name] for name in ("client-id", "prefix", "query") if name in arguments}
    return "https://api.datacite.org/dois?" + urlencode({**kept, "page[cursor]": cursor, "page[size]": size})


def _reply(document: object, status: int = 200) -> Reply:
    return status, [JSON], json.dumps(document, separators=(",", ":")).encode()
