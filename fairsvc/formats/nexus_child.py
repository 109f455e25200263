"""Read the structure of an HDF5 file from the blocks that are at hand: a program of its own, run by `nexus.py`.

The HDF5 library is C, and the file may be hostile: here it can neither crash nor hang nor fill anything but a child
with limits. Standard input: a line of JSON (`total_bytes`, `blocks` as pairs of offset and length), then the blocks.
Standard output: one line of JSON. Nothing but the input is read: links to other files and virtual or external data
are not followed, and no filter plug-in is loaded (the caller sets HDF5_PLUGIN_PRELOAD).
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

CPU_S = 10
MEMORY_BYTES = 2 * 2**30
MOST_MEMBERS = 1000
MOST_ENTRIES = 20
MOST_OBJECTS = 3000
MOST_LISTED = 300
DEEPEST = 20
TEXT_BYTES = 2000
CHUNK_BYTES = 2**20
# Groups whose members refer to other data, and names under which files name what they were made of.
REFERRING = ("NXprocess", "NXcollection", "NXnote", "NXcite")
SOURCES = re.compile(r"(?:raw|source|input|parent|original)_?(?:data|files?|datasets?)(?:_?names?)?\Z", re.IGNORECASE)
TARGET = re.compile(
    r"(?:https?|s3|ark|hdl|doi):\S|10\.\d{4,9}/\S"
    r"|.*\.(?:h5|hdf5?|nxs?|edf|cbf|tiff?|dat|csv|raw|spec|img|mccd)\Z",
    re.IGNORECASE | re.DOTALL,
)
TECHNIQUE = re.compile("technique|panet", re.IGNORECASE)
# What h5py makes of the library's refusals.
FAULTS = (OSError, RuntimeError, LookupError, ValueError, TypeError, AttributeError, MemoryError, OverflowError)


class Sparse(io.RawIOBase):
    """A file of which only some blocks are known; reading beyond them is remembered and refused."""

    def __init__(self, total_bytes: int, blocks: list[tuple[int, bytes]]) -> None:
        self._total, self._blocks, self._place = total_bytes, sorted(blocks), 0
        self.missing: tuple[int, int] | None = None

    def seekable(self) -> bool:
        """Say that any place can be gone to."""
        return True

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._total}[whence]
        return self._place

    def tell(self) -> int:
        """Tell the place."""
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from the blocks. Raises OSError at the first byte that is not known."""
        view = memoryview(buffer).cast("B")
        wanted = max(0, min(len(view), self._total - self._place))
        filled = 0
        while filled < wanted:
            piece = self._known(self._place + filled, wanted - filled)
            if not piece:
                self.missing = self.missing or (self._place + filled, self._place + wanted - 1)
                raise OSError("these bytes are not at hand")
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        self._place += filled
        return filled

    def _known(self, place: int, most: int) -> bytes:
        for offset, block in self._blocks:
            if offset <= place < offset + len(block):
                return block[place - offset : place - offset + most]
        return b""


def describe(sparse: Sparse) -> dict[str, Any]:
    """Tell what the structure says as far as the blocks reach; `wants` is the range that stopped it.

    The entries decide the state; what lies below them has `whole` for itself.
    """
    facts: dict[str, Any] = {"state": "read", "nexus": False, "entry_count": 0, "entries": []}
    try:
        _describe(sparse, facts)
    except FAULTS as fault:
        clause = " ".join(str(fault).split()).strip("'")[:300]
        facts["note"] = clause
        if "inside" not in facts:
            facts["state"] = "truncated" if "truncated file" in clause else "broken"
    if sparse.missing is not None:
        facts |= {"note": "", "wants": sparse.missing}
        if "inside" not in facts:
            facts["state"] = "partly read"
    return facts


