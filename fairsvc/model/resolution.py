"""What became of the question for a PID's files: the manifest, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fairsvc.model.evidence import Finding
from fairsvc.model.manifest import Manifest
from fairsvc.model.pid import Pid


class AccessState(StrEnum):
    """Who may have the files."""

    OPEN = "open"
    EMBARGOED = "embargoed"
    RESTRICTED = "restricted"
    LOGIN = "login"
    METADATA_ONLY = "metadata only"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class Availability(StrEnum):
    """Whether the bytes can be had at once; nearline is tape that a robot mounts, offline what a person must fetch."""

    ONLINE = "online"
    NEARLINE = "nearline"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may have the files; `until` ends an embargo, `because` says in a clause who states it."""

    state: AccessState = AccessState.UNKNOWN
    until: date | None = None
    because: str = ""


class TrialState(StrEnum):
    """What trying one way to the files came to."""

    FOUND = "found"
    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Question:
    """One request as it may be shown, without secrets; `outcome` says what came back in a few words.

    `purpose` names the steps or the repository that asked.
    """

    purpose: str
    method: str
    url: str
    accept: str
    outcome: str
    elapsed_ms: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to the files, tried or not; `because` is one clause: what it answered, or why it was not asked.

    `won` says that the manifest believes it first. An unproven way was never held against a recorded answer.
    """

    mechanism: str
    title: str
    state: TrialState
    count: int = 0
    complete: bool | None = None
    because: str = ""
    won: bool = False
    unproven: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """The files of a PID and everything a program should know before it fetches them.

    `page` is where the PID leads, `chain` every address on the way; `agency` is who registered it, empty when nobody
    told. `repository` is the id of the software that was recognised, `findings` say where the ways disagree.
    `questions` are all requests in order, redirects not counted. `trouble` says why the PID leads nowhere, empty when
    it leads somewhere. `unanswered` is true when no file is known because somebody did not answer (time-out, 429, 5xx):
    then nothing can be said. Addresses of entries may hold secrets: they must be blanked before they are shown or kept.
    """

    pid: Pid
    manifest: Manifest
    resolved_at: datetime
    access: Access = Access()
    availability: Availability = Availability.UNKNOWN
    title: str = ""
    licence: str = ""
    page: str = ""
    chain: tuple[str, ...] = ()
    agency: str = ""
    repository: str = ""
    trials: tuple[Trial, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    trouble: str = ""
    unanswered: bool = False

    @property
    def expires_at(self) -> datetime | None:
        """When the first of the addresses ends; None when none does."""
        return min((entry.expires_at for entry in self.manifest.entries if entry.expires_at is not None), default=None)

    @property
    def size_bytes(self) -> int | None:
        """The size of all files; None when that of any is unknown."""
        sizes = [entry.size_bytes for entry in self.manifest.entries]
        return None if None in sizes else sum(size for size in sizes if size is not None)
