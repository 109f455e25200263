"""Merge what sources say of one dataset: pure, computed when somebody looks, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from fairsvc.model.dataset import CONFLICT, DELETED, Dataset, Described, Disagree, Field, Rules, Said
from fairsvc.model.evidence import Finding
from fairsvc.model.metadata import Metadata, unite

# What a document carries beside its fields is joined, not chosen.
_BESIDE = frozenset(("namespaces", "conforms_to", "unmapped", "warnings", "origins"))
FIELDS = tuple(field.name for field in fields(Metadata) if field.name not in _BESIDE)


def merge(key: str, described: Iterable[Described], rules: Rules) -> Dataset:
    """Make one dataset of the records that describe it: each field from whoever counts most and says it."""
    ordered = rules.precedence.order(described)
    live = [one for one in ordered if not one.deleted and one.metadata is not None]
    chosen = tuple(found for name in FIELDS if (found := _field(name, live, rules)) is not None)
    conflicts = (*find_conflicts(live, rules), *_find_deletions(ordered))
    return Dataset(key, tuple(ordered), chosen, conflicts, _united(live, chosen))


def find_conflicts(described: Sequence[Described], rules: Rules) -> tuple[Finding, ...]:
    """Find where records disagree; a record is held against the most trusted ones, not against who deviates himself."""
    if len(described) < 2:
        return ()
    return tuple(
        finding
        for field, disagree in rules.comparisons.items()
        for finding in _disagreements(field, disagree, rules.precedence.order(described, field))
    )


def _field(name: str, live: Iterable[Described], rules: Rules) -> Field | None:
    said = [
        Said(getattr(one.metadata, name), one.source, one.identifier, one.metadata.origin(name))
        for one in rules.precedence.order(live, name)
        if one.metadata is not None and one.metadata.says(name)
    ]
    return Field(name, said[0], tuple(said[1:])) if said else None


def _united(live: Iterable[Described], chosen: Iterable[Field]) -> Metadata:
    values = {field.name: field.chosen.value for field in chosen}
    origins = tuple((field.name, field.chosen.origin) for field in chosen if field.chosen.origin is not None)
    return replace(unite(*(one.metadata for one in live)), origins=origins, **values)  # type: ignore[arg-type]


def _disagreements(field: str, disagree: Disagree, ordered: Sequence[Described]) -> Iterable[Finding]:
    trusted: list[Described] = []
    for one in ordered:
        for other in trusted:
            if clash := _clash(disagree, other, one):
                yield Finding(f"{CONFLICT}{field}", f"{other.place_of(field)}, {one.place_of(field)}", clash)
                break
        else:
            trusted.append(one)


def _clash(disagree: Disagree, one: Described, other: Described) -> str:
    """Say what both say where they disagree; empty where they do not."""
    shown = disagree(one.metadata, other.metadata) if one.metadata and other.metadata else None
    return f"{_name(one, other)} says {shown[0]}; {_name(other, one)} says {shown[1]}" if shown else ""


def _name(one: Described, beside: Described) -> str:
    """Name the source, with the format when the other record is of the same source."""
    return one.source if one.source != beside.source else f"{one.source} ({one.prefix or one.identifier})"


def _find_deletions(ordered: Sequence[Described]) -> Iterable[Finding]:
    """Say who deleted what others still list; a source that lists it under another identifier has not deleted it."""
    living = {one.source: None for one in ordered if not one.deleted}
    for one in ordered:
        if one.deleted and living and one.source not in living:
            stamp = f" ({one.datestamp})" if one.datestamp else ""
            yield Finding(DELETED, one.place, f"{one.source} says that it is deleted{stamp}; {_listed(living)}")


def _listed(living: Iterable[str]) -> str:
    names = list(living)
    return f"{', '.join(names)} still {'lists' if len(names) == 1 else 'list'} it"
