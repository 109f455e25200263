"""What of DataCite a source asks for: clients, DOI prefixes and a query, which narrow one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fairsvc.errors import BadSettings
from fairsvc.model.harvest import SourceConfig

# All records of both kinds of source, so that one goes on where the other ended.
PREFIX = "datacite-json"

_CLIENT = re.compile(r"[a-z0-9]+\.[a-z0-9_-]+\Z")
_DOI_PREFIX = re.compile(r"10\.\d{4,9}\Z")
# Elasticsearch takes these as "any record".
_ANYTHING = frozenset(("*", "*:*", "**"))


@dataclass(frozen=True, slots=True)
class Selection:
    """Client ids and DOI prefixes in lower case and order, and a query in Elasticsearch's query_string syntax."""

    clients: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    query: str = ""

    @property
    def arguments(self) -> dict[str, str]:
        """The selection as arguments of `/dois`."""
        given = {"client-id": ",".join(self.clients), "prefix": ",".join(self.prefixes), "query": self.query}
        return {name: value for name, value in given.items() if value}

    @property
    def text(self) -> str:
        """The selection in one spelling: another text is another list."""
        return urlencode(self.arguments)

    def holds(self, item: Any) -> bool:
        """Tell whether a parsed record of DataCite belongs to the clients and prefixes; the query is not applied."""
        in_prefixes = not self.prefixes or _text(item, "id").lower().partition("/")[0] in self.prefixes
        return in_prefixes and (not self.clients or client_of(item) in self.clients)


def read_selection(config: SourceConfig) -> Selection:
    """Read and check what the source selects. Raises BadSettings."""
    clients = _listed(config.client_id, _CLIENT, "client_id", "It looks like inist.esrf")
    prefixes = _listed(config.doi_prefix, _DOI_PREFIX, "doi_prefix", "It looks like 10.15151")
    query = " ".join(config.query.split())
    return Selection(clients, prefixes, "" if query in _ANYTHING else query)


def read_rest_selection(config: SourceConfig) -> Selection:
    """Read what to ask the REST API for. Raises BadSettings, also for all that there is."""
    selection = read_selection(config)
    if selection == Selection():
        raise BadSettings(
            "this would ask for every DOI of DataCite",
            config.name,
            "Name a client id, a DOI prefix or a query; for everything there is the public data file:"
            " fairsvc harvest datacite-file FILE",
        )
    if "?" in config.url:
        raise BadSettings("the address of the DataCite API must have no query", config.url, "Write it without ?...")
    return selection


def client_of(item: Any) -> str:
    """Name the client (repository account) that a parsed record belongs to; empty when it says none."""
    value = item
    for name in ("relationships", "client", "data"):
        value = value.get(name) if isinstance(value, dict) else None
    return _text(value, "id").lower()


def _listed(text: str, form: re.Pattern[str], name: str, next_step: str) -> tuple[str, ...]:
    parts = sorted({part.strip().lower() for part in text.split(",") if part.strip()})
    for part in parts:
        if not form.match(part):
            raise BadSettings(f"{name} is not written as DataCite does", repr(part[:100]), next_step)
    return tuple(parts)


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
