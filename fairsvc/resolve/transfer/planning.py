"""What is to be done about each file: a pure decision over the manifest, what lies on disk, and what we know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fairsvc.errors import NotFound
from fairsvc.formats.redaction import redact
from fairsvc.model.manifest import FileEntry
from fairsvc.model.resolution import Resolution
from fairsvc.probe.files import load_mechanisms
from fairsvc.resolve.nothing_listed import no_files
from fairsvc.resolve.transfer.answers import host_of
from fairsvc.resolve.transfer.digesting import strongest
from fairsvc.resolve.transfer.folder import Lying
from fairsvc.resolve.transfer.journal import Record
from fairsvc.resolve.transfer.names import Named, assign_names
from fairsvc.resolve.transfer.patterns import fits

_CLOSED = ("restricted", "embargoed", "login", "metadata only")
_AWAY = {"nearline": "it lies on tape", "offline": "it is offline"}


class Action(StrEnum):
    """What to do about one file."""

    FETCH = "fetch"
    RESUME = "resume"
    COMPARE = "compare"
    KEEP = "keep"
    LEAVE_OUT = "leave out"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do about one file and why; `part_bytes` are there already, `record` is what we know of them.

    To compare is to hash what lies there: it is kept if it is the file.
    """

    named: Named
    action: Action
    because: str = ""
    part_bytes: int = 0
    record: Record | None = None

    @property
    def missing_bytes(self) -> int | None:
        """What must still come; None when nobody knows."""
        if self.action not in (Action.FETCH, Action.RESUME):
            return 0
        size = promised_size(self.named.entry)
        return None if size is None else max(0, size - self.part_bytes)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which files are wanted: those that a pattern fits, none larger than that; and whose host a token opens."""

    patterns: Sequence[str] = ()
    max_size_bytes: int | None = None
    has_token: Callable[[str], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Present:
    """What is there: in a place, of an unfinished file, in our records; `boot` names this run of the machine."""

    look: Callable[[str], Lying | None]
    find: Callable[[str], Record | None]
    part_size: Callable[[str], int]
    find_part: Callable[[str], Record | None]
    boot: str = ""


def choose_files(resolution: Resolution, wishes: Wishes) -> tuple[Named, ...]:
    """Name the files and choose those that are wanted, in the order of the manifest; a call for nothing is refused.

    Raises NotFound when no file fits the patterns, ProblemsFound or FetchFailed when the PID has none.
    """
    entries = resolution.manifest.entries
    if not entries:
        raise no_files(resolution)
    chosen = tuple(one for one in assign_names(entries) if _wanted(one, wishes))
    if not chosen:
        known = ", ".join(one.path or "a file without a name" for one in entries[:3])
        raise NotFound("no file fits the patterns", " ".join(wishes.patterns), f"There are: {known}")
    return chosen


def plan(chosen: Sequence[Named], resolution: Resolution, wishes: Wishes, present: Present) -> tuple[Step, ...]:
    """Decide for every file that was chosen."""
    return tuple(_step(one, resolution, wishes, present) for one in chosen)


def pid_as_kept(resolution: Resolution) -> str:
    """Spell the PID as we remember it: one that is an address may hold a secret."""
    return redact(str(resolution.pid))


def promised_size(entry: FileEntry) -> int | None:
    """Give the size that the bytes must have; None where only those speak of it who write sizes as people do."""
    vague = [name for name in entry.found_by if name in load_mechanisms() and not load_mechanisms()[name].exact]
    return None if entry.found_by and len(vague) == len(entry.found_by) else entry.size_bytes


def missing_bytes(steps: Sequence[Step]) -> int:
    """Sum up what must still come, as far as sizes are known."""
    return sum(step.missing_bytes or 0 for step in steps)


def _wanted(named: Named, wishes: Wishes) -> bool:
    return fits(named.path or named.title, wishes.patterns) or fits(named.entry.path, wishes.patterns)


def _step(named: Named, resolution: Resolution, wishes: Wishes, present: Present) -> Step:
    if named.refusal:
        return Step(named, Action.REFUSE, named.refusal)
    step, size = _by_what_is_there(named, pid_as_kept(resolution), present), named.entry.size_bytes
    if step.action not in (Action.FETCH, Action.RESUME):
        return step
    if refusal := _out_of_reach(named.entry, resolution, wishes):
        return Step(named, Action.REFUSE, refusal)
    if wishes.max_size_bytes is not None and size is not None and size > wishes.max_size_bytes:
        return Step(named, Action.LEAVE_OUT, f"it has {size} bytes, more than wanted")
    return step


def _by_what_is_there(named: Named, pid: str, present: Present) -> Step:
    lying = present.look(named.path)
    if lying is not None:
        return _about_what_lies(named, lying, present, pid)
    return _about_a_part(named, present.find_part(named.path), present.part_size(named.path), pid)


def _out_of_reach(entry: FileEntry, resolution: Resolution, wishes: Wishes) -> str:
    if not entry.addresses:
        schemes = sorted({url.partition("://")[0].lower() for url in (entry.url, *entry.alternates) if "://" in url})
        return f"it is only at {', '.join(schemes)}, which HTTP does not fetch" if schemes else "it has no address"
    availability = entry.availability if entry.availability != "unknown" else str(resolution.availability)
    if availability in _AWAY:
        return f"{_AWAY[availability]}: ask the facility to bring it back. Nothing was staged"
    access = entry.access if entry.access != "unknown" else str(resolution.access.state)
    if access in _CLOSED and not any(map(wishes.has_token, entry.addresses)):
        until = f" until {resolution.access.until}" if access == "embargoed" and resolution.access.until else ""
        return f"it is {_worded(access)}{until}, and the settings have no [[token]] for {host_of(entry.addresses[0])}"
    return ""


def _worded(access: str) -> str:
    return {"login": "behind a login", "metadata only": "not for download"}.get(access, access)


def _about_what_lies(named: Named, lying: Lying, present: Present, pid: str) -> Step:
    if not lying.plain:
        return Step(named, Action.REFUSE, "a link or folder lies in its place. Move it away")
    record = present.find(named.path)
    if record is not None and record.size_bytes == lying.size_bytes and record.modified_ns == lying.modified_ns:
        return _about_ours(named, record, present, pid)
    if record is not None and record.pid == pid and _was_cut(record, lying, present):
        return Step(named, Action.FETCH, "it was damaged when the machine stopped")
    return _about_anothers(named, lying)


def _about_ours(named: Named, record: Record, present: Present, pid: str) -> Step:
    if record.contradicts(named.entry.digests, promised_size(named.entry)):
        if record.pid == pid:
            return Step(named, Action.FETCH, "it has changed since")
        return Step(named, Action.REFUSE, f"a file of {record.pid} lies in its place. Name another folder")
    settled = record.boot in ("", present.boot)
    return Step(named, Action.KEEP if settled else Action.COMPARE, record=record)


def _was_cut(record: Record, lying: Lying, present: Present) -> bool:
    """Tell whether the machine stopped before the disk had everything: the file is shorter than we left it."""
    return record.boot not in ("", present.boot) and lying.size_bytes < (record.size_bytes or 0)


def _about_anothers(named: Named, lying: Lying) -> Step:
    entry = named.entry
    if promised_size(entry) not in (None, lying.size_bytes):
        return Step(named, Action.REFUSE, "another file lies in its place. Move it away")
    if strongest(entry.digests) is not None or promised_size(entry) is not None:
        return Step(named, Action.COMPARE)
    return Step(
        named, Action.REFUSE, "a file lies in its place, and nothing tells whether it is this one. Move it away"
    )


def _about_a_part(named: Named, record: Record | None, part_bytes: int, pid: str) -> Step:
    """Take up an unfinished file where a server or a digest can tell that its beginning is still right."""
    entry, size = named.entry, promised_size(named.entry)
    if part_bytes == 0 or (size is not None and part_bytes > size) or record is None or record.pid != pid:
        return Step(named, Action.FETCH)
    if record.size_bytes is not None and size not in (None, record.size_bytes):
        return Step(named, Action.FETCH)
    if not record.validator and strongest(entry.digests) is None:
        return Step(named, Action.FETCH)
    return Step(named, Action.RESUME, part_bytes=part_bytes, record=record)
