"""Read the windows of a run, one after the other; each page is stored with its window's checkpoint."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from fairsvc.errors import ProtocolBroken, UpstreamError
from fairsvc.jobs.progress import OnProgress
from fairsvc.model.exchange import Exchange, Need
from fairsvc.model.harvest import (
    CUT,
    DATES_IGNORED,
    Checkpoint,
    Deviation,
    Page,
    Reading,
    Repository,
    Source,
    SourceConfig,
    Split,
    Window,
    WindowAccount,
    WindowState,
)
from fairsvc.model.ports import Fetcher
from fairsvc.store import quarantine, records, runs, windows
from fairsvc.store.connection import Store
from harvest.account import count_records
from harvest.balance import end_window
from harvest.proof import ask_for_proof, asks_for_proof
from harvest.windows import (
    MAX_HALVINGS,
    MAX_WINDOWS,
    Step,
    Trouble,
    asks_whether_alive,
    falls_short,
    fill,
    judge,
    plan_steps,
    singles,
    sound,
    withhold,
)

_SPLITS = {Step.CALENDAR: Split.CALENDAR, Step.HALVES: Split.HALVES, Step.KEYS: Split.KEYS, Step.UNDATED: Split.KEYS}


class Witness:
    """A Fetcher that remembers the last exchange: what a fault says is decided by the answer that brought it."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.last: Exchange | None = None

    def fetch(self, need: Need) -> Exchange:
        """Pass the need on."""
        self.last = None
        self.last = self._fetcher.fetch(need)
        return self.last


@dataclass(slots=True)
class Watch:
    """Tell whoever waits how far the run is: records of the total, pages and the rate since we went on."""

    on_progress: OnProgress
    total: int | None = None
    records: int = 0
    pages: int = 0
    _received: int = 0
    _began: float = field(default_factory=time.monotonic)

    def page(self, before: Checkpoint, here: Checkpoint) -> None:
        """Count a page."""
        came = here.records - before.records
        self.records, self.pages, self._received = self.records + came, self.pages + 1, self._received + came
        if self.total is None:
            self.total = here.expected_last
        rate = self._received / max(time.monotonic() - self._began, 0.001)
        total = self.total if self.total is not None and self.total >= self.records else None
        self.on_progress(self.records, total, f"{self.pages} pages, {rate:.0f} records/s")


@dataclass(slots=True)
class _Place:
    """Where the reading of one window stands; what was asked for twice is kept so that it is not asked for for ever."""

    number: int
    parent: int | None
    checkpoint: Checkpoint
    attempts: int
    asked_again: Checkpoint | None = None
    doubted: bool = False

    @property
    def is_dated_part(self) -> bool:
        """Tell whether other dates of the same list are windows of their own."""
        return self.parent is not None and bool(self.checkpoint.window.from_)


