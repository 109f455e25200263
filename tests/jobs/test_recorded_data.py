"""The recorded real data, from end to end: DOIs and Signposting pages assessed from WARC, OAI-PMH answers harvested."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fairsvc.formats.warc import write_exchange
from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.holdings import load_evidence
from fairsvc.jobs.judging import Assessed
from fairsvc.jobs.pipeline import assess_recorded, reassess_pid
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.check import Outcome
from fairsvc.model.harvest import RunState, SourceConfig
from fairsvc.store.records import iter_records
from tests.support.recordings import iter_recorded
from tests.support.server import Asked, Reply, Served

DOIS = ("10.5281/zenodo.5244404", "10.7910/DVN/Q5PV4U", "10.1594/PANGAEA.836178", "10.25491/8kmc-g314")


def as_warc(recording: Path, folder: Path) -> Path:
    path = folder / f"{recording.stem}.warc.gz"
    path.write_bytes(b"".join(write_exchange(exchange, "recorded") for exchange in iter_recorded(recording)))
    return path


def cited_unrecorded(assessed: Assessed) -> list[str]:
    """List the failed checks that rest on nothing but exchanges that were not recorded."""
    unrecorded = {step for e in assessed.evidence.exchanges if not e.conclusive for step in e.steps}
    failed = [(name, v) for name, v in assessed.verdicts.items() if v.outcome is Outcome.FAIL]
    return [
        name for name, v in failed if v.cites and all(cite.removeprefix("exchange/") in unrecorded for cite in v.cites)
    ]


def test_the_recorded_dois_are_assessed_from_their_recording(
    shared: Path, workspace: Workspace, tmp_path: Path
) -> None:
    warc = as_warc(shared / "doi" / "doi-exchanges.jsonl", tmp_path)
    for doi in DOIS:
        assessed = assess_recorded(workspace, doi, ("rda-fdmm", "fsf"), warc).assessed
        assert assessed.verdicts["pid-is-persistent"].outcome is Outcome.PASS
        assert cited_unrecorded(assessed) == [], doi
        assert any("not recorded" in verdict.because for verdict in assessed.verdicts.values()), doi
        again = reassess_pid(workspace, doi, ("rda-fdmm", "fsf"))
        assert again.verdicts == assessed.verdicts
        assert load_evidence(workspace, doi, with_bodies=True).digest == assessed.evidence.digest


def test_a_doi_without_its_page_recorded_fails_nothing_that_the_page_might_say(
    shared: Path, workspace: Workspace, tmp_path: Path
) -> None:
    assessed = assess_recorded(
        workspace, DOIS[0], ("rda-fdmm",), as_warc(shared / "doi" / "doi-exchanges.jsonl", tmp_path)
    ).assessed
    outcomes = {name: verdict.outcome for name, verdict in assessed.verdicts.items()}
    for name in (
        "licence-present",
        "related-named",
        "data-named-in-metadata",
        "landing-page-readable",
        "title-meaningful",
    ):
        assert outcomes[name] is Outcome.INDETERMINATE, name


def test_the_signposting_pages_are_assessed_from_their_recording(
    shared: Path, workspace: Workspace, tmp_path: Path
) -> None:
    warc = as_warc(shared / "doi" / "a2a-exchanges.dev.jsonl", tmp_path)
    cases = json.loads((shared / "doi" / "a2a-expected.dev.json").read_text("utf-8"))
    for name, case in cases.items():
        assessed = assess_recorded(workspace, case["entry"], ("rda-fdmm", "fsf"), warc).assessed
        outcomes = {check: verdict.outcome for check, verdict in assessed.verdicts.items()}
        rels = {link["rel"] for link in case["links"]}
        assert outcomes["pid-resolves"] is Outcome.PASS, name
        assert (outcomes["licence-present"] is Outcome.PASS) >= ("license" in rels), name
        assert (outcomes["data-named-in-metadata"] is Outcome.PASS) >= ("item" in rels), name
        assert cited_unrecorded(assessed) == [], name


def files_by_token(folder: Path) -> Callable[[Asked], Reply]:
    """Answer as a provider whose resumption tokens are names of recorded files; those of other verbs are of another."""

    def answer(asked: Asked) -> Reply:
        arguments = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        if arguments["verb"] in ("ListIdentifiers", "GetRecord"):
            return 404, [], b""
        name = arguments.get("resumptionToken", f"{arguments['verb']}.xml")
        path = folder / name
        found = path.read_bytes() if path.parent == folder and path.is_file() else b""
        return (200 if found else 404), [("Content-Type", "text/xml")], found

    return answer


def allowed(workspace: Workspace, server: Served) -> Workspace:
    return replace(workspace, settings=replace(workspace.settings, allow=(f"127.0.0.1:{server.port}",)))


def test_the_recorded_list_is_harvested_whole(shared: Path, workspace: Workspace, serve: Callable[..., Served]) -> None:
    server = serve(files_by_token(shared / "harvest" / "oai" / "sickle"))
    account = harvest(allowed(workspace, server), SourceConfig("sickle", "oai", f"{server.url}/oai", "oai_dc"))
    stored = list(iter_records(workspace.store, "sickle"))
    assert account.records == 8
    assert account.state is RunState.INCOMPLETE
    assert f"only {len(stored)} of them differ, and the provider's total is 8" in account.because
    assert len({one.record.identifier for one in stored}) == len(stored)
    assert sum(one.record.deleted for one in stored) == account.deleted
    assert all(one.record.metadata is not None for one in stored if not one.record.deleted)


@pytest.mark.parametrize("folder", ["b2find", "eosc-data-commons"])
def test_every_recorded_record_is_kept_readable_or_not(
    shared: Path, workspace: Workspace, serve: Callable[..., Served], folder: str
) -> None:
    texts = [path.read_text("utf-8") for path in sorted((shared / "harvest" / "oai" / folder).rglob("*.xml"))]
    found = (re.search(r"<record[ >].*</record>", text, re.DOTALL) for text in texts)
    records = [match[0] for match in found if match]
    assert len(records) > 3
    body = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01T00:00:00Z</responseDate>'
        f"<request>http://127.0.0.1/oai</request><ListRecords>{''.join(records)}"
        f'<resumptionToken completeListSize="{len(records)}"/></ListRecords></OAI-PMH>'
    ).encode()
    identify = (shared / "harvest" / "oai" / "sickle" / "Identify.xml").read_bytes()
    server = serve(lambda asked: (200, [("Content-Type", "text/xml")], identify if "Identify" in asked.path else body))
    account = harvest(allowed(workspace, server), SourceConfig(folder, "oai", f"{server.url}/oai", "mixed"))
    stored = list(iter_records(workspace.store, folder))
    assert account.state is RunState.VERIFIED, account.because
    assert account.records == len(records) == len(stored)
    assert account.unreadable == sum(one.record.metadata is None for one in stored)
    assert all(one.record.raw for one in stored)
    assert all(one.record.trouble for one in stored if one.record.metadata is None)
