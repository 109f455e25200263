"""Real HDF5 files, made by h5py: NeXus and not, small and large, broken and hostile."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import h5py  # type: ignore[import-untyped]
import numpy as np

Fill = Callable[[Any], None]


def hdf5(fill: Fill, **options: Any) -> bytes:
    """Write a file in memory."""
    held = io.BytesIO()
    with h5py.File(held, "w", **options) as file:
        fill(file)
    return held.getvalue()


def entry(parent: Any, name: str = "entry", definition: str = "NXmx", **texts: str) -> Any:
    """Add an NXentry with its definition and an instrument."""
    group = parent.create_group(name)
    group.attrs["NX_class"] = "NXentry"
    group["definition"] = definition
    for field, text in texts.items():
        group[field] = text
    instrument = group.create_group("instrument")
    instrument.attrs["NX_class"] = "NXinstrument"
    instrument["name"] = "I03"
    return group


def nexus(definition: str = "NXmx", **options: Any) -> bytes:
    """Write a small NeXus file."""

    def fill(file: Any) -> None:
        file.attrs["NX_class"] = "NXroot"
        entry(file, definition=definition, title="Lysozyme", start_time="2026-01-31T10:00:00Z")

    return hdf5(fill, **options)


def with_data_first(size_bytes: int) -> bytes:
    """Write a NeXus file whose structure lies behind its data."""

    def fill(file: Any) -> None:
        file.create_dataset("counts", data=np.zeros(size_bytes, "u1"))
        file.flush()
        entry(file, definition="NXsas", title="Micelles")

    return hdf5(fill, libver="latest")


def scattered(entries: int, gap_bytes: int) -> bytes:
    """Write many entries with data between them: no few ranges hold the structure."""

    def fill(file: Any) -> None:
        for number in range(entries):
            file.create_dataset(f"gap{number}", data=np.full(gap_bytes, number, "u1"))
            file.flush()
            entry(file, f"entry{number:02}", "NXtomo")
            file.flush()

    return hdf5(fill)


def reduced() -> bytes:
    """Write processed data that name their units, their technique and what they were made of."""

    def fill(file: Any) -> None:
        group = entry(file, definition="NXsas", technique="http://purl.org/pan-science/PaNET/PaNET01188")
        group["definition"].attrs["version"] = "1.1"
        data = group.create_group("data")
        data.attrs["NX_class"] = "NXdata"
        data["q"], data["intensity"], data["flags"] = [0.1, 0.2], [3.0, 2.0], [0, 1]
        data["q"].attrs["units"], data["intensity"].attrs["units"] = "1/nm", "1/cm"
        data["raw"] = h5py.ExternalLink("raw_0001.h5", "/entry/data/counts")
        process = group.create_group("reduction")
        process.attrs["NX_class"] = "NXprocess"
        process["program"], process["raw_file"] = "pyFAI", "raw_0001.h5"
        process["calibration"] = "https://doi.org/10.5072/calibration"
        group["again"], data["counts"] = group, data["intensity"]

    return hdf5(fill)
