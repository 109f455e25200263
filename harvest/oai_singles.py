"""Read records one by one (GetRecord, OAI-PMH 2.0 section 4.1): the last resort around what a list cannot give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fairsvc.errors import ProtocolBroken
from fairsvc.formats.oai_pmh import OaiPage, OaiRecord
from fairsvc.formats.redaction import redact
from fairsvc.model.harvest import Checkpoint, Page
from harvest.oai_client import Client
from harvest.oai_list import broken, read_record


def iter_singles(client: Client, checkpoint: Checkpoint) -> Iterator[Page]:
    """Yield a page for each identifier from where the checkpoint stands. Raises UpstreamError at the first refusal."""
    here, window = checkpoint, checkpoint.window
    for identifier in window.identifiers[checkpoint.pages :]:
        answer = client.ask({"verb": "GetRecord", "identifier": identifier, "metadataPrefix": window.prefix})
        record = _only(answer.page, identifier, client.endpoint)
        here = replace(
            here,
            pages=here.pages + 1,
            records=here.records + 1,
            done=here.pages + 1 == len(window.identifiers),
            server_at=here.server_at or answer.page.response_date,
        )
        yield Page(window, answer.exchange, (read_record(record, window.prefix),), here, answer.page.deviations)


def _only(page: OaiPage, identifier: str, url: str) -> OaiRecord:
    if page.errors:
        raise broken(page.errors[0], url)
    if page.verb != "GetRecord" or [record.identifier for record in page.records] != [identifier]:
        raise ProtocolBroken("GetRecord brings something else than was asked for", f"{redact(url)}: {identifier[:300]}")
    return page.records[0]
