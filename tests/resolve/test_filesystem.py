"""The files of a PID as a file system: what is listed, how it is read, and at what price."""

from __future__ import annotations

import io
import multiprocessing
import pickle
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import IO, Any

import fsspec
import h5py  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
import pytest
import xarray

from fairsvc.resolve.filesystem import DoiFileSystem
from fairsvc.resolve.resolver import Resolver
from fairsvc.settings import Settings
from tests.support.file_site import FileSite
from tests.support.nexus_files import hdf5

PID = "10.5072/set"
TABLE = b"energy,counts\n" + b"".join(b"%d,%d\n" % (number, number * number) for number in range(200_000))


def nexus() -> bytes:
    def fill(file: Any) -> None:
        group = file.create_group("entry/data")
        group.attrs["NX_class"] = "NXdata"
        rng = np.random.default_rng(7)
        group.create_dataset("frames", data=rng.integers(0, 255, (64, 256, 256), "u1"), chunks=(1, 256, 256))
        group["energy"] = np.linspace(7000, 7200, 64)

    return hdf5(fill)


def netcdf() -> bytes:
    values = np.random.default_rng(8).random((200, 100, 100), "f4")
    dataset = xarray.Dataset({"t": (("time", "y", "x"), values)}, coords={"time": np.arange(200)})
    held = io.BytesIO()
    dataset.to_netcdf(held, engine="h5netcdf", encoding={"t": {"chunksizes": (1, 100, 100)}})
    return held.getvalue()


FILES = {
    "scan.h5": nexus(),
    "raw/table.csv": TABLE,
    "raw/grid.nc": netcdf(),
    "raw/deep/notes #1 (50%)?.txt": b"a note",
    "empty.dat": b"",
}


@pytest.fixture(scope="module", autouse=True)
def _registered() -> None:
    fsspec.register_implementation("doi", DoiFileSystem, clobber=True)


@pytest.fixture
def site() -> FileSite:
    return FileSite({PID: dict(FILES)})


@pytest.fixture
def settings(site: FileSite, serve: Callable[..., Any]) -> Settings:
    return site.start(serve)


@pytest.fixture
def fs(settings: Settings) -> DoiFileSystem:
    return DoiFileSystem(settings=settings)


def test_folders_come_from_the_paths(fs: DoiFileSystem, site: FileSite) -> None:
    assert fs.ls(f"doi://{PID}", detail=False) == [f"{PID}/empty.dat", f"{PID}/raw", f"{PID}/scan.h5"]
    assert [one["type"] for one in fs.ls(PID)] == ["file", "directory", "file"]
    assert fs.info(f"doi://{PID}/raw/table.csv")["size"] == len(TABLE)
    assert fs.isdir(f"{PID}/raw")
    assert fs.isfile(f"{PID}/scan.h5")
    assert not fs.exists(f"{PID}/raw/nothing")
    assert fs.find(PID) == sorted(f"{PID}/{name}" for name in FILES)
    assert fs.glob(f"doi://{PID}/**/*.csv") == [f"{PID}/raw/table.csv"]
    assert fs.glob(f"doi://{PID}/raw/*.??") == [f"{PID}/raw/grid.nc"]
    assert fs.du(PID) == sum(map(len, FILES.values()))
    assert [folder for folder, _, _ in fs.walk(PID)] == [PID, f"{PID}/raw", f"{PID}/raw/deep"]
    assert site.file_requests == 0
    assert len(site.resolved) <= 3


def test_hdf5_is_read_in_part(fs: DoiFileSystem, site: FileSite) -> None:
    with fs.open(f"doi://{PID}/scan.h5") as opened, h5py.File(opened) as file:
        assert file["entry/data/frames"].shape == (64, 256, 256)
        frame = file["entry/data/frames"][40]
        assert file["entry/data/energy"][-1] == 7200
    assert frame.any()
    assert site.served_bytes < len(FILES["scan.h5"]) / 3
    assert site.file_requests <= 6


def test_xarray_reads_in_part(fs: DoiFileSystem, site: FileSite) -> None:
    with fs.open(f"doi://{PID}/raw/grid.nc") as opened, xarray.open_dataset(opened, engine="h5netcdf") as dataset:
        assert dataset.t.isel(time=150).mean() > 0
    assert site.served_bytes < len(FILES["raw/grid.nc"]) / 3


def test_pandas_reads_by_address(settings: Settings, site: FileSite) -> None:
    address, options = f"doi://{PID}/raw/table.csv", {"settings": settings}
    first = pd.read_csv(address, storage_options=options, nrows=3)
    assert list(first.counts) == [0, 1, 4]
    assert site.served_bytes < len(TABLE) / 2
    assert len(pd.read_csv(address, storage_options=options)) == 200_000
    assert len(site.resolved) <= 3


