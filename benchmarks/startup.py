"""How fast the command line answers: `python -m benchmarks.startup [RUNS]`.

`fairsvc --help` against `python -c "import typer"`, in turn, median of the ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def _wall_ms(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.perf_counter() - started)


def main(runs: int = 15) -> None:
    """Print the run's figures."""
    ours, floor = ["-m", "fairsvc", "--help"], ["-c", "import typer"]
    for arguments in (ours, floor):
        _wall_ms(arguments)
    pairs = [(_wall_ms(ours), _wall_ms(floor)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"start-up: fairsvc --help {statistics.median(a for a, _ in pairs):.0f} ms, median of {runs} pairs")
    print(f"  {ratio:.2f} x python -c 'import typer' (asked: at most 2.5)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
