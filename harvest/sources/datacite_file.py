"""Harvest DOIs from DataCite's public data file, to go on from there by its REST API."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fairsvc.errors import BadSettings, ProtocolBroken, TokenExpired, Unreadable
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.harvest import Checkpoint, Deviation, Page, Reading, Repository, SourceConfig, Split, Window
from fairsvc.model.ports import Fetcher
from fairsvc.model.record import Record
from harvest.datacite_archive import PARTS, TARS, Line, Skipped, iter_lines
from harvest.datacite_lines import Sieve
from harvest.datacite_selection import PREFIX, Selection, read_selection
from harvest.oai_dates import SECONDS, find_instant

# A page ends at whatever comes first; lines that are not ours make no record, but a place to go on from.
PAGE_RECORDS, PAGE_BYTES, PAGE_LINES = 1_000, 16 * 2**20, 200_000
# More of them say nothing new; an archive may hold a million members that are no part of the data.
PAGE_DEVIATIONS = 100


@dataclass(frozen=True)
class DataCiteFile:
    """A file on this machine as a kind of source: it is complete in itself, and nobody is asked."""

    kind: str
    title: str

    def identify(self, fetcher: Fetcher, config: SourceConfig) -> Repository:  # noqa: ARG002 - there is nobody to ask
        """Look at the file. Raises BadSettings when there is none, or a query is to be applied to it."""
        _selection(config)
        path, written_at = _path(config), _written_at(_path(config))
        if not path.is_dir() and not path.name.lower().endswith((*PARTS, *TARS)):
            next_step = f"Its name ends in one of {', '.join((*PARTS, *TARS))}"
            raise BadSettings("this is no public data file of DataCite", str(path), next_step)
        # What it does not name may be newer than the file, so that nothing is to be concluded from it.
        return Repository(path.name, config.url, "", "persistent", SECONDS, server_at=written_at)

    def next_window(
        self,
        config: SourceConfig,
        repository: Repository,
        last: Checkpoint | None,  # noqa: ARG002 - a file has no dates to begin at
    ) -> Window:
        """Ask for all that the file has: what was updated until it was written."""
        return Window(PREFIX, _selection(config).text, until=repository.server_at)

    def split(
        self,
        config: SourceConfig,  # noqa: ARG002
        repository: Repository,  # noqa: ARG002
        checkpoint: Checkpoint,  # noqa: ARG002
        by: Split,  # noqa: ARG002
    ) -> tuple[Window, ...]:
        """Give nothing: a file that is damaged is so however it is read."""
        return ()

    def iter_pages(
        self,
        fetcher: Fetcher,  # noqa: ARG002
        config: SourceConfig,
        checkpoint: Checkpoint,
    ) -> Iterator[Page]:
        """Yield pages of what is selected, from the checkpoint's place in the file on.

        Raises Unreadable where the file is cut or damaged, TokenExpired when it is another one.
        """
        if checkpoint.window.reading is not Reading.RECORDS:
            raise ProtocolBroken("a data file is read as a whole, not by keys", config.name)
        if checkpoint.token and checkpoint.window.until != _written_at(_path(config)):
            raise TokenExpired("the data file was replaced while it was read", config.url, "It is read anew")
        if not checkpoint.done:
            yield from _iter_pages(config, checkpoint)


@dataclass
class _Batch:
    """What was read since the last page; `token` is the place behind it."""

    lines: int = 0
    token: str = ""
    records: list[Record] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)
    kept_bytes: int = 0
    announced: int = 0
    deviations: dict[Deviation, None] = field(default_factory=dict)

    def take(self, line: Line | Skipped, sieve: Sieve) -> None:
        if isinstance(line, Skipped):
            self._note("member.skipped", line.part[:200])
            return
        self.lines, self.token = self.lines + 1, line.token
        met = sieve.read(line)
        self.announced += met.announced
        if met.unreadable:
            self._note("row.unreadable", f"line {line.number} of {line.part[:200]}")
        if met.record is not None:
            self.records.append(met.record)
            self.kept.append(line.text or b"")
            self.kept_bytes += len(line.text or b"")

    def _note(self, code: str, detail: str) -> None:
        if len(self.deviations) < PAGE_DEVIATIONS:
            self.deviations[Deviation(code, detail)] = None

    @property
    def full(self) -> bool:
        return len(self.records) >= PAGE_RECORDS or self.kept_bytes >= PAGE_BYTES or self.lines >= PAGE_LINES


def _iter_pages(config: SourceConfig, here: Checkpoint) -> Iterator[Page]:
    sieve, batch = Sieve(_selection(config)), _Batch()
    try:
        for line in iter_lines(_path(config), here.token):
            batch.take(line, sieve)
            if batch.full:
                here = _advance(here, batch)
                yield _page(config, here, batch)
                batch = _Batch()
    except Unreadable:
        # What came before the damage is kept; the fault then stands at the end of it.
        if batch.lines:
            yield _page(config, _advance(here, batch), batch)
        raise
    here = replace(_advance(here, batch), token="", done=True)
    yield _page(config, here, batch)


def _advance(before: Checkpoint, batch: _Batch) -> Checkpoint:
    """Move the checkpoint; the CSV parts announce what the JSON parts and the tombstones must bring."""
    total = before.expected_last
    if batch.announced:
        total = (total or 0) + batch.announced
    updated = (find_instant(record.datestamp) for record in batch.records if not record.deleted)
    newest = max((f"{at.isoformat()[:19]}Z" for at in updated if at), default="")
    return replace(
        before,
        token=batch.token or before.token,
        pages=before.pages + 1,
        records=before.records + len(batch.records),
        expected_first=total,
        expected_last=total,
        # The next increment starts from the newest record that we have: what is newer was not in the file.
        server_at=max(before.server_at, newest),
    )


def _page(config: SourceConfig, here: Checkpoint, batch: _Batch) -> Page:
    body = b"\n".join(batch.kept)
    exchange = Exchange(
        Need(config.url),
        datetime.now(UTC),
        (Hop(config.url, 200),),
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        size_bytes=len(body),
    )
    return Page(here.window, exchange, tuple(batch.records), here, tuple(batch.deviations))


def _selection(config: SourceConfig) -> Selection:
    selection = read_selection(config)
    if selection.query:
        next_step = "Select by client id and DOI prefix; the API takes queries"
        raise BadSettings("a query cannot be applied to a data file", config.query, next_step)
    return selection


def _path(config: SourceConfig) -> Path:
    return Path(unquote(urlsplit(config.url).path))


def _is_part(path: Path) -> bool:
    return path.name.lower().endswith(PARTS) and path.is_file()


def _written_at(path: Path) -> str:
    """Read when the newest part was written, in UTC. Raises BadSettings."""
    try:
        files = [file for file in path.rglob("*") if _is_part(file)] if path.is_dir() else [path]
        if not files:
            next_step = f"Its parts end in one of {', '.join(PARTS)}"
            raise BadSettings("this folder holds no part of DataCite's public data file", str(path), next_step)
        newest = max(file.stat().st_mtime for file in files)
    except OSError as fault:
        raise BadSettings(
            "there is no such data file", f"{path} ({fault.strerror})", "Download it from DataCite"
        ) from None
    return f"{datetime.fromtimestamp(newest, UTC).isoformat()[:19]}Z"


SOURCE = DataCiteFile("datacite-file", "DataCite public data file")
