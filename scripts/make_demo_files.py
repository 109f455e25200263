"""Make the few bytes of the demo facility: two NeXus files, two tables, a read-me, and files that are none.

Run `python scripts/make_demo_files.py` when a file's content must change, and commit what it writes. The output is
the same bytes on every run with one version of h5py: no clock, no noise source, no time stamps in HDF5 objects.
The numbers are computed from textbook formulas (arctangent edge; Guinier's law), not measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

import h5py  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parents[1] / "fairsvc" / "demo" / "data" / "files"
POINTS = 201

# "The NeXus data format", J. Appl. Cryst. 48 (2015), 301-305.
NEXUS_PAPER = "10.1107/S1600576714027575"
PANET = "http://purl.org/pan-science/PaNET/"
XAS, SMALL_ANGLE_SCATTERING = f"{PANET}PaNET01196", f"{PANET}PaNET01124"

README = """\
How to read these files
=======================

Every .nxs file is HDF5 and follows NeXus: start at the group whose NX_class is NXentry, its `definition` names the
application definition. Every .csv file is UTF-8 text with one header line; units stand in square brackets.
The values are computed for demonstration and were never measured.
"""


def main() -> int:
    """Write every file below the demo's data folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    energy_ev, incident, absorption = absorption_scan()
    q_per_nm, intensity = scattering_curve()
    write_absorption_nexus(FOLDER / "absorption.nxs", energy_ev, incident, absorption)
    write_scattering_nexus(FOLDER / "scattering.nxs")
    write_table(
        FOLDER / "absorption.csv",
        "incident energy [eV],incoming beam [counts],absorption coefficient [1]",
        energy_ev,
        incident,
        absorption,
    )
    write_table(FOLDER / "scattering.csv", "momentum transfer [1/nm],scattered intensity [1/cm]", q_per_nm, intensity)
    (FOLDER / "x.txt").write_bytes(b"x\n")
    (FOLDER / "empty.nxs").write_bytes(b"")
    (FOLDER / "garbage.nxs").write_bytes((b"placeholder " * 4)[:-1] + b"\n")
    (FOLDER / "README.txt").write_text(README, encoding="utf-8", newline="\n")
    return 0


def absorption_scan() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Compute energy (eV), incident counts and absorption of an arctangent edge at 7112 eV, iron K."""
    energy_ev = np.linspace(7062.0, 7262.0, POINTS)
    incident = np.round(1.0e6 - 50.0 * (energy_ev - energy_ev[0]))
    edge = 0.5 + np.arctan((energy_ev - 7112.0) / 2.0) / np.pi
    wiggle = 0.08 * np.sin((energy_ev - 7112.0) / 9.0) * np.exp(-(energy_ev - 7112.0) / 60.0)
    return energy_ev, incident, np.where(energy_ev > 7112.0, edge + wiggle, edge)


def scattering_curve() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute q (1/nm) and intensity (1/cm) of a Guinier curve with a radius of gyration of 2.4 nm."""
    q_per_nm = np.linspace(0.05, 2.05, POINTS)
    return q_per_nm, 12.5 * np.exp(-((q_per_nm * 2.4) ** 2) / 3.0) + 0.02


def write_table(path: Path, header: str, *columns: NDArray[np.float64]) -> None:
    """Write columns as CSV."""
    rows = (",".join(f"{value:.6g}" for value in row) for row in zip(*columns, strict=True))
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8", newline="\n")


