"""What an adapter says to ask one thing, and how it reads the answer. Pure: it yields Needs and gets Exchanges."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from urllib.parse import urlencode

from fairsvc.errors import FetchFailed, Unreadable
from fairsvc.formats.json_node import Node
from fairsvc.formats.json_reading import read_json
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.step import conneg

JSON = "application/json"


def need_json(url: str) -> Need:
    """Make the question for a JSON document."""
    return conneg(url, JSON)


def need_filtered(url: str, filters: object = None) -> Need:
    """Make the question for what fits a filter, in the way of LoopBack's APIs; None for all."""
    query = "?" + urlencode({"filter": json.dumps(filters, separators=(",", ":"))}) if filters else ""
    return need_json(f"{url}{query}")


def ask(need: Need) -> Generator[tuple[Need, ...], tuple[Exchange, ...], Exchange]:
    """Ask one thing, whatever comes."""
    (answer,) = yield (need,)
    return answer


def ask_json(url: str) -> Generator[tuple[Need, ...], tuple[Exchange, ...], Node]:
    """Ask for a JSON document. Raises FetchFailed, Unreadable."""
    return read_answer((yield from ask(need_json(url))))


def ask_all(urls: Sequence[str]) -> Generator[tuple[Need, ...], tuple[Exchange, ...], tuple[Node, ...]]:
    """Ask for several JSON documents at the same time, in order. Raises FetchFailed, Unreadable."""
    answers = yield tuple(map(need_json, urls))
    return tuple(map(read_answer, answers))


def read_answer(exchange: Exchange) -> Node:
    """Read the JSON document that came. Raises FetchFailed when none did, Unreadable."""
    where = redact(exchange.need.url)
    if not exchange.ok:
        said = exchange.outcome() if exchange.failure is None else f"gave no answer: {exchange.failure}"
        raise FetchFailed(f"the repository's API {said}", where)
    if exchange.truncated:
        raise Unreadable("the API's answer is longer than what is read", where, "Raise limit_bytes")
    return Node(read_json(exchange.body or b""))
