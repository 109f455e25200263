"""The structure of HDF5 files, read from as few ranges as it takes."""

from __future__ import annotations

import io
import json
import random
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

h5py = pytest.importorskip("h5py")

import numpy as np  # noqa: E402

from fairsvc.formats.nexus import (  # noqa: E402
    BLOCK_BYTES,
    MOST_RANGE_BYTES,
    Ask,
    Block,
    ask_child,
    has_reader,
    read_nexus,
)
from fairsvc.formats.nexus_child import Sparse, describe  # noqa: E402
from fairsvc.model.evidence import FileReference, Hdf5Facts, Hdf5Inside, NexusEntry  # noqa: E402
from tests.support.nexus_files import entry, hdf5, nexus, reduced, scattered, with_data_first  # noqa: E402


def describe_here(blocks: tuple[Block, ...], total_bytes: int) -> dict[str, Any]:
    """Do what the child does, without its costs, for files that we made ourselves."""
    sparse = Sparse(total_bytes, [(block.offset, block.data) for block in blocks])
    answer: dict[str, Any] = json.loads(json.dumps(describe(sparse)))
    return answer


def read_over_ranges(data: bytes, ask: Ask = describe_here) -> tuple[Hdf5Facts, int]:
    """Do what the probe does: give the range that is wanted, until nothing is or six were given."""
    blocks = [Block(0, data[:BLOCK_BYTES])]
    facts = read_nexus(tuple(blocks), len(data), ask)
    asked = 0
    while facts.wants is not None and asked < 6:
        first, last = facts.wants
        assert 0 < last - first + 1 <= MOST_RANGE_BYTES
        assert last < len(data)
        blocks.append(Block(first, data[first : last + 1]))
        asked += 1
        facts = read_nexus(tuple(blocks), len(data), ask)
    return facts, asked


@pytest.mark.parametrize(
    ("options", "ask"),
    [({}, describe_here), ({"userblock_size": 512}, describe_here), ({"libver": "latest"}, ask_child)],
)
def test_a_small_file_is_read_at_once(options: dict[str, Any], ask: Ask) -> None:
    facts, asked = read_over_ranges(nexus(**options), ask)
    assert asked == 0
    said = NexusEntry("entry", "NXmx", "Lysozyme", "I03", "2026-01-31T10:00:00Z", groups=("NXinstrument",))
    assert replace(facts, inside=None) == Hdf5Facts("read", nexus=True, entry_count=1, entries=(said,))


def test_structure_behind_the_data_costs_few_ranges() -> None:
    facts, asked = read_over_ranges(with_data_first(5_000_000))
    assert (facts.state, facts.nexus, facts.entry_count) == ("read", True, 1)
    assert facts.entries[0].definition == "NXsas"
    assert 1 <= asked <= 3


def test_scattered_structure_tells_what_it_can() -> None:
    facts, asked = read_over_ranges(scattered(12, 1_500_000))
    assert asked == 6
    assert facts.state == "partly read"
    assert facts.wants is not None


def test_every_range_is_new() -> None:
    data = scattered(6, 1_000_000)
    blocks = [Block(0, data[:BLOCK_BYTES])]
    while (wants := read_nexus(tuple(blocks), len(data), describe_here).wants) and len(blocks) < 6:
        assert all(wants[0] >= b.offset + len(b.data) or wants[1] < b.offset for b in blocks if b.offset <= wants[0])
        blocks.append(Block(wants[0], data[wants[0] : wants[1] + 1]))
    assert len(blocks) > 2


def test_hdf5_without_nexus() -> None:
    facts, _ = read_over_ranges(hdf5(lambda file: file.create_dataset("x", data=[1, 2])))
    inside = Hdf5Inside(whole=True, datasets=("/x",), numeric_count=1)
    assert facts == Hdf5Facts("read", inside=inside)


def test_nexus_in_the_data_alone_is_none() -> None:
    facts, _ = read_over_ranges(hdf5(lambda file: file.create_dataset("NXentry", data=b"NXentry NXroot")))
    assert not facts.nexus


def test_several_entries() -> None:
    def fill(file: Any) -> None:
        for number in range(30):
            entry(file, f"scan{number:02}", "NXxas" if number else "")

    facts, _ = read_over_ranges(hdf5(fill))
    assert facts.entry_count == 30
    assert [one.definition for one in facts.entries[:2]] == ["", "NXxas"]
    assert len(facts.entries) == 20


def test_texts_as_instruments_write_them() -> None:
    def fill(file: Any) -> None:
        group = file.create_group("entry")
        group.attrs["NX_class"] = np.bytes_("NXentry")
        group["definition"] = np.array([b"NXarpes"])
        group["title"] = "caf\u00e9"
        group["start_time"] = np.array([1, 2])

    facts, _ = read_over_ranges(hdf5(fill))
    assert facts.entries == (NexusEntry("entry", "NXarpes", "café", groups=()),)


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_truncated_file(keep: float) -> None:
    data = nexus()
    facts, _ = read_over_ranges(data[: int(len(data) * keep)])
    assert facts.state == "truncated"


def _elsewhere(file: Any) -> None:
    group = file.create_group("entry")
    group.attrs["NX_class"] = "NXentry"
    group["definition"] = h5py.ExternalLink("/etc/hostname", "/x")
    group["title"] = h5py.SoftLink("/entry/title")
    group["instrument"] = h5py.SoftLink("/entry")
    file["circle"] = group
    group["circle"] = file["/"]


def _external_data(secret: Path) -> Any:
    def fill(file: Any) -> None:
        group = file.create_group("entry")
        group.attrs["NX_class"] = "NXentry"
        group.create_dataset("title", (1,), dtype="S6", external=[(str(secret), 0, 6)])
        layout = h5py.VirtualLayout((1,), "S6")
        layout[0:1] = h5py.VirtualSource(str(secret), "x", (1,))
        group.create_virtual_dataset("definition", layout)

    return fill