def _describe(sparse: Sparse, facts: dict[str, Any]) -> None:
    import h5py  # type: ignore[import-untyped]  # noqa: PLC0415

    with h5py.File(sparse, "r", rdcc_nbytes=0) as file:
        facts["nexus"] = _attribute(file, "NX_class") == "NXroot"
        members = []
        for place, name in enumerate(file):
            if place >= MOST_MEMBERS:
                break
            members.append(name)
        entries = [(name, group) for name in members if (group := _group(h5py, file, name, "NXentry")) is not None]
        facts["entry_count"] = len(entries)
        facts["nexus"] = facts["nexus"] or bool(entries)
        facts["entries"] = [{"name": name[:TEXT_BYTES]} for name, _ in entries[:MOST_ENTRIES]]
        # The definitions of all come before the rest of any: they tell most, should the ranges run out.
        for field in ("definition", "title", "start_time"):
            for said, (_, group) in zip(facts["entries"], entries, strict=False):
                said[field] = _text(h5py, group, field)
        for said, (_, group) in zip(facts["entries"], entries, strict=False):
            said["instrument"] = _instrument(h5py, group)
        inside = facts["inside"] = _nothing_inside()
        for said, (_, group) in zip(facts["entries"], entries, strict=False):
            said["groups"] = _classes_in(h5py, group)
            said["definition_version"] = _version(h5py, group)
        _look_inside(h5py, file, inside)
        inside["whole"] = not inside.pop("left")


def _nothing_inside() -> dict[str, Any]:
    counts = {"numeric_count": 0, "with_units_count": 0}
    lists: dict[str, list[Any]] = {"datasets": [], "units": [], "classes": [], "terms": [], "references": []}
    return {"whole": False, "left": False, **counts, **lists}


def _classes_in(h5py: Any, entry: Any) -> list[str]:
    members = (_member(h5py, entry, name) for name in islice(entry, MOST_MEMBERS))
    found = (_attribute(member, "NX_class") for member in members if isinstance(member, h5py.Group))
    return list(dict.fromkeys(filter(None, found)))


def _version(h5py: Any, entry: Any) -> str:
    definition = _member(h5py, entry, "definition") if "definition" in entry else None
    return _attribute(definition, "version") if isinstance(definition, h5py.Dataset) else ""


def _look_inside(h5py: Any, file: Any, inside: dict[str, Any]) -> None:
    for group, name, where in _walk(h5py, file, inside):
        member = _member(h5py, group, name)
        if member is None:
            _note_link(h5py, group, name, where, inside)
        elif isinstance(member, h5py.Dataset):
            _note_dataset(h5py, group, name, where, inside)


def _walk(h5py: Any, file: Any, inside: dict[str, Any]) -> Iterator[tuple[Any, str, tuple[str, str]]]:
    """Meet every object once, with its path and the class of the group it is in: a group may be its own ancestor.

    A dataset has as many names as links.
    """
    seen, met, waiting = {_place(h5py, file)}, 0, [("", file, 0)]
    while waiting:
        path, group, depth = waiting.pop()
        nx_class = _attribute(group, "NX_class")
        _list(inside, "classes", nx_class)
        inside["left"] |= len(group) > MOST_MEMBERS or depth > DEEPEST
        for name in islice(group, MOST_MEMBERS if depth <= DEEPEST else 0):
            member = _member(h5py, group, name)
            where = f"{path}/{name}"[:TEXT_BYTES]
            met += 1
            if met > MOST_OBJECTS:
                inside["left"] = True
                return
            if member is not None:
                if isinstance(member, h5py.Dataset):
                    _list(inside, "datasets", where)
                place = _place(h5py, member)
                if place in seen:
                    continue
                seen.add(place)
            if isinstance(member, h5py.Group):
                waiting.append((where, member, depth + 1))
            yield group, name, (where, nx_class)


def _place(h5py: Any, thing: Any) -> int:
    return int(h5py.h5o.get_info(thing.id).addr)


def _note_link(h5py: Any, group: Any, name: str, where: tuple[str, str], inside: dict[str, Any]) -> None:
    link = group.get(name, getlink=True)
    if isinstance(link, h5py.ExternalLink):
        _refer(inside, where, link.filename)


