"""The parts of evidence that a verdict's pointer names: exchange/STEP, link/RELATION, view/VIEW and what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace

from fairsvc.errors import NotFound
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.metadata import Origin

VIEWS = ("page", "registry", "oai", "union")


def find_part(evidence: Evidence, pointer: str) -> object:
    """Follow a verdict's pointer into the evidence. Raises NotFound."""
    kind, _, rest = pointer.partition("/")
    name, *path = rest.split("/")
    found: object = None
    if pointer == "pid":
        found = evidence.pid
    elif kind == "exchange":
        found = evidence.exchange_named(rest)
    elif kind == "link":
        found = evidence.links_with(rest) or None
    elif kind == "view":
        found = _step_into(_views(evidence).get(name), path)
    if found is None:
        raise NotFound("the evidence has no such part", pointer, _known(evidence, kind, name))
    return found


def find_origin(evidence: Evidence, pointer: str) -> Origin | None:
    """Find which exchange brought the value that a pointer names, and where in it; None for all but fields of views."""
    kind, _, rest = pointer.partition("/")
    name, _, path = rest.partition("/")
    view = getattr(evidence, name) if kind == "view" and name in VIEWS else None
    return view.origin(path.partition("/")[0]) if view is not None else None


def without_bodies(part: object) -> object:
    """Leave the bytes out: they have no place in JSON."""
    if isinstance(part, Evidence):
        return replace(part, exchanges=tuple(replace(e, body=None) for e in part.exchanges))
    return replace(part, body=None) if isinstance(part, Exchange) else part


def _views(evidence: Evidence) -> dict[str, object]:
    from fairsvc.probe.signposting_report import signposting_report

    return {
        **{name: getattr(evidence, name) for name in VIEWS},
        "links": evidence.links,
        "signposting": signposting_report(evidence),
        "manifest": evidence.manifest,
        "file": evidence.file_facts,
        "more_files": evidence.more_files,
        "facts": evidence.page_facts,
        "findings": evidence.findings,
        "answers": evidence.answers,
    }


def _step_into(part: object, path: list[str]) -> object:
    """Go down by field name or position, of the manifest by position of its files; None when there is no such way."""
    for name in path:
        if isinstance(part, tuple):
            part = part[int(name)] if name.isdecimal() and int(name) < len(part) else None
        elif name.isdecimal() and hasattr(part, "entries"):
            part = _step_into(part.entries, [name])
        elif is_dataclass(part) and name in {field.name for field in fields(part)}:
            part = getattr(part, name)
        else:
            return None
    return part


def _known(evidence: Evidence, kind: str, name: str) -> str:
    """Say what could have been meant: the steps, the relations, the views, or the fields of one view."""
    views = _views(evidence)
    if kind == "exchange":
        return _listed("Asked was", (step for exchange in evidence.exchanges for step in exchange.steps))
    if kind == "link":
        return _listed("Linked is by", (link.rel for link in evidence.links))
    if kind != "view":
        return "A pointer begins with exchange/, link/ or view/: exchange/page, link/cite-as, view/union/titles"
    view = views.get(name)
    if is_dataclass(view):
        return _listed(f"view/{name} has", (field.name for field in fields(view)))
    return _listed("Views are", (one for one in views if views[one] is not None))


def _listed(intro: str, names: Iterable[str]) -> str:
    return f"{intro} {', '.join(dict.fromkeys(names)) or 'nothing'}"
