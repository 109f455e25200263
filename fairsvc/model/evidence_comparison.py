"""What is different between two evidences of one dataset, step by step and value by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import islice

from fairsvc.model.evidence import KEPT_HEADERS, Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.metadata import Metadata
from fairsvc.model.step import DESCRIPTION, OAI_RECORD, PAGE, REGISTRY

# Which view the answer of a step is read into.
_VIEWS = {PAGE.name: "page", DESCRIPTION.name: "page", REGISTRY.name: "registry", OAI_RECORD.name: "oai"}
# Told in other words than as a header field.
_TOLD = frozenset(("location", "content-type", "content-length"))
_MOST = 6
_WIDTH = 80


class Kind(StrEnum):
    """What of an exchange is different: whether it was asked, its answer, or a value that was read in it."""

    ASKED = "asked"
    ANSWER = "answer"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause on one step."""

    step: str
    kind: Kind
    said: str

    def __str__(self) -> str:
        return f"{self.step} {self.said}"


def list_differences(old: Evidence, new: Evidence, steps: Iterable[str]) -> tuple[Difference, ...]:
    """List the first differences of these steps: what was asked, what came, what it says."""
    return tuple(islice(_iter_differences(old, new, dict.fromkeys(steps)), _MOST))


def _iter_differences(old: Evidence, new: Evidence, steps: Iterable[str]) -> Iterator[Difference]:
    told: set[str] = set()
    for step in steps:
        before, after = old.exchange_named(step), new.exchange_named(step)
        found = [Difference(step, *one) for one in _compare(before, after)]
        yield from found
        view = _VIEWS.get(step, "")
        if found and view and view not in told:
            told.add(view)
            values = _compare_values(getattr(old, view), getattr(new, view))
            yield from (Difference(step, Kind.VALUE, said) for said in values)


def _compare(before: Exchange | None, after: Exchange | None) -> Iterator[tuple[Kind, str]]:
    if before is None or after is None:
        if before is not after:
            yield Kind.ASKED, "was not asked before" if before is None else "was not asked again"
        return
    if before.outcome() != after.outcome():
        yield Kind.ANSWER, f"{after.outcome()}, before: {before.outcome()}"
    else:
        yield from ((Kind.ANSWER, said) for said in _compare_answers(before, after))


def _compare_answers(before: Exchange, after: Exchange) -> Iterator[str]:
    if before.url != after.url:
        yield f"ends at {_short(after.url)}, before at {_short(before.url)}"
    if before.media_type != after.media_type:
        yield f"is {after.media_type or 'of no type'}, before {before.media_type or 'of no type'}"
    if before.body_sha256 != after.body_sha256:
        yield f"has another body ({after.size_bytes} bytes, before {before.size_bytes})"
    for name in sorted(KEPT_HEADERS - _TOLD):
        if sorted(before.header_fields(name)) != sorted(after.header_fields(name)):
            yield f"has another {name} header"


def _compare_values(before: Metadata | None, after: Metadata | None) -> Iterator[str]:
    if before is None or after is None:
        if before is not after:
            yield "is described now" if before is None else "is not described any more"
        return
    for field in fields(Metadata):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if field.name != "origins" and one != other:
            yield f"{field.name}: {_spell(other, one)}, before {_spell(one, other)}"


def _spell(value: object, other: object) -> str:
    """Spell what one value has and the other has not."""
    if not value:
        return "nothing"
    if isinstance(value, tuple) and isinstance(other, tuple):
        own = [one for one in value if one not in other]
        return _short("; ".join(map(_word, own))) if own else f"{len(value)} of them"
    return _short(_word(value))


def _word(value: object) -> str:
    """Spell a value by the field that carries it."""
    named = (getattr(value, name, None) for name in ("value", "name", "text", "uri", "url", "funder", "general"))
    return next((str(one) for one in named if one), str(value))


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