def write_absorption_nexus(
    path: Path,
    energy_ev: NDArray[np.float64],
    incident: NDArray[np.float64],
    absorption: NDArray[np.float64],
) -> None:
    """Write an NXxas file: incoming and absorbed beam over the monochromator's energy."""
    with h5py.File(path, "w") as file:
        entry = _entry(file, "NXxas", "Iron K edge of a metal foil", XAS)
        _process(entry, "calibration", "edgefit", "1.4", "Energy axis set by the first inflection of the edge")
        instrument = _group(entry, "instrument", "NXinstrument")
        _source(instrument)
        energy = _values(_group(instrument, "monochromator", "NXmonochromator"), "energy", energy_ev, "eV")
        incoming = _values(_group(instrument, "incoming_beam", "NXdetector"), "data", incident, "counts")
        absorbed = _values(_group(instrument, "absorbed_beam", "NXdetector"), "data", absorption, "1")
        _text(_group(entry, "sample", "NXsample"), "name", "iron foil, 5 micrometre")
        monitor = _group(entry, "monitor", "NXmonitor")
        _text(monitor, "mode", "timer")
        _values(monitor, "preset", np.array(1.0), "s")
        monitor["data"] = incoming
        data = _group(entry, "data", "NXdata")
        data["energy"], data["absorbed_beam"] = energy, absorbed
        _text(data, "mode", "Transmission")
        data.attrs["signal"], data.attrs["axes"] = "absorbed_beam", "energy"


def write_scattering_nexus(path: Path) -> None:
    """Write an NXsas file: a 24 x 24 detector image around the direct beam."""
    rows, columns = np.indices((24, 24), dtype=np.float64)
    distance = np.hypot(rows - 11.5, columns - 11.5)
    image = np.round(4000.0 * np.exp(-(distance**2) / 60.0)).astype(np.int32)
    with h5py.File(path, "w") as file:
        entry = _entry(file, "NXsas", "Micelles in water", SMALL_ANGLE_SCATTERING)
        _process(entry, "correction", "ringmean", "2.1", "Dark image subtracted, direct beam masked")
        instrument = _group(entry, "instrument", "NXinstrument")
        _source(instrument)
        _text(instrument, "name", "Heron")
        _values(_group(instrument, "monochromator", "NXmonochromator"), "wavelength", np.array(0.1), "nm")
        detector = _group(instrument, "detector", "NXdetector")
        counts = _values(detector, "data", image, "counts")
        _values(detector, "distance", np.array(3.2), "m")
        _values(detector, "x_pixel_size", np.array(0.172), "mm")
        _values(detector, "y_pixel_size", np.array(0.172), "mm")
        _text(_group(entry, "sample", "NXsample"), "name", "surfactant micelles in water")
        data = _group(entry, "data", "NXdata")
        data["data"] = counts
        data.attrs["signal"] = "data"


def _entry(file: h5py.File, definition: str, title: str, technique: str) -> h5py.Group:
    file.attrs["NX_class"], file.attrs["default"] = "NXroot", "entry"
    file.attrs["file_time"] = "2024-03-11T09:30:00Z"
    entry = _group(file, "entry", "NXentry")
    entry.attrs["default"] = "data"
    _text(entry, "definition", definition)
    _text(entry, "title", title)
    _text(entry, "start_time", "2023-11-02T08:00:00Z")
    _text(entry, "technique", technique)
    return entry


def _process(entry: h5py.Group, name: str, program: str, version: str, what: str) -> None:
    """Say what was done with which program, and where the method is written down."""
    process = _group(entry, name, "NXprocess")
    _text(process, "program", program)
    _text(process, "version", version)
    _text(process, "date", "2023-11-03T10:00:00Z")
    _text(_group(process, "note", "NXnote"), "description", what)
    cite = _group(process, "cite", "NXcite")
    _text(cite, "description", "The data format of this file")
    _text(cite, "doi", NEXUS_PAPER)
    _text(cite, "url", f"https://doi.org/{NEXUS_PAPER}")


def _source(instrument: h5py.Group) -> None:
    source = _group(instrument, "source", "NXsource")
    _text(source, "name", "Demo Light Source")
    _text(source, "type", "Synchrotron X-ray Source")
    _text(source, "probe", "x-ray")


def _group(parent: h5py.Group, name: str, nx_class: str) -> h5py.Group:
    group = parent.create_group(name, track_order=True)
    group.attrs["NX_class"] = nx_class
    return group


def _values(parent: h5py.Group, name: str, values: NDArray[np.generic], units: str) -> h5py.Dataset:
    dataset = parent.create_dataset(name, data=values, track_times=False)
    if units:
        dataset.attrs["units"] = units
    return dataset


def _text(parent: h5py.Group, name: str, text: str) -> None:
    parent.create_dataset(name, data=text, track_times=False)


if __name__ == "__main__":
    sys.exit(main())
