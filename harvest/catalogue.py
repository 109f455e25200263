"""The kinds of source that can be harvested."""

from __future__ import annotations

from functools import cache
from typing import Protocol, runtime_checkable

from fairsvc.model.harvest import Source
from fairsvc.plugins import collect


@runtime_checkable
class _Plugin(Source, Protocol):
    """A Source that can be told at run time."""


@cache
def load_sources() -> dict[str, Source]:
    """Collect ours and the entry points of `fairsvc.sources`, by kind. Raises BadPlugin."""
    return dict(collect("harvest.sources", "fairsvc.sources", _Plugin, key="kind"))  # type: ignore[type-abstract]
