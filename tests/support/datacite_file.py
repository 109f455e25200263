"""DataCite's public data file as it is published: a TAR of gzipped JSON lines by month, and a CSV of every state."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.support.datacite_api import Doi

HEAD = "doi,state,client_id,updated"


def json_lines(entries: Iterable[Doi]) -> bytes:
    """Spell the findable entries, without the attribute `doi`, as the data file does."""
    lines = []
    for entry in entries:
        item = entry.resource({})
        del item["attributes"]["doi"]
        if entry.state == "findable":
            lines.append(json.dumps(item))
    return "".join(f"{line}\n" for line in lines).encode()


def csv_rows(entries: Iterable[Doi], head: str = HEAD) -> bytes:
    rows = [head] if head else []
    rows += [f"{entry.doi.lower()},{entry.state},{entry.client},{entry.updated}" for entry in entries]
    return "".join(f"{row}\n" for row in rows).encode()


def members(entries: list[Doi], per_part: int = 10, *, rows: bool = True) -> dict[str, bytes]:
    """Lay entries out in parts of one month."""
    made = {"dois/README.md": b"CC0\n"}
    starts = range(0, len(entries), per_part)
    for number, start in enumerate(starts):
        lines = json_lines(entries[start : start + per_part])
        made[f"dois/updated_2020-02/part_{number:04}.jsonl.gz"] = gzip.compress(lines)
    if rows:
        made["dois/updated_2020-02/2020-02.csv.gz"] = gzip.compress(csv_rows(entries))
    return made


def write_tar(path: Path, content: Mapping[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, body in content.items():
            header = tarfile.TarInfo(name)
            header.size = len(body)
            tar.addfile(header, io.BytesIO(body))
    return path


def write_folder(path: Path, content: Mapping[str, bytes]) -> Path:
    for name, body in content.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    return path
