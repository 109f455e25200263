"""Measure how a harvest spaces its requests, against the setting: the mean and the closest pair.

Run as `python -m benchmarks.spacing [REQUESTS_PER_S] [PAGES]`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from tests.support.killing import Catalogue, harvest
from tests.support.running import finish, make_workspace
from tests.support.server import Asked, Reply, serving


def main(requests_per_s: float, pages: int) -> int:
    """Print the spacing; return 1 when the mean is more than 5 % off.

    A pair is closer than the setting when a busy machine let the first of the two wait.
    """
    catalogue, asked_at = Catalogue(pages, 1), list[float]()

    def answer(asked: Asked) -> Reply:
        asked_at.append(time.monotonic())
        return catalogue(asked)

    with tempfile.TemporaryDirectory() as folder, serving(answer) as served:
        workspace = make_workspace(Path(folder), served.url)
        work = ("--set", f"oai_requests_per_s={requests_per_s}", *harvest(served))
        code, said = finish(workspace, *work, patience_s=600)
    if code != 0:
        sys.exit(said)
    gaps = [after - before for before, after in pairwise(asked_at)]
    wanted = 1 / requests_per_s
    print(f"asked for {wanted * 1000:.0f} ms between requests, {len(gaps)} pairs:")
    print(f"mean {fmean(gaps) * 1000:.1f} ms ({fmean(gaps) / wanted - 1:+.1%}), closest {min(gaps) * 1000:.1f} ms")
    return int(abs(fmean(gaps) / wanted - 1) > 0.05)


if __name__ == "__main__":
    sys.exit(main(float((sys.argv[1:2] or ["5"])[0]), int((sys.argv[2:3] or ["40"])[0])))
