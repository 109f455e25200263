"""Documents that describe another dataset than the one asked for: what they say is none about this one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from fairsvc.model import step as steps
from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.metadata import Identifier, Metadata, unite
from fairsvc.model.pid import Pid, find_pid
from fairsvc.model.reading import Reading
from fairsvc.model.step import step_kind

_KINDS = frozenset((steps.PAGE.name, steps.DESCRIPTION.name, "conneg"))
# DataCite relationTypes between the identifiers of one dataset: of its versions, and of all of them together.
_SAME = frozenset(
    (
        "HasVersion",
        "IsIdenticalTo",
        "IsNewVersionOf",
        "IsObsoletedBy",
        "IsPreviousVersionOf",
        "IsVariantFormOf",
        "IsVersionOf",
        "Obsoletes",
    ),
)
# Repositories add the version to the identifier of them all: 10.6084/m9.figshare.1 and 10.6084/m9.figshare.1.v2.
_VERSION = re.compile(r"[./_-]v?\d{1,4}\Z")


def leave_out_others(evidence: Evidence, read: Mapping[str, Reading]) -> tuple[dict[str, Reading], tuple[Finding, ...]]:
    """Take out of the readings what describes another dataset; the findings name its identifier."""
    kept = dict(read)
    findings: list[Finding] = []
    if not evidence.pid.persistent:
        return kept, ()
    for step, reading in read.items():
        if step_kind(step) not in _KINDS or reading.metadata is None:
            continue
        documents = reading.documents or (reading.metadata,)
        others = {id(one): other for one in documents if (other := find_other(one, evidence, read))}
        if others:
            own = [one for one in documents if id(one) not in others]
            kept[step] = replace(reading, metadata=unite(*own) if own else None, documents=tuple(own))
            findings += [
                Finding("metadata.of-another-dataset", f"exchange/{step}", str(other)) for other in others.values()
            ]
    return kept, tuple(findings)


def find_other(document: Metadata, evidence: Evidence, read: Mapping[str, Reading] | None = None) -> Pid | None:
    """Find the identifier that a document declares as its own when that is another dataset's; None otherwise.

    It may have identifiers of several schemes: only another one of the same scheme contradicts ours. None, too, when
    it names ours beside it, or either is a version of the other.
    """
    pid = evidence.pid
    declared = list(_iter_pids((*document.identifiers, *document.alternate_identifiers), evidence))
    own = [one for one in _iter_pids(document.identifiers, evidence) if one.scheme == pid.scheme]
    if not own or pid in declared or any(_is_version_by_name(one, pid) for one in own):
        return None
    views = [document, *(reading.metadata for reading in (read or {}).values() if reading.metadata is not None)]
    same = {one for view in views for one in _iter_same(view, evidence)}
    return None if pid in same or not same.isdisjoint(own) else own[0]


def _iter_pids(identifiers: Iterable[Identifier], evidence: Evidence) -> Iterator[Pid]:
    """Iterate over persistent identifiers; an address at the resolver in use names what it would at its own."""
    resolver = f"{evidence.endpoints.resolver}/"
    for identifier in identifiers:
        text = identifier.value.strip()
        text = f"https://doi.org/{text.removeprefix(resolver)}" if text.startswith(resolver) else text
        pid = find_pid(text)
        if pid is not None and pid.persistent:
            yield pid


def _iter_same(view: Metadata, evidence: Evidence) -> Iterator[Pid]:
    stated = (Identifier(related.value) for related in view.related if related.relation in _SAME)
    yield from _iter_pids(stated, evidence)


def _is_version_by_name(one: Pid, other: Pid) -> bool:
    short, long = sorted((one.value, other.value), key=len)
    return long.startswith(short) and _VERSION.fullmatch(long.removeprefix(short)) is not None
