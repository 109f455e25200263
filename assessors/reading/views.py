"""What the page, the registry and OAI-PMH say, each statement with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from assessors.memory import remembered
from assessors.reading.substance import describes_something
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata

T = TypeVar("T")


@remembered
def views(evidence: Evidence) -> list[tuple[str, Metadata]]:
    """List the views that exist, by name: page, registry, oai."""
    named = (("page", evidence.page), ("registry", evidence.registry), ("oai", evidence.oai))
    return [(name, view) for name, view in named if view is not None]


@remembered
def telling_views(evidence: Evidence) -> list[tuple[str, Metadata]]:
    """List the views that describe something: of the others nothing is credited."""
    return [(name, view) for name, view in views(evidence) if describes_something(view)]


def said(evidence: Evidence, field: str, read: Callable[[Metadata], Iterable[T]]) -> Iterator[tuple[str, T]]:
    """Iterate over all values of a field in all views, each with its pointer (`view/registry/rights`)."""
    for name, view in views(evidence):
        pointer = f"view/{name}/{field}"
        for value in read(view):
            yield pointer, value
