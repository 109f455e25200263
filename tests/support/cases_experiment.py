"""Special cases of the checks on sample, beam and dates."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Date, RelatedItem, Subject, Text
from tests.support.check_worlds import GOOD
from tests.support.evidence_builder import changed, everywhere, failure


def told(*texts: str) -> Evidence:
    """Describe the experiment in these words alone."""
    return everywhere(GOOD, titles=(Text("A title"),), subjects=(), descriptions=tuple(map(Text, texts)))


def dated(*dates: tuple[str, str], year: int | None = 2026) -> Evidence:
    """State these dates alone, each with its kind."""
    stated = tuple(Date(value, kind) for kind, value in dates)
    return everywhere(GOOD, dates=stated, publication_year=year)


_SAMPLES_TOLD = (
    "Sample: iron foil, 5 micrometre",
    "Sample: LaB6",
    "Measured at night. Sample name: ceria on alumina (CeO2). Two scans.",
    "Sample: lysozyme; Temperature: 100 K",
    "sample = lysozyme. All data were taken at 100 K.",
    "chemical formula: CuSO4·5H2O",
    "Sample: integrated circuit\nPressure: 2 mbar",
)
_SAMPLES_NOT_TOLD = (
    "Sample: S1",
    "Sample: lysozyme",
    "Sample: lysozyme. A detector with 5 K pixels.",
    "Samples of LaB6 powder were measured at 100 K",
    "Sample: NICOS",
    "Sample: x; Temperature: 100 K",
    "formula: unknown to us",
)
_BEAMS_TOLD = (
    "Imaged by X-ray ptychography at 6.2 keV",
    "Probe: neutrons; wavelength: 5 Å",
    "Neutron wavelength λ = 0.48 nm",
    "electron microscopy with 300 keV electrons",
    "12.4 keV X-rays",
    "Small-angle X-ray scattering. Photon energy (keV): 12\nwavelength = 1.0 angstrom",
)
_BEAMS_NOT_TOLD = (
    "X-ray scattering",
    "Imaged by ptychography at 6.2 keV",
    "X-ray absorption; the energy resolution is 1.4 eV",
    "Electrons in the storage ring have 6 GeV; X-ray tomography of a bone with 50 nm pixels",
    "wavelength: 5 Å",
    "neutrons; energy: 6 GeV",
    "des neutrons sans énergie",
    "X-ray diffraction from particles of 50 nm diameter",
)

CASES: list[tuple[str, str, Evidence]] = [
    *(("sample-described", "P", told(text)) for text in _SAMPLES_TOLD),
    *(("sample-described", "F", told(text)) for text in _SAMPLES_NOT_TOLD),
    ("sample-described", "P", everywhere(told(""), subjects=(Subject("Fe2O3", "sample"),))),
    (
        "sample-described",
        "P",
        everywhere(told(""), related_items=(RelatedItem(kind="PhysicalObject", titles=(Text("Ti foil"),)),)),
    ),
    (
        "sample-described",
        "P",
        everywhere(
            told(""),
            unmapped=(
                ("additionalProperty/name", "sample_name"),
                ("additionalProperty/value", "lysozyme"),
                ("additionalProperty/name", "sample_temperature"),
                ("additionalProperty/unitText", "K"),
                ("additionalProperty/value", "100"),
            ),
        ),
    ),
    ("sample-described", "I", changed(told("Sample: S1"), failure("registry"))),
    *(("beam-described", "P", told(text)) for text in _BEAMS_TOLD),
    *(("beam-described", "F", told(text)) for text in _BEAMS_NOT_TOLD),
    (
        "beam-described",
        "P",
        everywhere(
            told("small angle neutron scattering"),
            unmapped=(
                ("p/name", "wavelength"),
                ("p/unitText", "angstrom"),
                ("p/value", "6"),
            ),
        ),
    ),
    ("beam-described", "I", changed(told("X-ray scattering"), failure("oai-record"))),
    ("dates-collected-and-available", "P", dated(("Collected", "2026-01-30/2026-01-31"), ("Available", "2029"))),
    ("dates-collected-and-available", "P", dated(("Coverage", "2026-01-30"), ("Available", "2026-01"))),
    ("dates-collected-and-available", "F", dated(("Collected", "2026-01-30"))),
    ("dates-collected-and-available", "F", dated(("Available", "2026-01-30"))),
    ("dates-collected-and-available", "F", dated(("Collected", "2026-01-30"), ("Available", "soon"))),
    ("dates-collected-and-available", "F", dated(("Collected", "2026-02-01"), ("Available", "2026-01"))),
    ("dates-collected-and-available", "I", changed(dated(("Collected", "2026-01-30")), failure("registry"))),
    ("dates-plausible", "P", dated(("Created", "2026-11-21"))),
    ("dates-plausible", "P", dated(("Available", "2031-01-01"), ("Valid", "2031"))),
    ("dates-plausible", "P", dated(("Issued", "2026/3/14"), ("Created", "2026/03"))),
    ("dates-plausible", "F", dated(("Issued", "2026/12/14"))),
    ("dates-plausible", "F", dated(("Created", "2026-11-22"))),
    ("dates-plausible", "F", dated(("Collected", "2026-12"))),
    ("dates-plausible", "F", dated(("Collected", "yesterday"))),
    ("dates-plausible", "F", dated(("Issued", "1849"))),
    ("dates-plausible", "P", dated(("Issued", "1850"), year=None)),
    ("dates-plausible", "F", dated(year=2028)),
    ("dates-plausible", "F", dated(("Collected", "2026-02-01"), ("Issued", "2026-01-15"), year=None)),
    ("dates-plausible", "F", dated(("Collected", "2026-02-01"), year=2025)),
    ("dates-plausible", "P", dated(("Collected", "2025-12-31/2026-02-01"), ("Issued", "2026-01-15"))),
    ("dates-plausible", "N", dated(year=None)),
    ("dates-plausible", "I", changed(dated(year=None), failure("registry"))),
]
