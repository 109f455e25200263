"""The console script: make sure that `cli` is ours, then hand over."""

from __future__ import annotations

import io
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn


def main() -> int:
    """Run the command line and return its exit code."""
    import cli  # noqa: PLC0415 - the check below must come before anything of it runs

    if Path(cli.__file__ or "").resolve().parent.parent != Path(__file__).resolve().parent.parent:
        sys.stderr.write(f"fairsvc: another package named cli hides ours: {cli.__file__}. Remove it from sys.path.\n")
        return 2
    from cli.main import run  # noqa: PLC0415

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # titles hold letters that a terminal may not have
    code = run(sys.argv[1:])
    if threading.active_count() > 1:
        _leave(code)
    return code


def _leave(code: int) -> NoReturn:
    """End without waiting for threads that wait for slow hosts: whatever they bring would not be kept."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
