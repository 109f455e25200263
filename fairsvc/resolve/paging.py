"""Ask for a list that comes in pages. Pure, as asking is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import count

from fairsvc.formats.json_node import Node
from fairsvc.model.exchange import Exchange, Need
from fairsvc.resolve.asking import ask_json


def ask_pages(
    address_of: Callable[[int], str], page_size: int, items_of: Callable[[Node], tuple[Node, ...]]
) -> Generator[tuple[Need, ...], tuple[Exchange, ...], tuple[Node, ...]]:
    """Ask page after page until one is not full; pages are counted from 0. Raises FetchFailed, Unreadable.

    A server that does not know pages sends the same again, which ends the list too.
    """
    found: list[Node] = []
    before: tuple[Node, ...] = ()
    for number in count():
        page = items_of((yield from ask_json(address_of(number))))
        if page == before:
            break
        found += page
        before = page
        if len(page) < page_size:
            break
    return tuple(found)
