"""Read lists of 100,000 entries, each in a process of its own: time and memory, against their limits.

Run as `python -m benchmarks.large_lists [NAME]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import measured
from fairsvc.formats.html_head import read_html
from fairsvc.formats.link_header import MAX_LINKS, read_link_header
from fairsvc.formats.linkset import read_linkset

ENTRIES = 100_000
MAX_CPU_S, MAX_GROWTH_MB = 3.0, 300.0
PAGE = "https://repo.example.org/d/1"


@dataclass(frozen=True, slots=True)
class Case:
    """A list: how its bytes are written, how many entries reading them gives, and how many are due."""

    write: Callable[[], bytes]
    read: Callable[[bytes], int]
    due: int = ENTRIES


def _address(number: int) -> str:
    return f"https://repo.example.org/f/{number}/scan_{number:06}.h5"


def _linkset_json() -> bytes:
    items = [{"href": _address(number), "type": "application/x-hdf5"} for number in range(ENTRIES)]
    return json.dumps({"linkset": [{"anchor": PAGE, "item": items}]}).encode()


def _linkset_text() -> bytes:
    links = (f'<{_address(n)}>; rel="item"; type="application/x-hdf5"; anchor="{PAGE}"' for n in range(ENTRIES))
    return ",\n".join(links).encode()


def _link_header() -> bytes:
    return ", ".join(f'<{_address(number)}>; rel="item"' for number in range(ENTRIES)).encode()


def _html_head() -> bytes:
    links = "".join(f"<link rel=item href=/f/{number}>" for number in range(ENTRIES))
    return f"<!doctype html><html><head><title>x</title>{links}</head><body></body></html>".encode()


CASES = {
    "linkset-json": Case(_linkset_json, lambda body: len(read_linkset(body, "", PAGE)[0])),
    "linkset-text": Case(_linkset_text, lambda body: len(read_linkset(body, "", PAGE)[0])),
    "link-header": Case(_link_header, lambda body: len(read_link_header([body.decode()], PAGE)[0]), MAX_LINKS),
    "html-head": Case(_html_head, lambda body: len(read_html(body, PAGE).links)),
}


def main(arguments: list[str]) -> int:
    """Print what each case costs; return 1 when one is over its limits."""
    if len(arguments) == 2:
        return _measure(arguments[0], Path(arguments[1]))
    codes = [_measure_apart(name) for name in arguments or CASES]
    return max(codes)


def _measure_apart(name: str) -> int:
    """Measure in a process that never held what the list was written from."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(CASES[name].write())
        command = [sys.executable, "-m", "benchmarks.large_lists", name, str(path)]
        return subprocess.run(command, check=False).returncode


def _measure(name: str, path: Path) -> int:
    case, body, before_mb = CASES[name], path.read_bytes(), _own_peak_mb()
    entries, cost = measured(lambda: case.read(body))
    growth_mb = _own_peak_mb() - before_mb
    print(f"{name}: {len(body)} bytes, {entries} entries, {cost.cpu_s:.2f} s CPU, {growth_mb:.0f} MB more")
    return int(entries != case.due or cost.cpu_s > MAX_CPU_S or growth_mb > MAX_GROWTH_MB)


def _own_peak_mb() -> float:
    """Read the most memory of this program; getrusage counts what ran in the process before exec too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
