"""Direct DOI Data Access: a Metalink from the PID itself, or from the page by a typed link."""

from __future__ import annotations

from fairsvc.formats.metalink import LEFT_OUT
from fairsvc.model.evidence import Evidence
from fairsvc.model.listing_steps import LINKED_METALINK
from fairsvc.model.mechanism import Listing, Mechanism
from fairsvc.model.step import METALINK_STEP
from fairsvc.probe.entries import Readings, find_unreadable, has_finding

_STEPS = (METALINK_STEP.name, LINKED_METALINK.name)


def _find(_: Evidence, readings: Readings) -> Listing | None:
    step = next((step for step in _STEPS if step in readings and readings[step].files), "")
    if not step:
        return _empty(readings)
    if has_finding(readings, LEFT_OUT, step):
        return Listing(readings[step].files, False, "some of its files have no safe name or no address")
    return Listing(readings[step].files, True, "a Metalink names every file that it describes")


def _empty(readings: Readings) -> Listing | None:
    if fault := find_unreadable(readings, *_STEPS):
        return Listing(unreadable=fault)
    answers = [readings[step].answer for step in _STEPS if step in readings]
    return Listing(reason="its list is empty") if any(a is not None and a.parsed for a in answers) else None


MECHANISM = Mechanism(
    "metalink",
    "Metalink 4 from the PID or by a typed link (Direct DOI Data Access)",
    "RFC 5854 section 4.1.2; RFC 6249 (describedby)",
    0.8,
    0,
    _find,
)
