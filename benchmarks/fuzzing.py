"""Alter every sample at random, for some seconds, and read it with every reader.

    python -m benchmarks.fuzzing [SECONDS] [SEED]

Reports every exception that is not Unreadable, and what took longest for its size.
"""

from __future__ import annotations

import faulthandler
import json
import random
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from fairsvc.errors import Unreadable
from tests.support.hostile import TEXTS
from tests.support.hostile_readers import READERS, SAMPLES, Read

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
LARGEST = 100_000
MOST_OF_A_FOLDER = 20
FLOOD_BYTES = 100_000
HUNG_S = 120


def iter_samples() -> Iterator[bytes]:
    """Yield the samples of the tests and some of every folder of the shared data."""
    for root in (SAMPLES, SHARED):
        for folder in sorted({path.parent for path in root.rglob("*") if path.is_file()}):
            files = sorted(path for path in folder.iterdir() if path.is_file() and path.stat().st_size <= LARGEST)
            yield from (path.read_bytes() for path in files[:MOST_OF_A_FOLDER])
    exchanges = SHARED / "doi" / "doi-exchanges.jsonl"
    for text in exchanges.read_text(encoding="utf-8").splitlines() if exchanges.exists() else ():
        body = json.loads(text)["response"].get("body") or ""
        yield body.encode()[:LARGEST]


def altered(dice: random.Random, samples: list[bytes]) -> bytes:
    """Give a sample after a few random changes; now and then one part of it very often."""
    body = dice.choice(samples)
    for _ in range(dice.randrange(1, 6)):
        start = dice.randrange(len(body) + 1)
        end = min(len(body), start + dice.choice((0, 1, 2, 8, 64, 1024)))
        body = body[:start] + _replacement(dice, samples, body[start:end]) + body[end:]
    return body


def _replacement(dice: random.Random, samples: list[bytes], part: bytes) -> bytes:
    other = dice.choice(samples)
    start = dice.randrange(len(other) + 1)
    splice = other[start : start + dice.choice((4, 64, 1024))]
    piece = part or splice
    flood = piece * dice.randrange(1, 2 + FLOOD_BYTES // max(1, len(piece)))
    text = dice.choice(TEXTS).encode("utf-8", "surrogatepass")
    return dice.choice(
        (b"", part * 2, splice, text, dice.randbytes(dice.randrange(8)), part[::-1], *[flood][: dice.randrange(2)])
    )


def main(seconds: float, seed: int) -> int:
    """Run, report, and tell whether something was found."""
    dice, samples = random.Random(seed), [sample for sample in iter_samples() if sample]
    found: dict[str, str] = {}
    slowest: list[tuple[float, str]] = []
    read_count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        body = altered(dice, samples)
        name = dice.choice(list(READERS))
        faulthandler.dump_traceback_later(HUNG_S, exit=True)
        slowest.append(_cost(READERS[name], name, body, found))
        slowest = sorted(slowest, reverse=True)[:10]
        read_count += 1
    faulthandler.cancel_dump_traceback_later()
    print(f"{read_count} documents of {len(samples)} samples, seed {seed}")
    print("\n".join(f"{rate:6.2f} s/MB  {what}" for rate, what in slowest))
    print("\n".join(found.values()) or "no exception but Unreadable")
    return 1 if found else 0


def _cost(read: Read, name: str, body: bytes, found: dict[str, str]) -> tuple[float, str]:
    started = time.process_time()
    try:
        read(body)
    except Unreadable:
        pass
    except Exception as fault:  # noqa: BLE001
        place = traceback.extract_tb(fault.__traceback__)[-1]
        path = Path(f"fuzzing-{len(found)}.bin")
        kind = f"{type(fault).__name__} at {place.filename}:{place.lineno}"
        if kind not in found:
            found[kind] = f"{name}: {fault!r} at {place.filename}:{place.lineno}; see {path}"
            path.write_bytes(body)
    spent = time.process_time() - started
    return spent / (0.1 + len(body) / 1e6), f"{name}: {spent:.2f} s for {len(body)} bytes, {body[:40]!r}"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(*(float(arguments[0]) if arguments else 60, int(arguments[1]) if arguments[1:] else 1)))