def test_nothing_is_read_of_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.bin"
    secret.write_bytes(b"secret")
    data = hdf5(_external_data(secret))
    with h5py.File(io.BytesIO(data)) as file:
        assert file["entry/title"][0] == b"secret"
    facts, _ = read_over_ranges(data)
    assert facts.entries == (NexusEntry("entry", groups=()),)
    assert facts.inside is not None
    sources = (FileReference(f"/entry/{name}", str(secret), "NXentry") for name in ("definition", "title"))
    assert facts.inside.references == tuple(sources)


def test_links_in_circles_end() -> None:
    facts, _ = read_over_ranges(hdf5(_elsewhere))
    assert facts.state == "read"
    assert facts.entry_count == 2
    assert {one.definition for one in facts.entries} == {""}


def test_large_texts_are_left() -> None:
    def fill(file: Any) -> None:
        group = file.create_group("entry")
        group.attrs["NX_class"] = "NXentry"
        group.create_dataset("title", (1,), maxshape=(None,), chunks=(2**26,), dtype="S100", compression="gzip")
        group["definition"] = "NX" + "x" * 5000

    facts, _ = read_over_ranges(hdf5(fill))
    assert facts.state == "read"
    assert facts.entries[0].title == ""
    assert len(facts.entries[0].definition) == 1000


def test_no_byte_can_crash_or_occupy_us() -> None:
    draw, data = random.Random(4), bytearray(nexus())
    started = time.monotonic()
    for _ in range(3):
        broken = bytearray(data)
        for _ in range(40):
            broken[draw.randrange(8, len(broken))] = draw.choice((0, 1, 255, draw.randrange(256)))
        facts, _ = read_over_ranges(bytes(broken), ask_child)
        assert facts.state in ("read", "partly read", "truncated", "broken")
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("data", [b"", b"\x89HDF\r\n\x1a\n", b"\x89HDF\r\n\x1a\n" + b"\xff" * 4000, b"no HDF5" * 100])
def test_what_is_no_hdf5_is_broken(data: bytes) -> None:
    assert read_nexus((Block(0, data),), len(data), describe_here).state in ("broken", "truncated")


@pytest.mark.parametrize(
    "said", [b"", b"[]", b"nonsense", b'{"state": 1, "entries": [1, {"name": 2}], "wants": [5, 1], "note": []}']
)
def test_what_the_child_says_is_checked(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    answer = subprocess.CompletedProcess((), 0, said, b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    facts = read_nexus((Block(0, b"x"),), 1)
    assert facts.state == "broken"
    assert all(isinstance(one.name, str) for one in facts.entries)


def test_a_child_that_dies_or_hangs_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    died = subprocess.CompletedProcess((), -11, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: died)
    assert read_nexus((Block(0, b"x"),), 1).state == "broken"

    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("child", 1)

    monkeypatch.setattr(subprocess, "run", hang)
    assert "too long" in read_nexus((Block(0, b"x"),), 1).note


def test_without_the_extra_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    has_reader.cache_clear()
    monkeypatch.setattr("fairsvc.formats.nexus.find_spec", lambda _: None)
    try:
        assert read_nexus((Block(0, nexus()),), 1) == Hdf5Facts("not looked at", "extra nexus")
    finally:
        has_reader.cache_clear()


def test_what_lies_below_the_entries() -> None:
    facts, asked = read_over_ranges(reduced())
    assert (asked, facts.state) == (0, "read")
    assert facts.entries[0].definition_version == "1.1"
    assert facts.entries[0].groups == ("NXentry", "NXdata", "NXinstrument", "NXprocess")
    inside = facts.inside
    assert inside is not None
    assert inside.whole
    assert (inside.numeric_count, inside.with_units_count) == (3, 2)
    assert sorted(inside.units) == ["1/cm", "1/nm"]
    assert {"/entry/data/q", "/entry/data/intensity", "/entry/data/counts"} <= set(inside.datasets)
    assert {"NXentry", "NXdata", "NXprocess", "NXinstrument"} == set(inside.classes)
    assert inside.terms == ("http://purl.org/pan-science/PaNET/PaNET01188",)
    assert set(inside.references) == {
        FileReference("/entry/data/raw", "raw_0001.h5", "NXdata"),
        FileReference("/entry/reduction/raw_file", "raw_0001.h5", "NXprocess"),
        FileReference("/entry/reduction/calibration", "https://doi.org/10.5072/calibration", "NXprocess"),
    }


def test_a_file_of_too_many_objects_is_not_read_whole() -> None:
    def fill(file: Any) -> None:
        group = entry(file)
        for number in range(1100):
            group[f"x{number}"] = number

    facts, _ = read_over_ranges(hdf5(fill))
    assert facts.state == "read"
    assert facts.inside is not None
    assert not facts.inside.whole
    assert len(facts.inside.datasets) == 300


def test_a_file_whose_depth_is_not_at_hand_is_read_above_it() -> None:
    """The entries stand at the front, what lies below them behind the data: the server gives no ranges."""

    def fill(file: Any) -> None:
        group = entry(file)
        file.flush()
        file.create_dataset("counts", data=np.zeros(2 * BLOCK_BYTES, "u1"))
        file.flush()
        late = group.create_group("late")
        late["x"] = [1, 2]

    data = hdf5(fill)
    facts = read_nexus((Block(0, data[:BLOCK_BYTES]),), len(data), describe_here)
    assert facts.wants is not None
    whole, _ = read_over_ranges(data)
    assert whole.inside is not None
    assert whole.inside.whole
    assert "/entry/late/x" in whole.inside.datasets
