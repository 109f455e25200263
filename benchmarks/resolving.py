"""How fast many DOIs are resolved to their files: `python -m benchmarks.resolving [DOIS] [LATENCY_MS]`.

Fifty loopback hosts behind a fixed latency, in another process, keep the default politeness (2/s, 2 under way).
Resolver and registry, which stand for doi.org and DataCite, are asked as fast as we can, or their rate would be
measured. A quarter each is published by Metalink from the DOI, by Signposting, by JSON-LD alone, and by InvenioRDM's
API alone.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.measuring import Measured, measured, publishers
from benchmarks.publishers import FILES, HOSTS, PREFIX, WAYS, way_of
from benchmarks.world import host
from fairsvc.model.resolution import Resolution
from fairsvc.net.budget import LocalBudget
from fairsvc.resolve.resolver import Resolver
from fairsvc.settings import Rate, Settings

AT_ONCE = 200
# What each way may take, in requests; redirects are not counted.
MOST = {"metalink": 3, "signposting": 3, "json-ld": 8, "invenio": 8}
ASKED_S = 60


def settings(port: int) -> Settings:
    """Let the hosts be asked, and the resolver without a pause."""
    local = f"127.0.0.1:{port}"
    return Settings(
        contact="benchmark@fairsvc.example",
        resolver=f"http://{local}",
        handle_api=f"http://{local}/api/handles",
        registry=f"http://{local}",
        allow=(local, *(f"{host(number)}:{port}" for number in range(HOSTS))),
        rates=(Rate(local, 100_000, AT_ONCE),),
    )


def resolve_all(port: int, dois: int) -> tuple[list[Resolution], Measured]:
    """Resolve every DOI, many at the same time."""
    with (
        Resolver(settings(port), LocalBudget(), parallel_needs=AT_ONCE) as resolver,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        names = [f"{PREFIX}{number}" for number in range(dois)]
        return measured(lambda: list(pool.map(resolver.resolve, names)))


def requests_by_way(found: Sequence[Resolution]) -> dict[str, list[int]]:
    """Count the requests of each resolution, by the way in which its files are published."""
    counts: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(found):
        counts[way_of(number)].append(len(one.questions))
    return counts


def main(dois: int = 1_000, latency_ms: int = 100) -> None:
    """Print the run's figures."""
    with publishers(latency_ms) as port:
        found, cost = resolve_all(port, dois)
    whole = sum(len(one.manifest.entries) == FILES for one in found)
    print(f"resolving: {dois} DOIs, {latency_ms} ms latency, {HOSTS} hosts at 2 requests/s each")
    print(f"  {cost.wall_s:.1f} s (asked: under {ASKED_S} for 1,000); {1000 * cost.cpu_s / dois:.1f} ms CPU per DOI")
    print(f"  {whole} of {dois} with all {FILES} files")
    counts = requests_by_way(found)
    for way in WAYS:
        few = counts[way] or [0]
        print(f"  {way}: {sum(few) / len(few):.1f} requests per DOI, at most {max(few)} (asked: {MOST[way]})")
    print(f"  peak memory {cost.peak_mb:.0f} MB; {time.strftime('%Y-%m-%d')}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
