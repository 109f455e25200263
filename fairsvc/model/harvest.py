"""Harvesting as values: a source, its windows and pages, and the account a run closes with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from unicodedata import category
from urllib.parse import urlsplit

from fairsvc.errors import BadSettings
from fairsvc.model.exchange import Exchange
from fairsvc.model.ports import Fetcher
from fairsvc.model.quiet import read_quiet
from fairsvc.model.record import Record

# Deviations that decide how a source is harvested: its dates select nothing, its list may have been cut unsaid.
DATES_IGNORED, CUT = "dates.ignored", "list.cut-suspected"
# A kind whose catalogue is a file on this machine.
_LOCAL_KINDS = frozenset(("datacite-file",))
# Names stand in tables, in names of folders, and as labels of figures.
_LONGEST_NAME, _NOT_IN_NAMES = 200, frozenset(("Cc", "Cs", "Zl", "Zp"))
_FILE_ADDRESS = re.compile(r"file:///[^\s?#]+\Z")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:[/?][^\s#]*)?\Z", re.IGNORECASE)


class Rank(StrEnum):
    """How close a source is to the data: those who made them, those who registered them, those who collect records."""

    CATALOGUE = "catalogue"
    REGISTRY = "registry"
    AGGREGATOR = "aggregator"


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """A catalogue to harvest. Raises BadSettings when one of the fields cannot be meant.

    `url` is a plain web address, or `file:///` for the kind that reads a file on this machine.
    `interval_s` is how often, `reconcile_s` how often everything is asked for to learn what vanished. `quiet` are hours
    of the day (UTC, `08:00-18:00`) in which the source is left alone. `prefix` and `set_spec` select on OAI-PMH;
    `client_id`, `doi_prefix` and `query` on DataCite, where they narrow one another. `facility` is the id of the
    profile that the source belongs to. `precedence` is the source's rank where kind and host tell it wrongly.
    """

    name: str
    kind: str
    url: str
    prefix: str = ""
    set_spec: str = ""
    interval_s: int = 86_400
    client_id: str = ""
    doi_prefix: str = ""
    query: str = ""
    facility: str = ""
    reconcile_s: int = 604_800
    quiet: str = ""
    precedence: str = ""

    def __post_init__(self) -> None:
        if self.kind in _LOCAL_KINDS and not _FILE_ADDRESS.match(self.url):
            raise BadSettings("this is no file to harvest", self.url, "It looks like file:///data/datacite.tar")
        if self.kind not in _LOCAL_KINDS and not (_WEB_ADDRESS.match(self.url) and _has_host(self.url)):
            shown = self.url.rpartition("@")[2] if "@" in self.url else self.url
            next_step = "It looks like https://data.facility.example/oai, without user, password or #fragment"
            raise BadSettings("this is no web address to harvest", shown, next_step)
        if len(self.name) > _LONGEST_NAME or not _NOT_IN_NAMES.isdisjoint(map(category, self.name)):
            next_step = f"Use letters, digits and signs, at most {_LONGEST_NAME}, on one line"
            raise BadSettings("this is no name for a source", repr(self.name[:_LONGEST_NAME]), next_step)
        read_quiet(self.quiet)
        if self.precedence not in ("", *Rank):
            raise BadSettings("there is no such precedence", self.precedence, f"Known: {', '.join(Rank)}")

    @property
    def host(self) -> str:
        """The host that is asked; empty for a file."""
        return urlsplit(self.url).hostname or ""


class Reading(StrEnum):
    """How a window is read: whole records, identifiers alone, or the named records one by one."""

    RECORDS = "records"
    KEYS = "keys"
    SINGLES = "singles"


class Split(StrEnum):
    """How a window that cannot be read whole is divided: by the next finer calendar unit, in halves, or by its keys."""

    CALENDAR = "calendar"
    HALVES = "halves"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Window:
    """What one list asks for; empty dates mean no bound. Dates are in the provider's granularity, both included.

    `identifiers` are what a window of singles asks for; its pages bring one each, in this order.
    """

    prefix: str
    set_spec: str = ""
    from_: str = ""
    until: str = ""
    reading: Reading = Reading.RECORDS
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a window has come; committed with the page it describes.

    `token` is what to send next; empty together with `done` means that the list ended as the standard demands.
    `expected_*` are the first and last completeListSize seen. `server_at` is the first responseDate of the window: the
    next incremental run starts from it. `mark` names an earlier page, the guard against cycles. In a window of singles
    `pages` counts the identifiers that were asked for.
    """

    window: Window
    token: str = ""
    done: bool = False
    pages: int = 0
    records: int = 0
    expected_first: int | None = None
    expected_last: int | None = None
    server_at: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something the provider did that the standard does not allow, and we lived with."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """What the source says of itself (OAI-PMH Identify); `server_at` is its own clock when it was asked."""

    name: str
    base_url: str
    earliest_datestamp: str = ""
    deleted_record: str = ""
    granularity: str = ""
    admin_emails: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    server_at: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a list: stored, with its records and the checkpoint, in one transaction.

    `listed` are the identifiers that a window of keys names and that live; its deleted ones are records.
    """

    window: Window
    exchange: Exchange
    records: tuple[Record, ...]
    checkpoint: Checkpoint
    deviations: tuple[Deviation, ...] = ()
    listed: tuple[str, ...] = ()


