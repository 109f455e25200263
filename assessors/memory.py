"""Remember what was worked out of one evidence while its checks are judged."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Metadata

P = ParamSpec("P")
T = TypeVar("T")
# Page, registry and OAI-PMH, and what single perspectives take from the page.
_VIEWS = 6


def remembered(function: Callable[Concatenate[Evidence, P], T]) -> Callable[Concatenate[Evidence, P], T]:
    """Work a pure function out once an evidence: many checks ask the same of the last evidence, and none of older ones.

    Threads that take turns only work it out again. Arguments are positional and hashable.
    """
    alone = len(signature(function).parameters) == 1
    return _of_evidence_alone(function) if alone else _of_arguments(function)


def remembered_of_view(function: Callable[[Metadata], T]) -> Callable[[Metadata], T]:
    """Work a pure function out once a view: the perspectives on one evidence share its views. None of older ones."""
    last: tuple[tuple[Metadata, T], ...] = ()

    @wraps(function)
    def call(view: Metadata, /) -> T:
        nonlocal last
        for seen, known in last:
            if seen is view:
                return known
        found = function(view)
        last = ((view, found), *last[: _VIEWS - 1])
        return found

    return call


def _of_evidence_alone(function: Callable[Concatenate[Evidence, P], T]) -> Callable[Concatenate[Evidence, P], T]:
    last: tuple[Evidence | None, Any] = (None, None)

    @wraps(function)
    def call(evidence: Evidence, /, *args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal last
        seen, found = last
        if seen is not evidence:
            found = function(evidence, *args, **kwargs)
            last = (evidence, found)
        known: T = found
        return known

    return call


def _of_arguments(function: Callable[Concatenate[Evidence, P], T]) -> Callable[Concatenate[Evidence, P], T]:
    last: tuple[Evidence | None, dict[Hashable, T]] = (None, {})

    @wraps(function)
    def call(evidence: Evidence, /, *args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal last
        seen, values = last
        if seen is not evidence:
            values = {}
            last = (evidence, values)
        try:
            return values[args]
        except KeyError:
            found = values[args] = function(evidence, *args, **kwargs)
            return found

    return call
