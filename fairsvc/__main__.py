"""The console script: make sure that `cli` is ours, then hand over."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Run the command line and return its exit code."""
    import cli  # noqa: PLC0415 - the check below must come before anything of it runs

    if Path(cli.__file__ or "").resolve().parent.parent != Path(__file__).resolve().parent.parent:
        sys.stderr.write(f"fairsvc: another package named cli hides ours: {cli.__file__}. Remove it from sys.path.\n")
        return 2
    from cli.main import run  # noqa: PLC0415

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
