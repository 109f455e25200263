"""What a list of very many files costs: `python -m benchmarks.large_files [CASE] [FILES]`.

Each case runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks.measuring import measured
from fairsvc.formats.bagit import read_fetch, read_payload
from fairsvc.formats.metalink import read_metalink
from fairsvc.formats.ro_crate import read_crate
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.listing_steps import FETCH, PAYLOAD
from fairsvc.model.pid import read_pid
from fairsvc.model.step import METALINK_STEP
from fairsvc.probe.extract import Readings, archived, extract
from fairsvc.store.codec import EVIDENCE

FILES = 100_000
HOME = "https://repo.example.org/1"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOST_S, MOST_MB = 3.0, 300.0


def metalink(files: int) -> bytes:
    """Write a Metalink with two addresses and a digest for each file."""
    rows = "".join(
        f'<file name="data/scan_{n:06}.h5"><size>{4096 + n}</size><hash type="sha-256">{n:064x}</hash>'
        f'<url priority="1">{HOME}/data/scan_{n:06}.h5</url><url priority="2">s3://bucket/scan_{n:06}.h5</url></file>'
        for n in range(files)
    )
    return f'<metalink xmlns="urn:ietf:params:xml:ns:metalink">{rows}</metalink>'.encode()


def fetch(files: int) -> bytes:
    """Write a fetch.txt."""
    return "".join(f"{HOME}/data/scan_{n:06}.h5 {4096 + n} data/scan_{n:06}.h5\n" for n in range(files)).encode()


def payload(files: int) -> bytes:
    """Write a payload manifest."""
    return "".join(f"{n:064x}  data/scan_{n:06}.h5\n" for n in range(files)).encode()


def crate(files: int) -> bytes:
    """Write an RO-Crate, as short as one can be: the reader takes 16 MiB."""
    names = [f"scan_{n:06}.h5" for n in range(files)]
    root = {"@id": "./", "@type": "Dataset", "hasPart": [{"@id": name} for name in names]}
    entities = [{"@id": name, "@type": "File", "contentSize": "4096"} for name in names]
    descriptor = {"@id": "ro-crate-metadata.json", "about": {"@id": "./"}}
    return json.dumps({"@graph": [descriptor, root, *entities]}, separators=(",", ":")).encode()


def _gathered(files: int) -> Evidence:
    bodies = (
        (METALINK_STEP.name, "application/metalink4+xml", f"{HOME}/list.meta4", metalink(files)),
        (FETCH.name, "text/plain", f"{HOME}/fetch.txt", fetch(files)),
        (PAYLOAD.name, "text/plain", f"{HOME}/manifest-sha256.txt", payload(files)),
    )
    exchanges = tuple(
        Exchange(Need(url), NOW, (Hop(url, 200, (("Content-Type", kind),)),), body=body, steps=(step,))
        for step, kind, url, body in bodies
    )
    return Evidence(read_pid("10.5072/fs.1"), NOW, exchanges=exchanges)


def _merging(files: int) -> Callable[[], object]:
    readings: Readings = {}
    evidence = _gathered(files)
    extract(evidence, readings)
    return lambda: extract(evidence, readings)


def _archiving(files: int) -> Callable[[], object]:
    evidence = extract(_gathered(files))
    return lambda: archived(evidence)


def _storing(files: int) -> Callable[[], object]:
    evidence = extract(_gathered(files))
    return lambda: EVIDENCE.pack(evidence)


def _loading(files: int) -> Callable[[], object]:
    packed = EVIDENCE.pack(extract(_gathered(files)))
    print(f"  {len(packed) / 1e6:.1f} MB compressed")
    return lambda: EVIDENCE.unpack(packed)


def _reading(write: Callable[[int], bytes], read: Callable[[bytes], object]) -> Callable[[int], Callable[[], object]]:
    def prepare(files: int) -> Callable[[], object]:
        body = write(files)
        return lambda: read(body)

    return prepare


# What is prepared is not measured in time, but counts for the peak.
CASES: dict[str, Callable[[int], Callable[[], object]]] = {
    "metalink": _reading(metalink, read_metalink),
    "bagit-fetch": _reading(fetch, read_fetch),
    "bagit-payload": _reading(payload, lambda body: read_payload(body, f"{HOME}/manifest-sha256.txt")),
    "ro-crate": _reading(crate, lambda body: read_crate(body, f"{HOME}/ro-crate-metadata.json")),
    "merging": _merging,
    "archiving": _archiving,
    "storing": _storing,
    "loading": _loading,
}


def main(case: str = "", files: int = FILES) -> None:
    """Print the figures of one case, or of all."""
    if not case:
        for name in CASES:
            subprocess.run([sys.executable, "-m", "benchmarks.large_files", name, str(files)], check=True)
        return
    _, cost = measured(CASES[case](files))
    asked = f"(asked of a reader: at most {MOST_S:.0f} s, {MOST_MB:.0f} MB)"
    print(f"{case}: {files} files in {cost.wall_s:.2f} s ({cost.cpu_s:.2f} s CPU), peak {cost.peak_mb:.0f} MB {asked}")


if __name__ == "__main__":
    main(*sys.argv[1:2], *(int(argument) for argument in sys.argv[2:]))