def _note_dataset(h5py: Any, group: Any, name: str, where: tuple[str, str], inside: dict[str, Any]) -> None:
    data = group[name]
    if data.dtype.kind in "iufc":
        unit = _attribute(data, "units")
        inside["numeric_count"] += 1
        inside["with_units_count"] += bool(unit)
        _list(inside, "units", unit)
    for source in _elsewhere(data):
        _refer(inside, where, source)
    if data.dtype.kind not in "SO":
        return
    if TECHNIQUE.search(name):
        _list(inside, "terms", _text(h5py, group, name))
    elif where[1] in REFERRING or SOURCES.match(name):
        text = _text(h5py, group, name)
        if TARGET.match(text):
            _refer(inside, where, text)


def _elsewhere(data: Any) -> list[str]:
    """Name the files that hold the bytes of a virtual dataset, or of one with external storage."""
    layout = data.id.get_create_plist()
    if data.is_virtual:
        count = min(layout.get_virtual_count(), MOST_MEMBERS)
        names = dict.fromkeys(layout.get_virtual_filename(number) for number in range(count))
        return [name for name in names if name != "."]
    count = min(layout.get_external_count(), MOST_MEMBERS)
    return list(dict.fromkeys(layout.get_external(number)[0].decode("utf-8", "replace") for number in range(count)))


def _refer(inside: dict[str, Any], where: tuple[str, str], target: str) -> None:
    place, role = where
    if len(inside["references"]) < MOST_LISTED:
        said = {"place": place, "target": target, "role": role}
        inside["references"].append({name: text[:TEXT_BYTES] for name, text in said.items()})


def _list(inside: dict[str, Any], name: str, text: str) -> None:
    """Add a text to one of the lists, once, while there is room."""
    if text and len(inside[name]) < MOST_LISTED and text not in inside[name]:
        inside[name].append(text[:TEXT_BYTES])


def _instrument(h5py: Any, entry: Any) -> str:
    for place, name in enumerate(entry):
        if place >= MOST_MEMBERS:
            break
        instrument = _group(h5py, entry, name, "NXinstrument")
        if instrument is not None:
            return _text(h5py, instrument, "name") or str(name)[:TEXT_BYTES]
    return ""


def _member(h5py: Any, group: Any, name: str) -> Any:
    """Open a member by a hard link alone: others may lead into other files, or in circles."""
    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        return None
    return group[name]


def _group(h5py: Any, parent: Any, name: str, nx_class: str) -> Any:
    member = _member(h5py, parent, name)
    return member if isinstance(member, h5py.Group) and _attribute(member, "NX_class") == nx_class else None


def _attribute(member: Any, name: str) -> str:
    if name not in member.attrs:
        return ""
    attribute = member.attrs.get_id(name)
    if attribute.get_storage_size() > TEXT_BYTES or attribute.get_space().get_simple_extent_npoints() != 1:
        return ""
    return _plain(member.attrs[name])


def _text(h5py: Any, group: Any, name: str) -> str:
    """Read one string; nothing that is large, stored elsewhere, or unfolds from large chunks."""
    data = _member(h5py, group, name) if name in group else None
    if not isinstance(data, h5py.Dataset) or data.size != 1 or data.dtype.kind not in "SO":
        return ""
    layout = data.id.get_create_plist()
    if data.is_virtual or layout.get_external_count() or data.dtype.itemsize > TEXT_BYTES:
        return ""
    if data.chunks and data.dtype.itemsize * _product(data.chunks) > CHUNK_BYTES:
        return ""
    return _plain(data[()])


def _product(numbers: tuple[int, ...]) -> int:
    product = 1
    for number in numbers:
        product *= number
    return product


def _plain(value: Any) -> str:
    while getattr(value, "shape", ()) and len(value) == 1:
        value = value[0]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")[:TEXT_BYTES]
    return str(value)[:TEXT_BYTES] if isinstance(value, str) else ""


def main() -> int:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked = json.loads(sys.stdin.buffer.readline())
    blocks = [(offset, sys.stdin.buffer.read(length)) for offset, length in asked["blocks"]]
    facts = describe(Sparse(asked["total_bytes"], blocks))
    sys.stdout.write(json.dumps(facts) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
