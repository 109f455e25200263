"""Every error that fairsvc raises on purpose.

    FairsvcError            what went wrong, which thing, what to do next
    |- UsageError           exit 2: the call, the settings or the machine must change
    |  |- BadPid            the text is no persistent identifier that we know
    |  |- BadSettings       fairsvc.toml, the environment or a flag is wrong or incomplete
    |  |- BadMetricSet      a metric set is not well formed
    |  |- BadPlugin         two plug-ins share an id, or one cannot be loaded
    |  |- NotFound          the store holds no such source, PID, run or evidence
    |  `- StoreUnusable     no such folder, newer schema, no room, locked
    |- ProblemsFound        exit 1: we did the work, and what we found misses the threshold
    `- UpstreamError        exit 3: somebody else's server
       |- FetchFailed       no usable answer
       |- ProtocolBroken    an answer, but not the protocol
       |  `- TokenExpired   the place in a list is lost: its window must start again
       `- Unreadable        bytes that are not the format they claim

Anything else that reaches the command line is a defect of ours: exit 4.
"""

from __future__ import annotations


class FairsvcError(Exception):
    """Say in one sentence what went wrong, with which thing, and what to do next."""

    exit_code = 4

    def __init__(self, what: str, which: str = "", next_step: str = "") -> None:
        self.what, self.which, self.next_step = what, which, next_step
        super().__init__(what, which, next_step)

    def __str__(self) -> str:
        sentence = f"{self.what}: {self.which}" if self.which else self.what
        return f"{sentence}. {self.next_step}" if self.next_step else f"{sentence}."


class UsageError(FairsvcError):
    """The person who called us can mend it."""

    exit_code = 2


class BadPid(UsageError):
    """The text is no persistent identifier that we know."""


class BadSettings(UsageError):
    """A setting is missing, unknown or out of range."""


class BadMetricSet(UsageError):
    """A metric set file is not well formed."""


class BadPlugin(UsageError):
    """A plug-in cannot be loaded or takes an id that is taken."""


class NotFound(UsageError):
    """The store does not hold what was asked for."""


class StoreUnusable(UsageError):
    """The store or the evidence folder cannot be read or written."""


class ProblemsFound(FairsvcError):
    """The work was done and what it found misses the threshold."""

    exit_code = 1


class UpstreamError(FairsvcError):
    """A server that is not ours did not do its part."""

    exit_code = 3


class FetchFailed(UpstreamError):
    """No usable answer came back."""


class ProtocolBroken(UpstreamError):
    """An answer came back that does not keep to its protocol."""


class TokenExpired(ProtocolBroken):
    """The provider no longer knows the place in its list: the window must start again."""


class Unreadable(UpstreamError):
    """The bytes are not what they claim to be."""
