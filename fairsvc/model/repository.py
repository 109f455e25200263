"""What a repository adapter declares: one kind of repository software, and how its API lists the files of a record."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.mechanism import Listing
from fairsvc.model.recipe import Recipe
from fairsvc.model.resolution import Access, Availability


@dataclass(frozen=True, slots=True)
class Spot:
    """A record in a repository: the address that its API starts at, without a slash at the end, and the record's key.

    `recipe` is the facility's own, where one led here.
    """

    base_url: str
    record: str
    version: str = ""
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What a repository's API says of a record: its files, and what it says of all of them together.

    `unreached` are the internal paths of files that it knows and for which nothing tells an address.
    """

    listing: Listing
    access: Access = Access()
    availability: Availability = Availability.UNKNOWN
    title: str = ""
    licence: str = ""
    unreached: tuple[str, ...] = ()


Walk = Generator[tuple[Need, ...], tuple[Exchange, ...], Holding]
"""Yields what must be asked next, gets the answers in the same order, and returns what the record holds.

It fetches nothing itself, so that a recording answers it as well as the network. Raises UpstreamError for answers that
are of no use: whoever drives it makes the sentence part of the explanation.
"""

Quest = Generator[tuple[Need, ...], tuple[Exchange, ...], str]
"""Asks as a walk does, and returns a PID; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Repository:
    """One kind of repository software.

    `recognise` tells by what the opening questions brought (the addresses on the way, the page, its links) whether the
    PID leads to such a repository; None when not. `source` names the API's documentation. `sample` names the recorded
    answers that it was held against; empty makes it unproven, which people are told. `rank` orders it among the
    mechanisms: of what is said of a file, the lowest rank is believed first; `family` and `exact` are as theirs.
    `find_first` asks for a PID that the API at an address lists, to try things with; None where it lists none.
    """

    id: str
    title: str
    source: str
    sample: str
    recognise: Callable[[Evidence], Spot | None]
    walk: Callable[[Spot], Walk]
    confidence: float = 0.9
    rank: int = -1
    family: str = ""
    exact: bool = True
    find_first: Callable[[str], Quest] | None = None
