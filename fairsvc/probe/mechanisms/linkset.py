"""FAIR Signposting level 2: the items in a linkset, also those of items that are collections themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from fairsvc.model.evidence import Evidence
from fairsvc.model.link import Link
from fairsvc.model.listing_steps import is_list
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.step import LINKSET_STEP
from fairsvc.probe.entries import Readings, distinct, entry_of_link, find_unreadable, is_cut


def _find(evidence: Evidence, readings: Readings) -> Listing | None:
    reading = readings.get(LINKSET_STEP.name)
    if reading is None:
        return None
    if fault := find_unreadable(readings, LINKSET_STEP.name):
        return Listing(unreadable=fault)
    if reading.answer is None or not reading.answer.parsed:
        return None
    # Of equal links the evidence keeps the header's, so that `source` does not tell what the linkset says.
    keys = {link.key for link in reading.links}
    items = [link for link in evidence.links_with("item") if link.key in keys]
    entries = distinct(entry_of_link(link) for link in _iter_files(items, reading.links))
    if not entries:
        return Listing(reason="it names no item")
    if is_cut(evidence, LINKSET_STEP.name):
        return Listing(entries, False, "the linkset is longer than what is read")
    return Listing(entries, True, "a linkset names every item of its context")


def _iter_files(items: list[Link], links: tuple[Link, ...]) -> Iterator[Link]:
    """Follow items that have items of their own in the same linkset; each once, so that circles end."""
    parts: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.rel == "item":
            parts[link.anchor].append(link)
    seen: set[str] = set()
    waiting = items[::-1]
    while waiting:
        link = waiting.pop()
        if link.target in seen or is_list(link):
            continue
        seen.add(link.target)
        if link.target in parts:
            waiting += parts[link.target][::-1]
        else:
            yield link


MECHANISM = Mechanism(
    "linkset",
    "Items in a linkset (FAIR Signposting level 2)",
    "RFC 9264 section 4; FAIR Signposting Profile, level 2",
    0.9,
    1,
    _find,
    family="signposting",
)