@dataclass(frozen=True, slots=True)
class WindowReader:
    """What reads one run."""

    store: Store
    config: SourceConfig
    source: Source
    witness: Witness
    run: int
    watch: Watch

    def read_all(self) -> UpstreamError | None:
        """Read until no window is left, or a fault stops the run; the fault is returned."""
        while (window := windows.find_next(self.store, self.run)) is not None:
            fault = self._read(window)
            if fault is not None:
                windows.end_window(self.store, window.number, WindowState.OPEN, str(fault))
                return fault
        return None

    def _read(self, window: WindowAccount) -> UpstreamError | None:
        place = _Place(window.number, window.parent, window.checkpoint, window.attempts)
        while True:
            fault = self._pages(place)
            if fault is None:
                self._end(place)
                return None
            step, parts = self._choose(place, fault)
            if step is Step.STOP:
                return fault
            if not self._retry(step, place, fault):
                self._leave(step, place, parts, fault)
                return None

    def _pages(self, place: _Place) -> UpstreamError | None:
        """Store page by page, from where the place is to where the list ends or a fault comes."""
        try:
            while not self._read_list(place):
                place.doubted = True
        except UpstreamError as fault:
            return fault
        return None

    def _read_list(self, place: _Place) -> bool:
        """Read on to the end; False when the end owes records, and is to be asked for once more to be believed."""
        for page in self.source.iter_pages(self.witness, self.config, place.checkpoint):
            if falls_short(page.checkpoint) and not place.doubted:
                return False
            self._save(place, page)
            if any(deviation.code == DATES_IGNORED for deviation in page.deviations):
                self._note_ignored(place, page)
        return True

    def _save(self, place: _Place, page: Page) -> None:
        records.save_page(self.store, self.run, self.config.name, page, window=place.number, follow=singles)
        self.watch.page(place.checkpoint, page.checkpoint)
        place.checkpoint = page.checkpoint

    def _note_ignored(self, place: _Place, page: Page) -> None:
        """Remember that dates select nothing here. Raises ProtocolBroken when the window is a part by dates."""
        deviation = next(one for one in page.deviations if one.code == DATES_IGNORED)
        runs.add_deviation(self.store, self.config.name, deviation)
        if place.is_dated_part and place.checkpoint.window.reading is Reading.RECORDS:
            raise ProtocolBroken("the provider ignores from and until", self.config.name, "Its list is read by keys")

    def _end(self, place: _Place) -> None:
        if self._is_cut(place):
            return
        state, because = end_window(place.checkpoint)
        steps = fill(place.checkpoint, self._distinct(place))
        parts = self._divide(steps[0], place) if steps else self._ask_for_proof(place)
        if parts and state is WindowState.DONE:
            windows.add_parts(self.store, place.number, self.run, parts, because)
        elif parts:
            windows.split_window(self.store, place.number, self.run, parts, because)
        else:
            windows.end_window(self.store, place.number, state, because)

    def _ask_for_proof(self, place: _Place) -> tuple[Window, ...]:
        """Choose what to ask beside a list that states no total; empty when its end is believed or nothing can be."""
        here, repository = place.checkpoint, self._repository()
        if not asks_for_proof(here, repository, is_part=place.parent is not None):
            return ()
        keys = self._divide(Step.KEYS, place)
        span = runs.find_span(self.store, self.run, here.window.from_, here.window.until)
        return ask_for_proof(keys[0], repository, here.server_at, span) if keys else ()

    def _is_cut(self, place: _Place) -> bool:
        """Divide the list that this window was to prove when it names more; False when it goes on one by one."""
        parent = windows.find_window(self.store, place.parent) if place.parent is not None else None
        if parent is None or parent.state is not WindowState.DONE or parent.checkpoint.expected_last is not None:
            return False
        named = windows.count_named(self.store, place.number)
        if not named:
            return False
        because = f"it ended after {count_records(parent.checkpoint.records)}, and by identifiers names {named} more"
        runs.add_deviation(self.store, self.config.name, Deviation(CUT, because))
        whole = _Place(parent.number, parent.parent, parent.checkpoint, parent.attempts)
        parts = self._divide(Step.CALENDAR, whole) or self._divide(Step.HALVES, whole)
        if parts:
            windows.resplit_window(self.store, parent.number, self.run, parts, f"The list was cut: {because}.")
        return bool(parts)

    def _repository(self) -> Repository:
        repository = runs.find_repository(self.store, self.config.name)
        assert repository is not None
        return repository

    def _distinct(self, place: _Place) -> int:
        """Count the different records that came; of a part, only those that its list counts are known."""
        came, stated = place.checkpoint.records, place.checkpoint.expected_last
        return min(came, runs.count_seen(self.store, self.run)) if place.parent is None and stated else came

    def _choose(self, place: _Place, fault: UpstreamError) -> tuple[Step, tuple[Window, ...]]:
        exchange = self.witness.last
        trouble = judge(fault, exchange)
        steps = plan_steps(
            trouble,
            place.checkpoint,
            attempts=place.attempts,
            asked_again=place.asked_again == place.checkpoint,
            is_part=place.parent is not None,
        )
        if steps[0] not in (Step.AGAIN, Step.STOP) and asks_whether_alive(trouble, place.checkpoint):
            if not self._is_alive():
                return Step.STOP, ()
            self._quarantine(place, trouble, exchange, fault)
            if Step.HALVES in steps and self._is_mute(place, trouble):
                steps = tuple(step for step in steps if step is not Step.HALVES)
            self.witness.last = exchange
        for step in steps:
            if step not in _SPLITS:
                return step, ()
            if parts := self._divide(step, place):
                return step, parts
        return Step.GIVE_UP, ()

    def _is_alive(self) -> bool:
        try:
            self.source.identify(self.witness, self.config)
        except UpstreamError:
            return False
        return True

    def _is_mute(self, place: _Place, trouble: Trouble) -> bool:
        """Tell whether the list fails alike where no record can be to blame; asked only while the run has no page."""
        if not windows.is_barren(self.store, self.run, 0) or not self._divide(Step.HALVES, place):
            return False
        nothing = Checkpoint(sound(place.checkpoint.window, self._repository()))
        try:
            next(self.source.iter_pages(self.witness, self.config, nothing), None)
        except UpstreamError as fault:
            return judge(fault, self.witness.last) is trouble
        return False

    def _quarantine(self, place: _Place, trouble: Trouble, exchange: Exchange | None, fault: UpstreamError) -> None:
        single = place.checkpoint.window.reading is Reading.SINGLES
        if exchange is not None and not single and trouble in (Trouble.UNREADABLE, Trouble.POISON):
            quarantine.hold_answer(self.store, self.config.name, self.run, place.number, exchange, str(fault))

    def _divide(self, step: Step, place: _Place) -> tuple[Window, ...]:
        """Divide the window, or that which it is a part of; empty when it cannot be, or would be without end."""
        if step is Step.HALVES and windows.is_barren(self.store, self.run, MAX_HALVINGS):
            return ()
        whole = place.checkpoint
        if step is Step.UNDATED and place.parent is not None:
            whole = windows.find_window(self.store, place.parent).checkpoint
        parts = self.source.split(self.config, self._repository(), whole, _SPLITS[step])
        room = MAX_WINDOWS - windows.count_lists(self.store, self.run)
        return parts if len(parts) <= room else ()

    def _retry(self, step: Step, place: _Place, fault: UpstreamError) -> bool:
        """Prepare the same window to be read on; False when it is to be left."""
        if step is Step.AGAIN:
            place.asked_again = place.checkpoint
        elif step is Step.ANEW:
            place.checkpoint, place.attempts = Checkpoint(place.checkpoint.window), place.attempts + 1
            windows.restart_window(self.store, place.number, place.checkpoint, str(fault))
        elif step is Step.WITHHELD and self.witness.last is not None:
            self._save(place, withhold(place.checkpoint, self.witness.last, fault))
        else:
            return False
        return True

    def _leave(self, step: Step, place: _Place, parts: tuple[Window, ...], fault: UpstreamError) -> None:
        if step is Step.ACCEPT:
            because = f"All that the provider's total states came; what its last token led to: {fault}"
            ended = _ended(place.checkpoint)
            windows.end_window(self.store, place.number, WindowState.DONE, because, ended)
        elif step is Step.UNDATED and place.parent is not None:
            windows.merge_windows(self.store, place.parent, self.run, parts, str(fault))
        elif parts:
            windows.split_window(self.store, place.number, self.run, parts, str(fault))
        else:
            windows.end_window(self.store, place.number, WindowState.INCOMPLETE, f"{fault}{self._limit()}")

    def _limit(self) -> str:
        full = windows.count_lists(self.store, self.run) * 2 > MAX_WINDOWS
        return f" The run is divided no further than into {MAX_WINDOWS} windows." if full else ""


def _ended(checkpoint: Checkpoint) -> Checkpoint:
    return replace(checkpoint, token="", done=True)
