"""RO-Crate: the files below the root of a crate that the page points to."""

from __future__ import annotations

from fairsvc.model.evidence import Evidence
from fairsvc.model.listing_steps import CRATE
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.probe.entries import Readings, distinct, find_unreadable


def _find(_: Evidence, readings: Readings) -> Listing | None:
    reading = readings.get(CRATE.name)
    if reading is None:
        return None
    if fault := find_unreadable(readings, CRATE.name):
        return Listing(unreadable=fault)
    if reading.answer is None or not reading.answer.parsed:
        return None
    return Listing(distinct(reading.files), reason="a crate need not describe every file that it holds")


MECHANISM = Mechanism(
    "ro-crate",
    "Files of an RO-Crate that the page points to",
    "RO-Crate 1.2, Root Data Entity and Data Entities (hasPart, distribution)",
    0.8,
    3,
    _find,
)
