"""Measure a call, and start what the measurements need."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a call cost this process."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measured(call: Callable[[], T]) -> tuple[T, Measured]:
    """Run the call; return its result and what it cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result, Measured(time.perf_counter() - wall, time.process_time() - cpu, peak_mb)


@contextmanager
def world(latency_ms: float, datasets: int) -> Iterator[int]:
    """Start the world in a process of its own; give its port."""
    command = [sys.executable, "-m", "benchmarks.world", "0", str(latency_ms), str(datasets)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
