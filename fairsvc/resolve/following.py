"""Go on from one answer of an API to the next ones, some of which may fail. Pure."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from fairsvc.errors import UpstreamError
from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import Exchange, Need
from fairsvc.resolve.asking import JSON, read_answer
from fairsvc.resolve.claims import read_address
from fairsvc.vocab.addresses import authority


def need_json(url: str) -> Need:
    """Make the question for a JSON document."""
    return Need(url, headers=(("Accept", JSON),))


def ask_each(urls: Sequence[str]) -> Generator[tuple[Need, ...], tuple[Exchange, ...], tuple[Node | None, ...]]:
    """Ask for several JSON documents at the same time, in order; None stands for each that is of no use."""
    answers = yield tuple(map(need_json, urls))
    return tuple(map(_read, answers))


def read_link(node: Node, base_url: str) -> str:
    """Read where an API goes on; empty when that is no address or on another host."""
    url = read_address(node, base_url)
    return url if url and authority(url) == authority(base_url) else ""


def _read(answer: Exchange) -> Node | None:
    try:
        return read_answer(answer)
    except UpstreamError:
        return None
