"""From a failed verdict to what to do about it, filled for the dataset."""

from __future__ import annotations

import re
from dataclasses import replace

from assessors.catalogue import load_remedies
from assessors.reading.landing import without_misled_page
from assessors.reading.telling import says_nothing
from fairsvc.model.check import Outcome, Verdict
from fairsvc.model.evidence import Evidence
from fairsvc.model.remedy import Prescription, Snippet

# What no file, terminal or XML document takes; lines end in a line feed alone.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# What these state is credited of described data alone (`assessors.reading.telling.credited`).
_OF_DESCRIBED = frozenset(
    ("add-technique", "describe-files", "say-when-and-how", "state-licence", "state-more-attributes")
)
_DESCRIBING = "complete-metadata"


def prescribe(evidence: Evidence, verdict: Verdict) -> Prescription | None:
    """Fill the remedy of the verdict; None when it names none. Raises KeyError for an id that no remedy has.

    A page that is not the dataset's is no source of what is filled in. Where the metadata describe nothing, lines that
    describe the data come first, or the repair would repair nothing.
    """
    if not verdict.remedy:
        return None
    remedy = load_remedies()[verdict.remedy]
    known = without_misled_page(evidence)
    filled = (*_describing(known, remedy.id), *remedy.fill(known))
    snippets = (replace(one, text=_UNWRITABLE.sub("\ufffd", one.text)) for one in filled)
    return Prescription(remedy.id, remedy.sentence, tuple(snippets))


def _describing(evidence: Evidence, remedy: str) -> tuple[Snippet, ...]:
    nothing = says_nothing(evidence) if remedy in _OF_DESCRIBED else None
    if nothing is None or nothing.outcome is not Outcome.FAIL or nothing.remedy != _DESCRIBING:
        return ()
    return tuple(load_remedies()[_DESCRIBING].fill(evidence))
