"""Names for processes that hold something in the store, and whether such a process is still there."""

from __future__ import annotations

import os
import platform
import secrets

_MACHINE = platform.node()


def new_holder() -> str:
    """Name a holder in this process: machine, process, and a part of its own."""
    return f"{_MACHINE}/{os.getpid()}/{secrets.token_hex(8)}"


def has_died(holder: str) -> bool:
    """Tell whether the holder is a process of this machine that is gone; a container has a machine name of its own."""
    machine, _, process = holder.rpartition("/")[0].rpartition("/")
    if machine != _MACHINE or not process.isdecimal() or os.name != "posix":
        return False
    try:
        os.kill(int(process), 0)  # signal 0 asks whether the process is there (POSIX)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