def test_reading_on_takes_ever_longer_strides(fs: DoiFileSystem, site: FileSite) -> None:
    with fs.open(f"{PID}/raw/table.csv") as opened:
        assert b"".join(iter(lambda: opened.read(10_000), b"")) == TABLE
    assert site.file_requests <= 5


def test_a_connection_serves_many_ranges(fs: DoiFileSystem, site: FileSite, monkeypatch: pytest.MonkeyPatch) -> None:
    fs.ls(PID)
    made, connect = [], socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda self, to: (made.append(to), connect(self, to)))
    with fs.open(f"{PID}/raw/table.csv", block_size=50_000) as opened:
        for at in (1_900_000, 10, 900_000, 400_000):
            opened.seek(at)
            assert opened.read(9) == TABLE[at : at + 9]
    assert site.file_requests == 4
    assert len(made) <= 1


@pytest.mark.parametrize(
    ("start", "end"), [(None, None), (0, 10), (5, 5), (10, 3), (-7, None), (None, -5), (-9, -2), (100, 10**9)]
)
def test_parts_are_like_slices(fs: DoiFileSystem, start: int | None, end: int | None) -> None:
    assert fs.cat_file(f"doi://{PID}/raw/table.csv", start, end) == TABLE[start:end]


def test_many_ranges_are_few_requests(fs: DoiFileSystem, site: FileSite) -> None:
    starts = [at for near in (0, 1_500_000) for at in range(near, near + 10_000, 100)]
    ends = [at + 20 for at in starts]
    found = fs.cat_ranges([f"doi://{PID}/raw/table.csv"] * len(starts), starts, ends)
    assert found == [TABLE[at : at + 20] for at in starts]
    assert site.file_requests == 2
    missing = fs.cat_ranges([f"{PID}/none", f"{PID}/scan.h5"], [0, 0], [1, 4], on_error="return")
    assert isinstance(missing[0], FileNotFoundError)
    assert missing[1] == FILES["scan.h5"][:4]
    with pytest.raises(FileNotFoundError):
        fs.cat_ranges([f"{PID}/none"], [0], [1])


@pytest.mark.parametrize(
    "spelt",
    [
        "10.5072/set/raw/deep/notes #1 (50%)?.txt",
        "10.5072%2Fset/raw/deep/notes #1 (50%)?.txt",
        "10.5072%2fset/raw/deep/notes%20%231%20(50%25)%3F.txt",
        "10.5072/SET//raw/./deep/notes%20%231%20(50%25)%3F.txt",
    ],
)
def test_names_with_marks_of_addresses(fs: DoiFileSystem, settings: Settings, spelt: str) -> None:
    assert fs.cat_file(f"doi://{spelt}") == b"a note"
    with fsspec.open(f"doi://{spelt}", settings=settings) as opened:
        assert opened.read() == b"a note"


# fsspec's block cache leaves the closing of its file to the collector.
@pytest.mark.filterwarnings("ignore:unclosed file <_io.BufferedRandom:ResourceWarning")
@pytest.mark.parametrize("layer", ["simplecache", "filecache", "blockcache"])
def test_layers_of_caching(settings: Settings, site: FileSite, tmp_path: Any, layer: str) -> None:
    address = f"{layer}::doi://{PID}/raw/table.csv"
    options: dict[str, Any] = {"doi": {"settings": settings}, layer: {"cache_storage": str(tmp_path)}}
    for expected in ("once", "not again"):
        site.forget()
        with fsspec.open(address, **options) as opened:
            opened.seek(1000)
            assert opened.read(500) == TABLE[1000:1500]
        assert (site.file_requests > 0) == (expected == "once")


def test_it_travels_to_other_processes(fs: DoiFileSystem) -> None:
    again = pickle.loads(pickle.dumps(fs))
    assert again.cat_file(f"{PID}/raw/table.csv", 0, 6) == b"energy"
    with fs.open(f"{PID}/raw/table.csv") as opened:
        opened.seek(7)
        with pickle.loads(pickle.dumps(opened)) as other:
            assert other.read(6) == b"counts"


def test_many_threads_resolve_once(settings: Settings, site: FileSite) -> None:
    def read(number: int) -> bytes:
        return DoiFileSystem(settings=settings).cat_file(f"{PID}/raw/table.csv", number, number + 5)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(40))) == [TABLE[number : number + 5] for number in range(40)]
    assert len(site.resolved) <= 3


