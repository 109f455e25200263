"""Who may have the data: open, embargoed, restricted, closed or metadata only."""

from __future__ import annotations

import re
from datetime import date

from assessors.memory import remembered
from assessors.reading.views import said
from fairsvc.model.evidence import Evidence
from fairsvc.vocab.access_rights import find_access_state

CLOSED_TO_VISITORS = ("embargoed", "restricted", "closed")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@remembered
def access_statements(evidence: Evidence) -> list[tuple[str, str]]:
    """List what the views say of access, with pointers: the access field, and rights that are access terms."""
    stated = list(said(evidence, "access", lambda view: view.access))
    for pointer, right in said(evidence, "rights", lambda view: view.rights):
        stated += [(pointer, term) for term in (right.uri, right.text) if term and find_access_state(term)]
    return stated


@remembered
def access_state(evidence: Evidence) -> tuple[str, str]:
    """Give the first state that a view states and its pointer; both empty when none is in a known vocabulary.

    An embargo whose end has passed when the evidence was gathered counts as open.
    """
    for pointer, text in access_statements(evidence):
        if state := find_access_state(text):
            return ("open" if state == "embargoed" and embargo_over(evidence) else state), pointer
    return "", ""


def embargo_end(evidence: Evidence) -> date | None:
    """Find the day on which the data become available (dateType Available); None when no whole day is stated."""
    for _, stated in said(evidence, "dates", lambda view: view.dates):
        if stated.kind.lower() == "available" and _DAY.match(stated.value.rpartition("/")[2]):
            return find_day(stated.value)
    return None


def embargo_over(evidence: Evidence) -> bool:
    """Tell whether a stated end of the embargo has passed."""
    end = embargo_end(evidence)
    return end is not None and end <= evidence.gathered_at.date()


def find_day(text: str) -> date | None:
    """Read the whole day that a date, or a range, ends with; None when it ends with none."""
    match = _DAY.match(text.rpartition("/")[2].strip())
    try:
        return date.fromisoformat(match.group()) if match else None
    except ValueError:
        return None
