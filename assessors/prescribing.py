"""From a failed verdict to what to do about it, filled for the dataset."""

from __future__ import annotations

import re
from dataclasses import replace

from assessors.catalogue import load_remedies
from assessors.reading.landing import without_misled_page
from fairsvc.model.check import Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Prescription

# What no file, terminal or XML document takes; lines end in a line feed alone.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def prescribe(evidence: Evidence, verdict: Verdict) -> Prescription | None:
    """Fill the remedy of the verdict; None when it names none. Raises KeyError for an id that no remedy has.

    A page that is not the dataset's is no source of what is filled in.
    """
    if not verdict.remedy:
        return None
    remedy = load_remedies()[verdict.remedy]
    filled = remedy.fill(without_misled_page(evidence))
    snippets = (replace(one, text=_UNWRITABLE.sub("\ufffd", one.text)) for one in filled)
    return Prescription(remedy.id, remedy.sentence, tuple(snippets))
