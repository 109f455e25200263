"""Related resources that lead somewhere: not to the dataset itself, to nothing well-formed or to an example address."""

from __future__ import annotations

import re

from assessors.memory import remembered
from assessors.reading.addresses import host_of
from assessors.reading.identity import find_target
from assessors.reading.substance import substantial
from assessors.reading.tables import relations
from assessors.reading.views import said, views
from fairsvc.model.evidence import Evidence
from fairsvc.model.metadata import Related

Reference = tuple[str, Related]
"""A pointer into the views and what stands there."""

_EXAMPLE_HOSTS = frozenset(
    f"{host}{name}" for host in ("", "www.") for name in ("example.org", "example.com", "example.net", "example.edu")
) | {"localhost"}
# What an identifier of these schemes must be read as; others only need a digit.
_READ_AS = {
    "doi": ("doi",),
    "handle": ("handle", "doi"),
    "igsn": ("handle", "doi"),
    "ark": ("ark",),
    "purl": ("purl", "url"),
    "w3id": ("purl", "url"),
    "raid": ("doi",),
    "swhid": ("swhid",),
}
_LEGACY_IGSN = re.compile(r"[A-Z]{2,}[A-Z0-9.-]{3,}", re.IGNORECASE)
_MOST = 2_000


@remembered
def references(evidence: Evidence) -> tuple[Reference, ...]:
    """List the related resources of all views with pointers, without those that lead nowhere."""
    stated = list(said(evidence, "related", lambda view: view.related[:_MOST]))
    flaws = {related.value: "" for _, related in stated}
    for value in flaws:
        flaws[value] = _flaw(value, evidence)
    return tuple(row for row in stated if not flaws[row[1].value])


@remembered
def first_flaw(evidence: Evidence) -> tuple[str, str]:
    """Say of the first related resource that leads nowhere what is wrong, with its pointer; both empty without one."""
    for pointer, related in said(evidence, "related", lambda view: view.related[:_MOST]):
        if flaw := _flaw(related.value, evidence):
            return flaw, pointer
    return "", ""


def by_pid(related: Related) -> bool:
    """Tell whether the resource is named by an identifier that its scheme promises to keep, and well-formed."""
    scheme = related.scheme.lower()
    pid = find_target(related.value)
    if scheme == "igsn" and pid is None:
        return _LEGACY_IGSN.fullmatch(related.value.strip()) is not None
    if scheme in _READ_AS:
        return pid is not None and pid.persistent and pid.scheme in _READ_AS[scheme]
    if pid is not None and pid.persistent:
        return True
    known = scheme in relations("persistent_schemes")
    return known and substantial(related.value) and any(sign.isdigit() for sign in related.value)


def by_address(related: Related) -> bool:
    """Tell whether the resource is named by an identifier or a web address."""
    return by_pid(related) or find_target(related.value) is not None


def qualified(related: Related) -> bool:
    """Tell whether the relation is one of DataCite's list."""
    return related.relation in relations("relations")


def to_data(related: Related) -> bool:
    """Tell whether the other end is data: by its type, or by a relation that is usual between data."""
    kind = related.resource_type.lower()
    return kind in relations("data_types") or (not kind and related.relation in relations("data"))


def _flaw(value: str, evidence: Evidence) -> str:
    if not substantial(value):
        return "a placeholder"
    if host_of(value) in _EXAMPLE_HOSTS:
        return "an example address"
    pid = find_target(value)
    return "the dataset itself" if pid is not None and pid in _own(evidence) else ""


@remembered
def _own(evidence: Evidence) -> frozenset[object]:
    named = (identifier.value for _, view in views(evidence) for identifier in view.identifiers[:20])
    return frozenset((evidence.pid, *(pid for value in named if (pid := find_target(value)) is not None)))