class RunState(StrEnum):
    """How a harvest ended; never plain success."""

    RUNNING = "running"
    VERIFIED = "verified"
    PLAUSIBLE = "plausible"
    INCOMPLETE = "incomplete"


class WindowState(StrEnum):
    """How far a window is; what was split is read by its parts."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    SPLIT = "split"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class WindowAccount:
    """What one window of a run asked and got; `parent` is the number of the window that it is a part of.

    `quarantined` counts the answers and single records that were kept aside; `because` says why the state is what it
    is.
    """

    number: int
    parent: int | None
    state: WindowState
    checkpoint: Checkpoint
    attempts: int = 0
    because: str = ""
    quarantined: int = 0

    @property
    def missing(self) -> int:
        """How many records the provider's total announces beyond those that came."""
        here = self.checkpoint
        return max(0, max(here.expected_first or 0, here.expected_last or 0) - here.records)


@dataclass(frozen=True, slots=True)
class FullPass:
    """A run that asked for everything and came to its end, by the source's clock.

    `digest` is of all that it brought; empty when nothing made it.
    """

    state: RunState
    server_at: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What a run asked, got and kept; `because` says in a sentence why the state is what it is.

    `withheld` records are listed but not delivered. `missing` are live records that a complete list does not name any
    more, `vanished` those of them that became tombstones; `held_back` says that so many are missing that none did.
    """

    source: str
    state: RunState
    because: str
    window: Window
    started_at: datetime
    ended_at: datetime | None = None
    pages: int = 0
    records: int = 0
    expected: int | None = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    unreadable: int = 0
    deviations: tuple[Deviation, ...] = ()
    resumed: bool = False
    run: int = 0
    windows: int = 1
    withheld: int = 0
    missing: int = 0
    vanished: int = 0
    held_back: bool = False


class Source(Protocol):
    """A kind of catalogue; one file below `harvest.sources` each."""

    kind: str
    title: str

    def identify(self, fetcher: Fetcher, config: SourceConfig) -> Repository:
        """Ask the source who it is. Raises UpstreamError."""

    def next_window(self, config: SourceConfig, repository: Repository, last: Checkpoint | None) -> Window:
        """Choose what to ask for: all, or what changed since the last complete run."""

    def iter_pages(self, fetcher: Fetcher, config: SourceConfig, checkpoint: Checkpoint) -> Iterator[Page]:
        """Yield pages from where the checkpoint stands until the list ends; choose a prefix where the window has none.

        A window of keys yields `listed`; one of singles a page for each of its identifiers from the `pages`-th on, the
        last one done. Raises TokenExpired when the place in the list is lost or the list turns in a circle, Unreadable
        and ProtocolBroken for what is no such page, FetchFailed when no usable answer came: each at the first fault,
        that of a single too. Who reads on decides by the last exchange, and puts a single aside.
        """

    def split(
        self, config: SourceConfig, repository: Repository, checkpoint: Checkpoint, by: Split
    ) -> tuple[Window, ...]:
        """Divide the checkpoint's window into parts that together ask for the same; empty when it cannot be.

        Parts keep the window's reading, but those by keys: one window of keys. A source that ignores dates (deviation
        `dates.ignored` of the repository) cannot be divided by them. No clock is asked but the source's own.
        """


def _has_host(url: str) -> bool:
    """Tell whether host and port can be read: brackets may be left open, ports be none."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
