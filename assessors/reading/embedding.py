"""Metadata inside the landing page: which kinds there are, and whether they could be read and say anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assessors.memory import remembered
from assessors.reading.landing import OF_ANOTHER
from assessors.reading.substance import describes_something
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata, Origin
from fairsvc.model.step import PAGE

# Ends a sentence on a document that is there.
DESCRIBES_NOTHING = "describes nothing: every field in it is a placeholder, or it lacks a title with who, what or where"

_SPOILT = ("json-ld.invalid", "json-ld.no-dataset", OF_ANOTHER)
# What other documents than the page's own markup say of the dataset: links are not embedded in it.
_LINKED = "signposting"


def embedded(evidence: Evidence, kinds: tuple[str, ...]) -> list[str]:
    """List the kinds of embedded metadata that the page has and that could be read."""
    facts = evidence.page_facts
    if facts is None or evidence.page is None:
        return []
    broken = useless_json_ld(evidence)
    return [kind for kind in facts.embedded if kind in kinds and not (broken and kind == "json-ld")]


def useless_json_ld(evidence: Evidence) -> bool:
    """Tell whether the page has JSON-LD and none of it could be read as a description of this dataset."""
    if not any(finding.code in _SPOILT for finding in evidence.findings):
        return False
    origins = evidence.page.origins if evidence.page else ()
    return not any(origin.document == "schema-org" for _, origin in origins)


@remembered
def markup_describes(evidence: Evidence) -> bool:
    """Tell whether the page's own markup describes something; what its links lead to does not count."""
    own = taken_from(evidence.page, lambda origin: origin.step in ("", PAGE.name) and origin.document != _LINKED)
    return describes_something(own)


def taken_from(view: Metadata | None, wanted: Callable[[Origin], bool]) -> Metadata | None:
    """Leave of a view the fields of wanted origin, and those whose origin is not known."""
    if view is None:
        return None
    other: dict[str, Any] = {name: getattr(_EMPTY, name) for name, origin in view.origins if not wanted(origin)}
    return replace(view, **other) if other else view


_EMPTY = Metadata()
