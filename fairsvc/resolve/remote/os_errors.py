"""Sentences as errors of the operating system: what libraries that open files catch."""

from __future__ import annotations

import errno

from fairsvc.errors import FairsvcError, FetchFailed
from fairsvc.model.resolution import AccessState, Resolution
from fairsvc.resolve import nothing_listed

_CLOSED = (AccessState.EMBARGOED, AccessState.RESTRICTED, AccessState.LOGIN)


def os_error(kind: type[OSError], what: str, which: str, next_step: str = "") -> OSError:
    """Make the error of a file that says what went wrong, with which file, and what to do next."""
    return kind(str(FairsvcError(what, which, next_step)))


def file_changed(how: str, which: str) -> OSError:
    """Make the error of a file that is no longer the one that was opened; its `errno` is ESTALE."""
    error = os_error(OSError, f"the file changed while it was read: {how}", which, "Open it again")
    error.errno = errno.ESTALE
    return error


def refusal(status: int, which: str) -> OSError:
    """Make the error of a server that does not give the file."""
    if status in (401, 403, 407):
        next_step = "It may want a login or a token, see [[token]] in fairsvc.toml"
        return os_error(PermissionError, f"the server refused the file with status {status}", which, next_step)
    if status in (404, 410):
        return os_error(FileNotFoundError, f"the server has no such file (status {status})", which)
    if status == 202:
        return os_error(OSError, "the server is still getting the file ready (status 202)", which, "Try again later")
    return os_error(OSError, f"the server answered {status} instead of the file", which, "Try again later")


def no_files(resolution: Resolution) -> OSError:
    """Make the error of a PID without files: by who may have them, else by why none were found."""
    error = nothing_listed.no_files(resolution)
    if isinstance(error, FetchFailed):
        return OSError(str(error))
    return (PermissionError if resolution.access.state in _CLOSED else FileNotFoundError)(str(error))


def is_registered(resolution: Resolution) -> bool:
    """Tell whether the resolver of the PID knows it; True when it could not be asked."""
    answers = [one.outcome for one in resolution.questions if "page" in one.purpose.split(", ")]
    return not (answers[:1] == ["answered 404"] and len(resolution.chain) == 1)
