"""Whether data are raw or processed, as far as their metadata tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessors.memory import remembered
from assessors.reading.references import references
from assessors.reading.views import views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata

_PROCESSED = re.compile(
    r"\b(?:processed|reduced|derived|analy[sz]ed|reconstructed|reconstruction|refined|fitted|simulated)\b",
    re.IGNORECASE,
)
_DERIVED = frozenset(("IsDerivedFrom", "IsCompiledBy"))
_LONGEST = 500


@remembered
def find_processed(evidence: Evidence) -> tuple[bool, str]:
    """Tell whether the metadata declare the data to be made of other data, with the pointer; nothing said means raw.

    A relation of origin says it, or the words of resource type, title and keywords.
    """
    for pointer, related in references(evidence):
        if related.relation in _DERIVED:
            return True, pointer
    for name, view in views(evidence):
        if any(_PROCESSED.search(text[:_LONGEST]) for text in _telling(view)):
            return True, f"view/{name}"
    return False, ""


def _telling(view: Metadata) -> Iterator[str]:
    if view.resource_type is not None:
        yield view.resource_type.text
    yield from (title.value for title in view.titles[:20])
    yield from (subject.value for subject in view.subjects[:100])
