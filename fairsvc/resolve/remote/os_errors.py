"""Sentences as errors of the operating system: what libraries that open files catch."""

from __future__ import annotations

import errno

from fairsvc.errors import FairsvcError
from fairsvc.model.resolution import AccessState, Resolution

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
    which, access = str(resolution.pid), resolution.access
    if access.state in _CLOSED:
        until = f" until {access.until.isoformat()}" if access.until else ""
        return os_error(PermissionError, f"the files are not open ({access.state}{until})", which)
    if access.state in (AccessState.METADATA_ONLY, AccessState.WITHDRAWN):
        return os_error(FileNotFoundError, f"there are no files ({access.state})", which)
    if not is_registered(resolution):
        return os_error(FileNotFoundError, "this is not registered", which, "Is it spelt as it was published?")
    if resolution.trouble:
        return os_error(OSError, resolution.trouble, which, "Try again later")
    next_step = f"fairsvc resolve --explain {which} tells what was tried"
    return os_error(FileNotFoundError, "no way to the files was found", which, next_step)


def is_registered(resolution: Resolution) -> bool:
    """Tell whether the resolver of the PID knows it; True when it could not be asked."""
    answers = [one.outcome for one in resolution.questions if "page" in one.purpose.split(", ")]
    return not (answers[:1] == ["answered 404"] and len(resolution.chain) == 1)
