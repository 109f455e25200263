"""NeXus (HDF5) over ranges: from blocks of a file to what its structure says, or to the range it needs next.

The reading itself happens in a child process (`nexus_child.py`) with h5py, the extra `nexus`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fairsvc.model.evidence import FileReference, Hdf5Facts, Hdf5Inside, NexusEntry

BLOCK_BYTES = 65_536
# What one range asks for: enough that six of them reach far, little enough for a polite guest.
RANGE_BYTES = 8 * BLOCK_BYTES
MOST_RANGE_BYTES = 16 * BLOCK_BYTES
TIMEOUT_S = 20

_CHILD = Path(__file__).with_name("nexus_child.py")
_STATES = frozenset(("read", "partly read", "truncated", "broken"))
_TEXT = 1000
_MOST_ENTRIES = 20
_MOST_LISTED = 300


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes of a file that are known, and where they begin."""

    offset: int
    data: bytes


Ask = Callable[[tuple[Block, ...], int], "dict[str, Any] | None"]


def ask_child(blocks: tuple[Block, ...], total_bytes: int) -> dict[str, Any] | None:
    """Describe the structure in a child process; None when it dies or answers nonsense. Raises TimeoutExpired."""
    places = [(block.offset, len(block.data)) for block in blocks]
    header = json.dumps({"total_bytes": total_bytes, "blocks": places}).encode() + b"\n"
    child = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(_CHILD)],
        input=header + b"".join(block.data for block in blocks),
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
        cwd=os.sep,
        env={"HDF5_PLUGIN_PRELOAD": "::", "HDF5_USE_FILE_LOCKING": "FALSE", "OPENBLAS_NUM_THREADS": "1"},
    )
    if child.returncode != 0:
        return None
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def read_nexus(blocks: tuple[Block, ...], total_bytes: int, ask: Ask = ask_child) -> Hdf5Facts:
    """Read what the blocks tell of the file's structure; `wants` is set when more bytes would tell more.

    The same blocks give the same facts. A file that crashes or occupies the library is broken. `ask` describes the
    blocks as `nexus_child.describe` does.
    """
    if not has_reader():
        return Hdf5Facts("not looked at", "extra nexus")
    try:
        answer = ask(blocks, total_bytes)
    except (subprocess.TimeoutExpired, OSError):
        return Hdf5Facts("broken", "reading its structure takes too long")
    if answer is None:
        return Hdf5Facts("broken", "reading its structure breaks the HDF5 library")
    return _facts(answer, blocks, total_bytes)


@cache
def has_reader() -> bool:
    """Tell whether h5py is installed."""
    return find_spec("h5py") is not None


def _facts(answer: dict[str, Any], blocks: tuple[Block, ...], total_bytes: int) -> Hdf5Facts:
    """Check what the child says: it has had a stranger's file in its hands."""
    state, note = answer.get("state"), _text(answer.get("note"))
    entries = answer.get("entries")
    wants = _range(answer.get("wants"), blocks, total_bytes)
    if state == "partly read" and wants is None:
        state, note = "broken", "its structure points outside the file or asks for too much at once"
    return Hdf5Facts(
        state if isinstance(state, str) and state in _STATES else "broken",
        note,
        nexus=answer.get("nexus") is True,
        entry_count=_count(answer.get("entry_count")),
        entries=tuple(map(_entry, entries[:_MOST_ENTRIES])) if isinstance(entries, list) else (),
        wants=wants,
        inside=_inside(answer.get("inside")),
    )


def _entry(said: Any) -> NexusEntry:
    members = said if isinstance(said, dict) else {}
    names = ("name", "definition", "title", "instrument", "start_time", "definition_version")
    groups = _texts(members["groups"]) if "groups" in members else None
    return NexusEntry(**{name: _text(members.get(name)) for name in names}, groups=groups)


def _inside(said: Any) -> Hdf5Inside | None:
    if not isinstance(said, dict):
        return None
    return Hdf5Inside(
        said.get("whole") is True,
        datasets=_texts(said.get("datasets")),
        numeric_count=_count(said.get("numeric_count")),
        with_units_count=_count(said.get("with_units_count")),
        units=_texts(said.get("units")),
        classes=_texts(said.get("classes")),
        terms=_texts(said.get("terms")),
        references=tuple(map(_reference, _listed(said.get("references")))),
    )


def _reference(said: Any) -> FileReference:
    members = said if isinstance(said, dict) else {}
    return FileReference(*(_text(members.get(name)) for name in ("place", "target", "role")))


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(map(_text, _listed(said)))


def _listed(said: Any) -> list[Any]:
    return said[:_MOST_LISTED] if isinstance(said, list) else []


def _text(said: Any) -> str:
    return said[:_TEXT] if isinstance(said, str) else ""


def _count(said: Any) -> int:
    return said if isinstance(said, int) else 0


def _range(missing: Any, blocks: tuple[Block, ...], total_bytes: int) -> tuple[int, int] | None:
    """Widen the missing bytes to whole blocks; None when they are none of the file's, or too many."""
    if not (isinstance(missing, list) and len(missing) == 2 and all(isinstance(place, int) for place in missing)):
        return None
    first, last = missing
    if not 0 <= first <= last < total_bytes or last - first >= MOST_RANGE_BYTES - BLOCK_BYTES:
        return None
    start = first // BLOCK_BYTES * BLOCK_BYTES
    known = max((b.offset + len(b.data) for b in blocks if start < b.offset + len(b.data) <= first), default=start)
    end = max(start + RANGE_BYTES, (last // BLOCK_BYTES + 1) * BLOCK_BYTES)
    return max(start, known), min(end, total_bytes) - 1
