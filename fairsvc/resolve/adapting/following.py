"""Go on from one answer of an API to the next ones, some of which may fail. Pure."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from fairsvc.errors import ProtocolBroken, UpstreamError
from fairsvc.formats.json_node import Node
from fairsvc.formats.redaction import redact
from fairsvc.model.exchange import Exchange, Need
from fairsvc.resolve.adapting.asking import ask_json, need_json, read_answer
from fairsvc.resolve.adapting.claims import read_address
from fairsvc.vocab.addresses import authority

T = TypeVar("T")
Asking = Generator[tuple[Need, ...], tuple[Exchange, ...], T]
"""A part of a walk that comes to a T."""


@dataclass(frozen=True, slots=True)
class Paged:
    """A list that came in pages; `missing` counts what its total promises and no page held."""

    nodes: tuple[Node, ...] = ()
    missing: int = 0


Page = tuple[tuple[Node, ...], int | None]
"""What one page lists, and the total that it states, None when it states none."""


def ask_each(urls: Sequence[str]) -> Asking[tuple[Node | None, ...]]:
    """Ask for several JSON documents at the same time, in order; None stands for each that is of no use."""
    answers = yield tuple(map(need_json, urls))
    return tuple(map(_read, answers))


def ask_counted(
    address_of: Callable[[int, int], str], read_page: Callable[[Node], Page], first: Node | None = None
) -> Asking[Paged]:
    """Ask for page after page, until the total is reached, or, also where none is stated, one is empty or repeated.

    `address_of` gets the number of the page, from 0, and how many nodes came before it; `first` is the first page where
    it is there already. Raises FetchFailed, Unreadable, and ProtocolBroken when the first is no list at all.
    """
    found: list[Node] = []
    before: tuple[Node, ...] = ()
    promised: int | None = None
    number, answer = 0, first
    while True:
        if answer is None:
            answer = yield from ask_json(address_of(number, len(found)))
        listed, total = read_page(answer)
        if not listed and total is None and number == 0:
            raise ProtocolBroken("the API answered without a list", address_of(0, 0))
        promised = promised if total is None else max(promised or 0, total)
        fresh = listed if listed != before else ()
        found += fresh
        if not fresh or (promised is not None and len(found) >= promised):
            return Paged(tuple(found), max(0, (promised or 0) - len(found)))
        number, before, answer = number + 1, listed, None


def ask_until_short(
    address_of: Callable[[int], str], page_size: int, list_in: Callable[[Node], Node]
) -> Asking[tuple[Node, ...]]:
    """Ask for page after page of a list that states no total, until one is not full.

    A server that does not know pages sends the same again, which ends the list too. Raises FetchFailed, Unreadable, and
    ProtocolBroken when a page holds no list.
    """
    found: list[Node] = []
    before: tuple[Node, ...] = ()
    for number in count():
        url = address_of(number)
        listed = items_of(list_in((yield from ask_json(url))), url)
        fresh = listed if listed != before else ()
        found += fresh
        if len(fresh) < page_size:
            break
        before = listed
    return tuple(found)


def items_of(node: Node, url: str) -> tuple[Node, ...]:
    """Read the items of a list, of which there may be none. Raises ProtocolBroken when it is no list."""
    if not is_list(node):
        raise ProtocolBroken("the API answered without a list", redact(url))
    return node.items


def is_list(node: Node) -> bool:
    """Tell an empty list from none."""
    return isinstance(node.value, list)


def read_link(node: Node, base_url: str) -> str:
    """Read where an API goes on; empty when that is no address or on another host."""
    url = read_address(node, base_url) if isinstance(node.value, str) else ""
    return url if url and authority(url) == authority(base_url) else ""


def _read(answer: Exchange) -> Node | None:
    try:
        return read_answer(answer)
    except UpstreamError:
        return None
