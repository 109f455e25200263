"""Judge metadata before they are published: what a document says of the dataset, as if an identifier led to it."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from assessors.engine import Jury
from fairsvc.errors import NotFound, Unreadable
from fairsvc.formats import dispatch, signature
from fairsvc.jobs.judging import Assessed, Panel
from fairsvc.model.check import Check, Outcome
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.metadata import Metadata
from fairsvc.model.pid import Pid, find_pid, read_pid
from fairsvc.model.step import DESCRIPTION, METADATA, PAGE, Step
from fairsvc.probe.extract import extract
from fairsvc.probe.reading import read_exchange

# 10.5072 is the prefix that is reserved for tests; nothing is registered below it.
UNNAMED = Pid("doi", "10.5072/draft")
MAX_BYTES = 64 << 20
_STREAM = "standard input"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a draft; `later` are the checks that only the published dataset can answer."""

    assessed: Assessed
    named: bool
    later: tuple[str, ...]


def judge_draft(path: Path, pid: str, panel: Panel) -> Draft:
    """Judge a file of metadata or a landing page, of which `pid` will be the identifier; nothing is asked or kept.

    Without `pid`, the identifier in the document counts. Raises NotFound, Unreadable, BadPid.
    """
    try:
        with path.open("rb") as file:
            return _judge(_read(file, str(path)), path, pid, panel)
    except OSError as error:
        raise NotFound("the draft cannot be read", f"{path} ({error.strerror})") from None


def judge_text(file: BinaryIO, pid: str, panel: Panel) -> Draft:
    """Judge what a stream holds, likewise: what it is must show in its bytes. Raises Unreadable, BadPid."""
    return _judge(_read(file, _STREAM), Path(_STREAM), pid, panel)


def _judge(body: bytes, path: Path, pid: str, panel: Panel) -> Draft:
    is_page = signature.looks_like_html(body[:1024])
    step = PAGE if is_page else DESCRIPTION
    unnamed = _answer(body, UNNAMED, step, path)
    view = read_exchange(step.name, unnamed).metadata if is_page else _metadata(body, path)
    name = read_pid(pid) if pid else _find_own(view)
    answer = _answer(body, name, step, path) if name else unnamed
    found = extract(Evidence(name or UNNAMED, answer.started_at, exchanges=(answer,), depth="draft"))
    now = tuple(check for check in panel.checks if _answered(check, found))
    later = tuple(check.id for check in panel.checks if check not in now)
    return Draft(replace(panel, jury=Jury(now)).assess(found, found.gathered_at), name is not None, later)


def _answered(check: Check, found: Evidence) -> bool:
    """Tell whether the document alone answers the check: it asks what any of the metadata or the page say.

    A verdict that rests on the exchange alone would praise how the draft is published.
    """
    on_page = found.exchange(PAGE) is not None and set(check.needs) == {PAGE}
    if not on_page and not set(METADATA) <= set(check.needs):
        return False
    verdict = check(found)
    if verdict.outcome is Outcome.PASS:
        return any(cite.startswith(("view/", "link/")) for cite in verdict.cites)
    return verdict.outcome is not Outcome.INDETERMINATE


def _read(file: BinaryIO, name: str) -> bytes:
    body = file.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise Unreadable("the draft is too large", name, f"At most {MAX_BYTES >> 20} MiB are read")
    return body


def _metadata(body: bytes, path: Path) -> Metadata:
    try:
        return dispatch.read_metadata(body, _media_type(path))[1]
    except Unreadable as fault:
        known = "Known are DataCite XML and JSON, schema.org JSON-LD, DCAT, Dublin Core and HTML pages"
        raise Unreadable(fault.what, f"{path}, {fault.which}" if fault.which else str(path), known) from fault


def _find_own(view: Metadata | None) -> Pid | None:
    named = (find_pid(identifier.value) for identifier in view.identifiers) if view else ()
    return next((pid for pid in named if pid is not None), None)


def _answer(body: bytes, pid: Pid, step: Step, path: Path) -> Exchange:
    """Let the identifier lead to the draft."""
    kind = "text/html" if step is PAGE else _media_type(path)
    need = Need(pid.uri, headers=(("Accept", kind),))
    digest = hashlib.sha256(body).hexdigest()
    hop = Hop(pid.uri, 200, (("Content-Type", kind),))
    now = datetime.now(UTC)
    return Exchange(need, now, (hop,), body=body, body_sha256=digest, size_bytes=len(body), steps=(step.name,))


def _media_type(path: Path) -> str:
    special = {".jsonld": "application/ld+json", ".ttl": "text/turtle", ".json": "application/json"}
    return special.get(path.suffix.lower()) or mimetypes.guess_type(path.name, strict=False)[0] or ""
