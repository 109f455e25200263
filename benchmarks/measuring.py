"""Measure a call, and start what the measurements need."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
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
    return result, Measured(time.perf_counter() - wall, time.process_time() - cpu, peak_mb())


def peak_mb() -> float:
    """Tell the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_mb() -> float:
    """Tell the memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def world(latency_ms: float, datasets: int) -> AbstractContextManager[int]:
    """Start the world in a process of its own; give its port."""
    return _started("benchmarks.world", "0", str(latency_ms), str(datasets))


def publishers(latency_ms: float) -> AbstractContextManager[int]:
    """Start hosts that publish files in several ways, in a process of their own; give their port."""
    return _started("benchmarks.publishers", "0", str(latency_ms))


def file_server(size_bytes: int, latency_ms: float) -> AbstractContextManager[int]:
    """Start a server of files in a process of its own; give its port."""
    return _started("benchmarks.file_server", str(size_bytes), str(latency_ms))


def provider(records: int) -> AbstractContextManager[int]:
    """Start an OAI-PMH provider in a process of its own; give its port."""
    return _started("benchmarks.oai_provider", str(records))


@contextmanager
def _started(module: str, *arguments: str) -> Iterator[int]:
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
