"""Kill a harvest and an assessment of a catalogue at random moments, and compare the store with an undisturbed one.

Run as `python -m benchmarks.killed [RECORDS] [KILLS]`: 5,000 and 50 by default, which takes about ten minutes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.support.killing import ASSESS, Catalogue, harvest, kill_often, look
from tests.support.running import finish, make_workspace
from tests.support.server import serving

NAMES = ("items", "versions", "evidence", "verdicts")


def main(records: int, kills: int) -> int:
    """Print what was killed and what differs; return 1 when anything does."""
    catalogue = Catalogue(records, 100)
    with tempfile.TemporaryDirectory() as folder, serving(catalogue) as served:
        calm, harried = (make_workspace(Path(folder) / name, served.url) for name in ("calm", "harried"))
        for work, done in ((harvest(served), lambda: catalogue.lists), (ASSESS, lambda: catalogue.visits)):
            began = time.monotonic()
            _finish(calm, work)
            calm_s = time.monotonic() - began
            killed = kill_often(harried, work, kills, 1.5 * calm_s / kills, done)
            _finish(harried, work)
            print(f"{work[0]} of {records} records: undisturbed {calm_s:.1f} s; then killed {killed} times")
        pairs = zip(NAMES, look(calm), look(harried), strict=True)
        same = {name: (len(one), one == other) for name, one, other in pairs}
    for name, (count, agrees) in same.items():
        print(f"{name}: {count}, {'equal' if agrees else 'DIFFERENT'}")
    return 0 if all(agrees for _, agrees in same.values()) else 1


def _finish(folder: Path, work: tuple[str, ...]) -> None:
    code, said = finish(folder, *work, patience_s=3600)
    if code != 0:
        sys.exit(f"{' '.join(work)} ended with {code}: {said}")


if __name__ == "__main__":
    sys.exit(main(*(int(given) for given in (*sys.argv[1:], *("5000", "50")[len(sys.argv) - 1 :]))))
