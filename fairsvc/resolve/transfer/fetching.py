"""Fetch one file: resume what is there, verify what comes, try its other addresses, and put it in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event

from fairsvc.errors import FetchFailed
from fairsvc.model.exchange import Need
from fairsvc.model.manifest import FileEntry
from fairsvc.model.ports import Incoming, Opener
from fairsvc.resolve.transfer.answers import Judged, Meaning, find_impostor, find_validator, host_of, judge
from fairsvc.resolve.transfer.digesting import strongest
from fairsvc.resolve.transfer.folder import Folder, boot_id
from fairsvc.resolve.transfer.journal import Journal, Record
from fairsvc.resolve.transfer.part import Part, file_digest
from fairsvc.resolve.transfer.planning import Action, Step, promised_size
from fairsvc.resolve.transfer.report import Fetched, State

HEAD_BYTES = 65_536
# What a try must bring to be worth as many more: a server that sends a byte a connection would keep us for ever.
PROGRESS_BYTES = 65_536
# Between two tries of one address: twice as long each time.
PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0


@dataclass(frozen=True, slots=True)
class Terms:
    """How a download goes about each file: `on_moved` hears where a path is, `stop` ends it at the next piece.

    `retries` counts the tries of one address that brought next to nothing.
    """

    pid: str
    folder: Folder
    journal: Journal
    opener: Opener
    stop: Event
    on_moved: Callable[[str, int], None]
    retries: int = 3
    max_size_bytes: int | None = None


class _NotIt(Exception):
    """This address does not give the file; `passing` says that asking it again may."""

    def __init__(self, because: str, *, passing: bool = False) -> None:
        self.because, self.passing = because, passing
        super().__init__(because)


class _Unwanted(Exception):
    """The file turns out to be larger than wanted."""


class _Stopped(Exception):
    """The person has had enough."""


def fetch_file(step: Step, terms: Terms) -> Fetched:
    """Fetch the file; every outcome is a Fetched. Raises OSError for what the disk refuses."""
    path = step.named.path
    with Part(terms.folder, path, _algorithm(step.named.entry)) as part:
        fetching = _Fetching(step, terms, part)
        try:
            because = fetching.run()
        except _Stopped:
            return fetching.ended(State.NOT_TRIED, "the download was interrupted. What is there is kept")
        except _Unwanted:
            part.restart()
            return fetching.ended(State.LEFT_OUT, f"it has more than {terms.max_size_bytes} bytes")
        if because:
            return fetching.ended(State.FAILED, because)
        lying, on_disk = part.finish()
    record = replace(fetching.record, size_bytes=lying.size_bytes, modified_ns=lying.modified_ns)
    terms.journal.note(record if on_disk else replace(record, boot=boot_id()))
    return replace(fetching.ended(State.FETCHED), size_bytes=lying.size_bytes)


def compare_file(step: Step, terms: Terms) -> Fetched:
    """Tell whether the file that lies in its place is the promised one, and remember it. Raises OSError.

    One of ours that is damaged is fetched anew.
    """
    path, entry = step.named.path, step.named.entry
    lying = terms.folder.look(path)
    assert lying is not None
    digest = strongest(entry.digests)
    record = Record(path, terms.pid, lying.size_bytes, lying.modified_ns)
    if digest is not None:
        with terms.folder.opened_file(path) as descriptor:
            found = file_digest(descriptor, digest.scheme)
        if found != digest.value and step.record is not None:
            return fetch_file(replace(step, action=Action.FETCH, record=None), terms)
        if found != digest.value:
            return Fetched(path, State.FAILED, because="another file lies in its place. Move it away")
        record = replace(record, algorithm=digest.scheme, digest=digest.value)
    terms.journal.note(record)
    return Fetched(path, State.KEPT, lying.size_bytes, verified_by=record.algorithm or "size")


class _Fetching:
    """One file on its way: the part that is there, and by what a server may tell that it is still right."""

    def __init__(self, step: Step, terms: Terms, part: Part) -> None:
        self._entry, self._terms, self._part = step.named.entry, terms, part
        self._digest = strongest(self._entry.digests)
        self._promised = promised_size(self._entry)
        self.record = Record(step.named.path, terms.pid)
        self._received = 0
        if step.record is None or step.part_bytes == 0:
            part.restart()
        else:
            self.record = replace(step.record, modified_ns=0)
        self._resumed_at = part.size_bytes
        self._patched = part.size_bytes > 0
        self._suspicion = ""

    def run(self) -> str:
        """Try every address; give why none brought the file, empty when one did."""
        reasons: dict[str, str] = {}
        for number, url in enumerate(self._entry.addresses):
            if number:
                self._change_server()
            because = self._try(url)
            if not because:
                return ""
            reasons.setdefault(because, host_of(url))
        if len(reasons) == 1:
            return next(iter(reasons)) + self._ended_addresses()
        return "; ".join(f"{host}: {because}" for because, host in reasons.items()) + self._ended_addresses()

    def ended(self, state: State, because: str = "") -> Fetched:
        """Write down how it ended."""
        verified = self._digest.scheme if self._digest is not None else "size" if self._promised is not None else ""
        return Fetched(
            self.record.path,
            state,
            self._part.size_bytes or None,
            self._received,
            self._resumed_at,
            verified if state is State.FETCHED else "",
            because,
        )

    def _try(self, url: str) -> str:
        """Ask one address until it brings the file, or often enough; give why it did not."""
        left = self._terms.retries
        while True:
            before = self._part.largest
            try:
                self._once(url)
            except _NotIt as error:
                left = self._terms.retries if self._part.largest >= before + PROGRESS_BYTES else left - 1
                if not error.passing or left < 0:
                    return error.because
                self._pause(self._terms.retries - left)
            else:
                return ""

    def _once(self, url: str) -> None:
        first = self._part.size_bytes if self._resumable() else 0
        if first and first == self._promised:
            self._verify()
            return
        with self._terms.opener.open(self._need(url, first)) as incoming:
            judged = judge(incoming, first, self._promised, self.record.validator)
            if judged.meaning is Meaning.NOT_IT:
                raise _NotIt(self._glance(incoming) or judged.because, passing=judged.passing)
            if judged.meaning is Meaning.ANEW:
                self._restart()
                raise _NotIt(judged.because, passing=True)
            if judged.meaning is not Meaning.ALREADY_WHOLE:
                self._receive(incoming, judged)
        self._verify()

    def _resumable(self) -> bool:
        return self._part.size_bytes > 0 and (bool(self.record.validator) or self._digest is not None)

    def _need(self, url: str, first: int) -> Need:
        headers = [("Accept", "*/*")]
        if first:
            headers.append(("Range", f"bytes={first}-"))
        if first and self.record.validator:
            headers.append(("If-Range", self.record.validator))
        return Need(url, headers=tuple(headers))

    def _receive(self, incoming: Incoming, judged: Judged) -> None:
        if judged.meaning is Meaning.WHOLE:
            self._restart()
            self.record = replace(self.record, size_bytes=judged.size_bytes, validator=find_validator(incoming))
        else:
            self._patched = True
            self.record = replace(self.record, size_bytes=judged.size_bytes)
        self._terms.journal.note(self.record)
        self._part.resume()
        fresh = judged.meaning is Meaning.WHOLE
        try:
            for piece in incoming.iter_bytes():
                if fresh:
                    self._look(incoming, piece)
                    fresh = False
                self._add(piece)
        except FetchFailed as error:
            raise _NotIt(error.what, passing=True) from error

    def _glance(self, incoming: Incoming) -> str:
        """Say what came instead, where an answer that is refused by its head alone pretends to be a success."""
        if incoming.status != 200:
            return ""
        try:
            head = bytes(next(incoming.iter_bytes(), memoryview(b""))[:HEAD_BYTES])
        except FetchFailed:
            return ""
        return find_impostor(incoming, head, self._entry)

    def _look(self, incoming: Incoming, piece: memoryview) -> None:
        """Recognise what is not the file; a digest decides in the end, where one is known."""
        self._suspicion = find_impostor(incoming, bytes(piece[:HEAD_BYTES]), self._entry)
        if self._suspicion and self._digest is None:
            raise _NotIt(self._suspicion)

    def _add(self, piece: memoryview) -> None:
        if self._terms.stop.is_set():
            raise _Stopped
        self._part.add(piece)
        self._received += len(piece)
        size, most = self._part.size_bytes, self._terms.max_size_bytes
        self._terms.on_moved(self.record.path, size)
        if self._promised is not None and size > self._promised:
            self._restart()
            raise _NotIt(self._suspicion or f"more bytes come than the {self._promised} that were promised")
        if most is not None and size > most:
            raise _Unwanted

    def _verify(self) -> None:
        """Hold what came against what was promised. Raises _NotIt, and then nothing of it is left."""
        size, known = self._part.size_bytes, self._promised if self._promised is not None else self.record.size_bytes
        because = ""
        if known is not None and size != known:
            because = f"{size} bytes came, and {known} were promised"
        elif size == 0 and self._promised is None and self._digest is None:
            because = "the server sent nothing, and nobody says that the file is empty"
        elif self._digest is not None and (found := self._part.hexdigest()) != self._digest.value:
            because = f"its bytes are not the promised ones: the {self._digest.scheme} is {_short(found)},"
            because += f" not {_short(self._digest.value)}"
        if because:
            patched = self._patched
            self._restart()
            raise _NotIt(self._suspicion or because, passing=patched)
        if self._digest is not None:
            self.record = replace(self.record, algorithm=self._digest.scheme, digest=self._digest.value)

    def _restart(self) -> None:
        self._part.restart()
        self._patched, self._resumed_at = False, 0
        self.record = replace(self.record, validator="", size_bytes=None)
        self._terms.on_moved(self.record.path, 0)

    def _change_server(self) -> None:
        """Forget what another server said of the part; without a digest nothing tells that the rest fits."""
        self.record = replace(self.record, validator="")
        if self._digest is None:
            self._restart()

    def _pause(self, turn: int) -> None:
        if self._terms.stop.wait(min(PAUSE_S * 2.0 ** (turn - 1), LONGEST_PAUSE_S)):
            raise _Stopped

    def _ended_addresses(self) -> str:
        expires_at = self._entry.expires_at
        if expires_at is None or expires_at > datetime.now(UTC):
            return ""
        return f". Its address ended at {expires_at:%Y-%m-%d %H:%M} UTC: run the command again for a new one"


def _algorithm(entry: FileEntry) -> str:
    digest = strongest(entry.digests)
    return digest.scheme if digest is not None else ""


def _short(digest: str) -> str:
    return f"{digest[:12]}..." if len(digest) > 16 else digest