def read_in_child(fs: DoiFileSystem) -> None:
    assert fs.cat_file(f"{PID}/raw/table.csv", 0, 6) == b"energy"


# Threads that lived before a fork are what Python warns of from 3.12 on.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_it_works_in_a_forked_child(fs: DoiFileSystem) -> None:
    read_in_child(fs)
    child = multiprocessing.get_context("fork").Process(target=read_in_child, args=(fs,))
    child.start()
    child.join(20)
    assert child.exitcode == 0


def read_places(opened: IO[bytes], step: int) -> None:
    for number in range(40):
        at = number * step % (len(TABLE) - 100)
        opened.seek(at)
        assert opened.read(100) == TABLE[at : at + 100]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_an_open_file_is_read_by_a_process_and_its_forked_children(fs: DoiFileSystem) -> None:
    opened = fs.open(f"{PID}/raw/table.csv", cache_type="none")
    read_places(opened, 1_009)
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=read_places, args=(opened, step)) for step in (7_919, 104_729)]
    for child in children:
        child.start()
    read_places(opened, 15_485_863)
    for child in children:
        child.join(20)
    assert [child.exitcode for child in children] == [0, 0]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_resolver_that_was_used_resolves_in_a_forked_child(settings: Settings) -> None:
    with Resolver(settings) as resolver:
        assert resolver.resolve(PID).manifest.entries
        child = multiprocessing.get_context("fork").Process(target=resolver.resolve, args=(PID,))
        child.start()
        child.join(20)
        hung = child.is_alive()
        child.kill()
    assert not hung
    assert child.exitcode == 0


def test_what_a_file_is_known_by(fs: DoiFileSystem, site: FileSite) -> None:
    one, other = f"{PID}/scan.h5", f"{PID}/raw/table.csv"
    assert fs.ukey(one) == fs.ukey(f"doi://{one}") != fs.ukey(other)
    assert fs.checksum(one) == int(fs.ukey(one), 16)
    assert site.file_requests == 0
    assert fs.modified(one) == datetime(2026, 3, 11, 9, 30, tzinfo=UTC)


def test_an_empty_file_costs_nothing(fs: DoiFileSystem, site: FileSite) -> None:
    assert fs.cat(f"{PID}/empty.dat") == b""
    with fs.open(f"{PID}/empty.dat") as opened:
        assert opened.read() == b""
    assert site.file_requests == 0


def test_text_lines_and_downloads(fs: DoiFileSystem, tmp_path: Any) -> None:
    with fs.open(f"{PID}/raw/table.csv", "r", encoding="utf-8") as lines:
        assert [next(lines), next(lines)] == ["energy,counts\n", "0,0\n"]
    assert fs.head(f"{PID}/raw/table.csv", 6) == b"energy"
    fs.get(f"{PID}/raw/", str(tmp_path / "raw"), recursive=True)
    assert (tmp_path / "raw" / "table.csv").read_bytes() == TABLE
    assert (tmp_path / "raw" / "deep" / "notes #1 (50%)?.txt").read_bytes() == b"a note"
    assert sorted(one.name for one in (tmp_path / "raw").iterdir()) == ["deep", "grid.nc", "table.csv"]
    with (tmp_path / "held").open("wb") as held:
        fs.get_file(f"{PID}/raw/table.csv", held)
    assert (tmp_path / "held").read_bytes() == TABLE
    with pytest.raises(FileNotFoundError):
        fs.get_file(f"{PID}/none", str(tmp_path / "none"))


@pytest.mark.parametrize(
    "change",
    [
        lambda fs: fs.open(f"{PID}/x", "wb"),
        lambda fs: fs.open(f"{PID}/x", "a"),
        lambda fs: fs.rm(f"{PID}/scan.h5"),
        lambda fs: fs.mkdir(f"{PID}/new"),
        lambda fs: fs.touch(f"{PID}/new"),
        lambda fs: fs.pipe({f"{PID}/x": b"1"}),
        lambda fs: fs.mv(f"{PID}/scan.h5", f"{PID}/y"),
        lambda fs: fs.put(__file__, f"{PID}/x"),
    ],
)
def test_nothing_is_written(fs: DoiFileSystem, change: Callable[[DoiFileSystem], object]) -> None:
    with pytest.raises(PermissionError, match="read only"):
        change(fs)


def test_a_folder_is_no_file(fs: DoiFileSystem) -> None:
    with pytest.raises(IsADirectoryError, match="a folder"):
        fs.open(f"{PID}/raw")
