"""The same evidence as seen from one place: what was asked elsewhere counts as not asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cache

from assessors.memory import remembered
from fairsvc.model.conneg_steps import AGENCY
from fairsvc.model.evidence import Answer, Evidence, Finding
from fairsvc.model.exchange import Exchange
from fairsvc.model.manifest import FileEntry, Manifest
from fairsvc.model.metadata import Metadata
from fairsvc.model.perspective import Perspective
from fairsvc.model.step import FILE, HANDLE, OAI_RECORD, PAGE, REGISTRY, step_kind

# Format ids of what is written for search engines of literature and for social networks, and parts of it that a page
# is known by: no standard says that it describes a dataset.
CONVENTIONS = frozenset(("highwire", "dublin-core", "prism", "eprints", "open-graph"))
# Mechanisms that find files by conventions, and by records that are not the page's.
_BY_CONVENTION = frozenset(("meta-tags",))
_BY_RECORDS = frozenset(("datacite",))

_RECORDS = frozenset((REGISTRY.name, AGENCY.name, OAI_RECORD.name))
_OF_REGISTRY = frozenset((REGISTRY.name, AGENCY.name, HANDLE.name))
_OF_OAI = frozenset((OAI_RECORD.name, HANDLE.name))
_OF_FILES = frozenset((FILE.name, "file-head", "nexus"))
_NAMED_STEP = re.compile(r"exchange/([^,\s#]+)")


@cache
def sees(perspective: Perspective, step: str) -> bool:
    """Tell whether the answers to the step of that name can be seen from there."""
    match perspective:
        case Perspective.ANY:
            return True
        case Perspective.REGISTRY:
            return step in _OF_REGISTRY
        case Perspective.OAI:
            return step in _OF_OAI
        case _:
            return step_kind(step) not in _RECORDS


def is_in_sight(evidence: Evidence, perspective: Perspective) -> bool:
    """Tell whether there is anything to see: a page that was asked for, a record that came or could not be read."""
    if perspective in (Perspective.REGISTRY, Perspective.OAI):
        of_registry = perspective is Perspective.REGISTRY
        record = evidence.exchange(REGISTRY if of_registry else OAI_RECORD)
        view = evidence.registry if of_registry else evidence.oai
        return view is not None or (record is not None and not record.conclusive)
    return perspective is Perspective.ANY or evidence.exchange(PAGE) is not None


def seen_from(evidence: Evidence, perspective: Perspective) -> Evidence:
    """Leave out what cannot be seen from there; the same evidence when that is nothing."""
    return _PROJECTIONS[perspective](evidence)


def _from_anywhere(evidence: Evidence) -> Evidence:
    return evidence


@remembered
def _from_page(evidence: Evidence) -> Evidence:
    exchanges = _exchanges(evidence, Perspective.PAGE)
    if exchanges == evidence.exchanges and not any((evidence.registry, evidence.oai, evidence.endpoints.oai)):
        return evidence
    apart = replace(
        evidence,
        exchanges=exchanges,
        registry=None,
        oai=None,
        endpoints=replace(evidence.endpoints, oai=None),
        answers=_answers(evidence, Perspective.PAGE),
        findings=tuple(one for one in evidence.findings if _rests_on(one, Perspective.PAGE, unplaced=True)),
    )
    return _without_files(apart, _BY_RECORDS)


def _by_standards(evidence: Evidence) -> Evidence:
    page = _from_page(evidence)
    view, facts = _without_conventions(page.page), page.page_facts
    if facts is not None and not CONVENTIONS.isdisjoint(facts.embedded):
        facts = replace(facts, embedded=tuple(kind for kind in facts.embedded if kind not in CONVENTIONS))
    if view is not page.page or facts is not page.page_facts:
        page = replace(page, page=view, page_facts=facts)
    return _without_files(page, _BY_RECORDS | _BY_CONVENTION)


def _from_record(evidence: Evidence, perspective: Perspective) -> Evidence:
    of_registry = perspective is Perspective.REGISTRY
    endpoints = replace(evidence.endpoints, oai=None) if of_registry else evidence.endpoints
    return replace(
        evidence,
        exchanges=_exchanges(evidence, perspective),
        endpoints=endpoints,
        page=None,
        registry=evidence.registry if of_registry else None,
        oai=None if of_registry else evidence.oai,
        links=(),
        answers=_answers(evidence, perspective),
        findings=tuple(one for one in evidence.findings if _rests_on(one, perspective, unplaced=False)),
        manifest=Manifest(),
        page_facts=None,
        file_facts=None,
        more_files=(),
    )


_PROJECTIONS: dict[Perspective, Callable[[Evidence], Evidence]] = {
    Perspective.ANY: _from_anywhere,
    Perspective.STANDARDS: _by_standards,
    Perspective.PAGE: _from_page,
    Perspective.REGISTRY: lambda evidence: _from_record(evidence, Perspective.REGISTRY),
    Perspective.OAI: lambda evidence: _from_record(evidence, Perspective.OAI),
}


def _exchanges(evidence: Evidence, perspective: Perspective) -> tuple[Exchange, ...]:
    """Keep what is seen; an exchange that several steps asked for answers those that are."""
    kept = []
    for exchange in evidence.exchanges:
        steps = tuple(step for step in exchange.steps if sees(perspective, step))
        if steps:
            kept.append(exchange if len(steps) == len(exchange.steps) else replace(exchange, steps=steps))
    return tuple(kept)


def _answers(evidence: Evidence, perspective: Perspective) -> tuple[Answer, ...]:
    return tuple(answer for answer in evidence.answers if sees(perspective, answer.step))


def _rests_on(finding: Finding, perspective: Perspective, *, unplaced: bool) -> bool:
    """Tell whether all exchanges that the finding names are seen; `unplaced` is for one that names none."""
    steps = _NAMED_STEP.findall(finding.where)
    return all(sees(perspective, step) for step in steps) if steps else unplaced


def _without_conventions(view: Metadata | None) -> Metadata | None:
    """Empty the fields that a convention gave; None when no field is left."""
    if view is None:
        return None
    given = [field for field, origin in view.origins if origin.document in CONVENTIONS]
    if not given:
        return view
    origins = tuple(pair for pair in view.origins if pair[0] not in given)
    if not origins:
        return None
    return replace(view, origins=origins, **{field: getattr(_NOTHING, field) for field in given})


_NOTHING = Metadata()


def _without_files(evidence: Evidence, mechanisms: Collection[str]) -> Evidence:
    """Leave out the files that these mechanisms alone found, unless the page's own metadata name them too."""
    named = {content.url for content in evidence.page.content} if evidence.page else set()
    dropped = {
        entry.url
        for entry in evidence.manifest.entries
        if entry.found_by and entry.url not in named and all(one in mechanisms for one in entry.found_by)
    }
    if not dropped:
        return evidence
    entries = (entry for entry in evidence.manifest.entries if entry.url not in dropped)
    probed = tuple(facts for facts in evidence.probed_files if facts.url not in dropped)
    return replace(
        evidence,
        manifest=_manifest(evidence.manifest, entries, mechanisms),
        exchanges=tuple(one for one in evidence.exchanges if not (_is_of_file(one) and one.need.url in dropped)),
        file_facts=probed[0] if probed else None,
        more_files=probed[1:],
    )


def _is_of_file(exchange: Exchange) -> bool:
    return all(step_kind(step) in _OF_FILES for step in exchange.steps)


def _manifest(manifest: Manifest, kept: Iterable[FileEntry], mechanisms: Collection[str]) -> Manifest:
    entries = tuple(kept)
    outcomes = tuple(one for one in manifest.outcomes if one.mechanism not in mechanisms)
    if not entries:
        return Manifest(outcomes=outcomes)
    if manifest.mechanism in mechanisms:
        return Manifest(entries, outcomes=outcomes)
    return replace(manifest, entries=entries, outcomes=outcomes)
