"""Hand out the evidence of one PID as a WARC file that needs nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from pydantic_core import to_jsonable_python

from fairsvc.formats.warc import write_exchange
from fairsvc.formats.warc_evidence import OAI_PAGE, write_beginning, write_note
from fairsvc.jobs.holdings import load_evidence
from fairsvc.jobs.judging import panel_of
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.net.configured import SOFTWARE
from fairsvc.store.pages import StoredPage, list_pages


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; `altered_pages` are pages of a harvest in which something was blanked later."""

    pid: str
    digest: str
    exchanges: int
    pages: int
    altered_pages: int
    size_bytes: int


def export_evidence(workspace: Workspace, pid: str, name: str, target: BinaryIO) -> Exported:
    """Write the latest evidence of a PID, its assessments, and the harvested pages that its records came with.

    Raises NotFound, BadPid.
    """
    evidence = load_evidence(workspace, pid, with_bodies=True)
    pages = tuple(_pages(workspace, evidence))
    members = [write_beginning(evidence, name, SOFTWARE, workspace.settings.contact)]
    members += [write_exchange(exchange, SOFTWARE) for exchange in evidence.exchanges]
    members += [write_exchange(_as_exchange(page), SOFTWARE) for page in pages]
    members.append(write_note(evidence, _assessments(workspace, evidence), SOFTWARE))
    size_bytes = sum(map(target.write, members))
    altered = sum(hashlib.sha256(page.body).hexdigest() != page.body_sha256 for page in pages)
    return Exported(str(evidence.pid), evidence.digest, len(evidence.exchanges), len(pages), altered, size_bytes)


def _pages(workspace: Workspace, evidence: Evidence) -> Iterator[StoredPage]:
    """Find the pages whose address and time are those of an exchange: what was harvested before it was judged."""
    held = {(exchange.need.url, exchange.started_at) for exchange in evidence.exchanges}
    for page in list_pages(workspace.store, str(evidence.pid)):
        if (page.url, page.fetched_at) in held and page.body:
            yield page


def _as_exchange(page: StoredPage) -> Exchange:
    return Exchange(
        Need(page.url),
        page.fetched_at,
        (Hop(page.url, page.status or 0, page.headers),),
        body=page.body,
        body_sha256=hashlib.sha256(page.body).hexdigest(),
        size_bytes=len(page.body),
        steps=(OAI_PAGE,),
    )


def _assessments(workspace: Workspace, evidence: Evidence) -> list[dict[str, Any]]:
    panel = panel_of(workspace.settings, ())
    judged = panel.assess(evidence, datetime.now(UTC))
    return [
        {**to_jsonable_python(assessment), "verdicts": to_jsonable_python(judged.verdicts)}
        for assessment in judged.assessments
    ]
