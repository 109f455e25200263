"""The typed links of a dataset at level 2 of the FAIR Signposting Profile: of its page, its files and its metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairsvc.formats.fetch_list import Fetchable, ascii_address
from fairsvc.model.link import Link

DATASET_TYPES = ("https://schema.org/Dataset", "https://schema.org/AboutPage")


@dataclass(frozen=True, slots=True)
class Landing:
    """What the landing page's links say: all of it addresses, `described_by` with the media type of each.

    `pid` is the address of the identifier, `licence` that of the licence; empty for what is not known.
    """

    page: str
    pid: str = ""
    licence: str = ""
    types: tuple[str, ...] = ()
    described_by: tuple[tuple[str, str], ...] = ()


def signpost(landing: Landing, files: Iterable[Fetchable]) -> tuple[Link, ...]:
    """Link the page to everything, and everything back to the page."""
    listed = tuple(files)
    return (*_iter_landing(landing, listed), *_iter_back(landing, listed))


def _iter_landing(landing: Landing, files: Iterable[Fetchable]) -> Iterator[Link]:
    page = landing.page
    if landing.pid and landing.pid != page:
        yield _link(landing.pid, "cite-as", page)
    for type_ in landing.types:
        yield _link(type_, "type", page)
    if landing.licence:
        yield _link(landing.licence, "license", page)
    for address, media_type in landing.described_by:
        yield _link(address, "describedby", page, media_type)
    for file in files:
        yield _link(file.addresses[0], "item", page, file.media_type, file.path)


def _iter_back(landing: Landing, files: Iterable[Fetchable]) -> Iterator[Link]:
    for file in files:
        yield _link(landing.page, "collection", file.addresses[0], "text/html")
    for address, _ in landing.described_by:
        # The identifier gives metadata by content negotiation: as a context it would be the dataset itself.
        if address != landing.pid:
            yield _link(landing.page, "describes", address, "text/html")


def _link(target: str, rel: str, anchor: str, media_type: str = "", title: str = "") -> Link:
    # What others wrote becomes an address here: a linkset as text ends one at a bracket.
    target, anchor = ascii_address(target), ascii_address(anchor)
    return Link(target, rel, anchor, media_type.partition(";")[0].strip().lower(), title=title, source="linkset")
