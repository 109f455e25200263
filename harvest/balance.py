"""What a run of many windows amounts to: verified, plausible or incomplete, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairsvc.errors import UpstreamError
from fairsvc.model.harvest import Checkpoint, Deviation, Reading, RunState, WindowAccount, WindowState
from harvest.account import close, count_pages, count_records, count_windows
from harvest.proof import is_cut, is_dateless, may_be_a_page

_LEFT = (WindowState.WAITING, WindowState.OPEN)
_UNREAD = (*_LEFT, WindowState.INCOMPLETE)
# Windows that a sentence names.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Balance:
    """How a run ended; withheld records aside, `settled` says that every window was read to its end.

    `proven` says that all that the source has came: what is not there is not at the source.
    """

    state: RunState
    because: str
    settled: bool = False
    proven: bool = False


def end_window(checkpoint: Checkpoint) -> tuple[WindowState, str]:
    """Judge a window whose list has ended."""
    if checkpoint.window.reading is Reading.SINGLES:
        asked = len(checkpoint.window.identifiers)
        return WindowState.DONE, f"{checkpoint.records} of {asked} records asked for one by one came."
    state, because = close(checkpoint)
    return (WindowState.INCOMPLETE if state is RunState.INCOMPLETE else WindowState.DONE), because


def weigh(
    windows: Sequence[WindowAccount], fault: UpstreamError | None = None, *, seen: int, withheld: int = 0
) -> Balance:
    """Weigh the windows of a run; the first is the whole that was asked for.

    `seen` is how many different records came, `withheld` how many are listed but not delivered; `fault` is what
    stopped the run.
    """
    root = windows[0]
    split = root.state is WindowState.SPLIT
    unread = [window for window in windows if window.state in (_UNREAD if split else _LEFT)]
    if unread and split:
        return Balance(RunState.INCOMPLETE, _unread(windows, unread, fault, seen))
    if split:
        state, because = _weigh_parts(windows, seen, withheld)
    else:
        state, because = _weigh_list(windows, fault, seen, withheld)
    settled = state is not RunState.INCOMPLETE and not unread
    if unread and state is not RunState.INCOMPLETE:
        return Balance(RunState.INCOMPLETE, _unread(windows, unread, fault, seen))
    proven = settled and state is RunState.VERIFIED
    if withheld and settled:
        said = f"{count_records(withheld)} that the source lists it does not deliver; {count_records(seen)} came"
        return Balance(RunState.INCOMPLETE, f"{said}. Otherwise: {because}", settled, proven)
    return Balance(state, _with_reason(root, because), settled, proven)


def _with_reason(root: WindowAccount, because: str) -> str:
    """Add why the reading of the whole was given up, which its numbers do not tell."""
    given_up = root.state is WindowState.INCOMPLETE and not root.checkpoint.done
    return f"{because} The reason: {root.because}" if given_up and root.because not in ("", because) else because


def may_confirm(windows: Sequence[WindowAccount], deviations: Sequence[Deviation], seen: int) -> bool:
    """Tell whether an equal pass would prove this one: no total was stated, and the lists ended as they should.

    A list that came whole must also have named nothing more when it was asked by identifiers. Where dates mean nothing,
    that is a weak witness: the same software gives both lists, and cuts both at the size of a page.
    """
    ends = [part.checkpoint for part in _parts(windows)]
    if not seen or is_cut(deviations) or not all(end.done and end.expected_last is None for end in ends):
        return False
    if windows[0].state is WindowState.SPLIT:
        return True
    asked_again = any(window.parent == windows[0].number for window in windows)
    return asked_again and not (is_dateless(deviations) and may_be_a_page(seen))


def announced(windows: Sequence[WindowAccount]) -> int | None:
    """Give the total of the whole: the provider's own, else the sum of its parts' totals; None when nobody said."""
    whole = windows[0].checkpoint.expected_last or windows[0].checkpoint.expected_first
    if whole is not None or windows[0].state is not WindowState.SPLIT:
        return whole
    parts = [0 if _is_empty(part) else part.checkpoint.expected_last for part in _parts(windows)]
    return None if None in parts or not parts else sum(part or 0 for part in parts)


def _weigh_list(
    windows: Sequence[WindowAccount], fault: UpstreamError | None, seen: int, withheld: int
) -> tuple[RunState, str]:
    checkpoint = windows[0].checkpoint
    state, because = close(checkpoint, fault, distinct=seen + withheld)
    named = len({name for one in windows if one.parent is not None for name in one.checkpoint.window.identifiers})
    if state is not RunState.PLAUSIBLE or not named or checkpoint.expected_last is not None:
        return state, because
    ended = (
        f"The list ended after {count_records(checkpoint.records)}, but by identifiers the source names {named} more"
    )
    return state, f"{ended}; {count_records(seen)} came, and there is no total to compare with."


def _weigh_parts(windows: Sequence[WindowAccount], seen: int, withheld: int) -> tuple[RunState, str]:
    parts, root = _parts(windows), windows[0].checkpoint
    stated = max(root.expected_first or 0, root.expected_last or 0)
    pages = count_pages(sum(window.checkpoint.pages for window in windows))
    read = f"{count_records(seen)} in {count_windows(len(parts))} on {pages}"
    lost = stated - seen - withheld
    if lost > 0:
        return RunState.INCOMPLETE, f"The parts brought {read}, but the whole has {stated}: {lost} are missing."
    if stated and seen + withheld == stated:
        those = " and those withheld" if withheld else ""
        return RunState.VERIFIED, f"The list came in parts: {read}{those}, all that the provider's total states."
    doubts = [close(part.checkpoint)[1] for part in parts if _is_doubtful(part)]
    if stated:
        doubts = [f"The provider's total is {stated}, but more came."]
    if doubts:
        return RunState.PLAUSIBLE, f"The list came in parts: {read}. {doubts[0]}"
    return RunState.VERIFIED, f"The list came in parts: {read}, each with all that the provider's total states."


def _parts(windows: Sequence[WindowAccount]) -> list[WindowAccount]:
    """Pick the windows that together are the whole; singles only fill what those left."""
    return [
        w for w in windows if w.state is not WindowState.SPLIT and w.checkpoint.window.reading is not Reading.SINGLES
    ]


def _is_empty(part: WindowAccount) -> bool:
    return part.checkpoint.done and part.checkpoint.records == 0


def _is_doubtful(part: WindowAccount) -> bool:
    return not _is_empty(part) and close(part.checkpoint)[0] is not RunState.VERIFIED


def _unread(
    windows: Sequence[WindowAccount], unread: Sequence[WindowAccount], fault: UpstreamError | None, seen: int
) -> str:
    total = announced(windows)
    of_total = f"{count_records(seen)} of {total}" if total else count_records(seen)
    leaves = sum(window.state is not WindowState.SPLIT for window in windows)
    reasons = [str(fault)] if fault else [w.because.rstrip(".") for w in (windows[0], unread[0]) if w.because]
    why = "; then: ".join(dict.fromkeys(reasons)) or "the run was stopped"
    of_windows = f"{len(unread)} of {leaves} windows were not read to their end{_name(unread)}; " if leaves > 1 else ""
    return f"{of_windows}{of_total} came: {why.rstrip('.')}."


def _name(unread: Sequence[WindowAccount]) -> str:
    """Name what was given up by its dates: a person may look there at the source."""
    given_up = [one.checkpoint.window for one in unread if one.state is WindowState.INCOMPLETE]
    spans = [f"{window.from_} to {window.until or 'now'}" for window in given_up if window.from_]
    more = f" and {len(spans) - _MOST_NAMED} more" if len(spans) > _MOST_NAMED else ""
    return f" ({', '.join(spans[:_MOST_NAMED])}{more})" if spans else ""
