"""What a verdict's pointers name, spelt for a reader: the value, and the step whose exchange brought it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass

from fairsvc.formats.assessed_dataset import Citation
from fairsvc.formats.legible import legible, one_line
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import FILE

MOST_VALUES = 3
_LONGEST_VALUE = 160
_LONGEST_POINTER = 200
_VIEWS = ("page", "registry", "oai", "union")


def list_citations(evidence: Evidence, pointers: Iterable[str]) -> tuple[Citation, ...]:
    """Follow each pointer of a verdict once (`exchange/page`, `view/page/titles`, `link/item`, `pid`)."""
    return tuple(_cite(evidence, pointer) for pointer in dict.fromkeys(pointers))


def _cite(evidence: Evidence, pointer: str) -> Citation:
    kind, _, rest = pointer.partition("/")
    name, _, path = rest.partition("/")
    shown = one_line(pointer, _LONGEST_POINTER)
    if kind == "exchange":
        return Citation(shown, "", legible(rest))
    if kind == "pid":
        return Citation(shown, one_line(str(evidence.pid), _LONGEST_VALUE))
    if kind == "link":
        return Citation(shown, _spell(tuple(link.target for link in evidence.links_with(rest))))
    value = _step_into(_views(evidence).get(name), path.split("/") if path else [])
    return Citation(shown, _spell(value) if path or name == "file" else "", _brought_by(evidence, name, path))


def _views(evidence: Evidence) -> dict[str, object]:
    views: dict[str, object] = {name: getattr(evidence, name) for name in _VIEWS}
    return views | {
        "links": evidence.links,
        "manifest": evidence.manifest,
        "file": evidence.file_facts,
        "more_files": evidence.more_files,
        "facts": evidence.page_facts,
    }


def _brought_by(evidence: Evidence, name: str, path: str) -> str:
    """Name the step whose answer a field was read in; empty where the reader kept none."""
    if name == "file":
        return FILE.name
    view = getattr(evidence, name) if name in _VIEWS else None
    origin = view.origin(path.partition("/")[0]) if view is not None else None
    return origin.step if origin else ""


def _step_into(part: object, path: list[str]) -> object:
    """Go down by field name or position, of the manifest by position of its files; None when there is no such way."""
    for name in path:
        if hasattr(part, "entries") and name.isdecimal():
            part = part.entries
        if isinstance(part, tuple):
            part = part[int(name)] if name.isdecimal() and int(name) < len(part) else None
        elif is_dataclass(part) and name in {field.name for field in fields(part)}:
            part = getattr(part, name)
        else:
            return None
    return part


def _spell(value: object) -> str:
    """Spell a value on one line: the first few of many, each by what it says first."""
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        more = f"; and {len(value) - MOST_VALUES} more" if len(value) > MOST_VALUES else ""
        return "; ".join(_spell(one) for one in value[:MOST_VALUES]) + more
    if is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, field.name) for field in fields(value)]
        return one_line(" ".join([part for part in parts if isinstance(part, str) and part][:2]), _LONGEST_VALUE)
    return one_line(str(value), _LONGEST_VALUE)
