"""From a failed verdict to what to do about it, filled for the dataset."""

from __future__ import annotations

from assessors.catalogue import load_remedies
from fairsvc.model.check import Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Prescription


def prescribe(evidence: Evidence, verdict: Verdict) -> Prescription | None:
    """Fill the remedy of the verdict; None when it names none."""
    if not verdict.remedy:
        return None
    remedy = load_remedies().get(verdict.remedy)
    if remedy is None:
        return Prescription("", verdict.remedy)
    return Prescription(remedy.id, remedy.sentence, tuple(remedy.fill(evidence)))
