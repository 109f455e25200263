"""Requests to DataCite's REST API, always at the address of the settings: of a link only the cursor is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

from fairsvc.errors import BadSettings, FetchFailed, ProtocolBroken, Unreadable
from fairsvc.formats.json_reading import MAX_BYTES
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange, FailureKind, Need
from fairsvc.model.ports import Fetcher
from fairsvc.model.record import Record
from harvest.datacite_answer import Answer, read_answer
from harvest.datacite_list import PAGE_SIZES, spell_clock
from harvest.datacite_records import find_identifier, gone, read_record

_ACCEPT = (("Accept", "application/vnd.api+json, application/json;q=0.9"),)
_WHOLE = {"affiliation": "true", "publisher": "true"}


class Fetched(NamedTuple):
    """An answer to `/dois` and the page size that it could be had in."""

    exchange: Exchange
    answer: Answer
    size: int


class Client(NamedTuple):
    """What DataCite says of a client (repository account)."""

    name: str
    email: str


def fetch_page(fetcher: Fetcher, url: str, arguments: Mapping[str, str], size: int) -> Fetched:
    """Ask for a page, in smaller ones when it is too much for the API or for us. Raises UpstreamError."""
    for smaller in (known for known in PAGE_SIZES if known <= size):
        query = urlencode({**arguments, "page[size]": str(smaller)}, quote_via=quote, safe="")
        exchange = fetcher.fetch(Need(f"{_base(url)}/dois?{query}", headers=_ACCEPT))
        if not _is_too_much(exchange):
            break
    return Fetched(exchange, _read(exchange, f"{_shown(url)}/dois"), smaller)


def fetch_single(fetcher: Fetcher, url: str, identifier: str) -> tuple[Exchange, Record]:
    """Ask for one DOI; a tombstone when DataCite no longer shows it. Raises UpstreamError."""
    path = f"dois/{quote(identifier, safe='')}"
    exchange = fetcher.fetch(Need(f"{_base(url)}/{path}?{urlencode(_WHOLE)}", headers=_ACCEPT))
    if _is_unknown(exchange):
        # A DOI that was findable cannot be deleted: its client made it registered, which hides it here.
        return exchange, gone(identifier, because="DataCite no longer shows this DOI (404): its client has hidden it.")
    items = _read(exchange, f"{_shown(url)}/{path}").items
    if len(items) != 1 or find_identifier(items[0].value) != identifier:
        raise ProtocolBroken("DataCite answers with another DOI than was asked for", identifier)
    return exchange, read_record(items[0])


def fetch_client(fetcher: Fetcher, url: str, client_id: str) -> tuple[Exchange, Client]:
    """Ask who a client is. Raises UpstreamError; BadSettings when DataCite knows no such client."""
    path = f"clients/{quote(client_id, safe='')}"
    exchange = fetcher.fetch(Need(f"{_base(url)}/{path}", headers=_ACCEPT))
    if _is_unknown(exchange):
        next_step = "Look it up at https://commons.datacite.org/repositories; it looks like inist.esrf"
        raise BadSettings("DataCite knows no such client", client_id, next_step)
    items = _read(exchange, f"{_shown(url)}/{path}").items
    attributes = items[0].value.get("attributes") if items and isinstance(items[0].value, dict) else None
    said = attributes if isinstance(attributes, dict) else {}
    return exchange, Client(*(str(said.get(name) or "").strip()[:500] for name in ("name", "contactEmail")))


def fetch_heartbeat(fetcher: Fetcher, url: str) -> Exchange:
    """Ask whether the API is up. Raises FetchFailed."""
    exchange = fetcher.fetch(Need(f"{_base(url)}/heartbeat"))
    if not exchange.ok:
        raise _failed(exchange, f"{_shown(url)}/heartbeat")
    return exchange


def server_at(exchange: Exchange) -> str:
    """Read the API's clock from the Date header; empty when it sent none."""
    return spell_clock(exchange.header("date"))


def _is_too_much(exchange: Exchange) -> bool:
    """Tell a page that may work when it is smaller; 503 and 429 ask for patience, not for less."""
    if exchange.failure is not None:
        return exchange.failure.kind is FailureKind.TIMEOUT
    status = exchange.status or 0
    return exchange.truncated or exchange.size_bytes > MAX_BYTES or (status >= 500 and status != 503)


def _is_unknown(exchange: Exchange) -> bool:
    """Tell DataCite's own 404 from that of anything in between."""
    if exchange.status != 404:
        return False
    try:
        return bool(read_answer(exchange.body or b"").errors)
    except (ProtocolBroken, Unreadable):
        return False


def _read(exchange: Exchange, asked: str) -> Answer:
    if exchange.truncated:
        raise Unreadable("the answer of DataCite is larger than the limit", asked, "Raise the setting limit_bytes")
    if not exchange.ok:
        raise _failed(exchange, asked)
    try:
        answer = read_answer(exchange.body or b"")
    except Unreadable as fault:
        raise Unreadable(fault.what, f"{asked}, {fault.which}" if fault.which else asked) from fault
    if answer.errors:
        raise ProtocolBroken("DataCite answers 200 with an error", f"{asked}: {answer.errors[0]}")
    return answer


def _failed(exchange: Exchange, asked: str) -> FetchFailed:
    reason = exchange.outcome()
    if exchange.conclusive:
        try:
            reason = ", ".join((reason, *read_answer(exchange.body or b"").errors))
        except (ProtocolBroken, Unreadable):
            return FetchFailed("DataCite gave no usable answer", f"{asked}: {reason}", "Check the API's address")
        return FetchFailed("DataCite refuses the request", f"{asked}: {reason}", "Check the selection")
    pause = exchange.header("retry-after")
    next_step = f"Try later; it asks for a pause (Retry-After: {pause[:40]})" if pause else "Try later"
    return FetchFailed("DataCite gave no usable answer", f"{asked}: {reason}", next_step)


def _base(url: str) -> str:
    return url.rstrip("/")


def _shown(url: str) -> str:
    return redact(_base(url))
