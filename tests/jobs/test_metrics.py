"""Figures for Prometheus: read back by its own parser, bounded in what may become a label."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from fairsvc.jobs.harvesting import harvest
from fairsvc.jobs.kinds import Report
from fairsvc.jobs.metrics import Meters, StoreFigures, expose
from fairsvc.jobs.schedule import Ending
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.exchange import Failure, FailureKind, Hop
from fairsvc.model.harvest import Account, RunState, SourceConfig, Window
from fairsvc.net.decoding import Body
from fairsvc.net.reply import Reply
from fairsvc.settings import Settings
from fairsvc.store import tables
from fairsvc.store.job_queue import Job, list_jobs, plan_jobs, take
from tests.support.oai_provider import provider, three_pages
from tests.support.server import Handler, Served

Serve = Callable[[Handler], Served]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Samples = dict[tuple[str, ...], float]


def samples(text: bytes) -> Samples:
    """Give every sample by its name and the values of its labels."""
    families = text_string_to_metric_families(text.decode())
    return {(s.name, *(v for _, v in sorted(s.labels.items()))): s.value for f in families for s in f.samples}


def watched(workspace: Workspace, meters: Meters, served: Served) -> tuple[Workspace, SourceConfig]:
    config = SourceConfig("demo", "oai", f"{served.url}/oai")
    settings = replace(workspace.settings, sources=(config,), allow=(f"127.0.0.1:{served.port}",))
    return replace(workspace, settings=settings, on_reply=meters.count_reply), config


def test_a_harvest_in_figures(workspace: Workspace, serve: Serve) -> None:
    served = serve(provider(three_pages()))
    meters = Meters(replace(workspace.settings, sources=(SourceConfig("demo", "oai", f"{served.url}/oai"),)))
    workspace, config = watched(workspace, meters, served)
    account = harvest(workspace, config)
    meters.count_job(Job("harvest", "demo", None), Report(Ending.DONE, "", account), 2.5)
    found, host = samples(generate_latest(meters.registry)), f"127.0.0.1:{served.port}"
    assert found["fairsvc_requests_total", host, "2xx"] == len(served.asked) == 5
    assert found["fairsvc_received_bytes_total", host] > 5_000
    assert found["fairsvc_harvested_records_total", "new", "demo"] == 30
    assert found["fairsvc_harvests_total", "demo", "verified"] == 1
    assert found["fairsvc_ended_jobs_total", "done", "harvest"] == 1
    assert found["fairsvc_job_seconds_sum", "harvest"] == 2.5
    held = samples(expose(workspace))
    assert held["fairsvc_records", "demo", "live"] == 30
    assert held["fairsvc_records", "demo", "deleted"] == 0
    assert held["fairsvc_harvest_runs", "demo", "verified"] == 1
    assert 0 <= held["fairsvc_verified_lag_seconds", "demo"] < 60
    assert held["fairsvc_store_bytes",] > 10_000
    assert held["fairsvc_evidence_bytes",] == 0


def test_a_run_that_goes_on_is_counted_once(workspace: Workspace) -> None:
    meters = Meters(workspace.settings)
    first = Account("demo", RunState.INCOMPLETE, "", Window("oai_dc"), NOON, new=10, unreadable=1, run=7)
    for account in (first, replace(first, new=25, state=RunState.VERIFIED), replace(first, new=3, run=8)):
        meters.count_job(Job("harvest", "demo", None), Report(Ending.DONE, "", account), 1)
    found = samples(generate_latest(meters.registry))
    assert found["fairsvc_harvested_records_total", "new", "demo"] == 28
    assert found["fairsvc_harvested_records_total", "unreadable", "demo"] == 2


OK = Reply(Hop("https://u", 200), Body(b"12345"))


@pytest.mark.parametrize(
    ("host", "attempt", "reply", "labels"),
    [
        ("ill.example", 1, OK, ("ill.example", "2xx")),
        ("doi.org", 1, OK, ("doi.org", "2xx")),
        ("api.datacite.org", 1, OK, ("api.datacite.org", "2xx")),
        ("user:secret@ill.example", 1, OK, ("other", "2xx")),
        ("a-host-of-a-link.example:8080", 1, OK, ("other", "2xx")),
        ("ill.example", 1, Reply(Hop("https://u", 503)), ("ill.example", "503")),
        ("ill.example", 1, Reply(Hop("https://u", 418)), ("ill.example", "4xx")),
        ("ill.example", 1, Reply(Hop("https://u", 999)), ("ill.example", "odd")),
        ("ill.example", 1, Reply(failure=Failure(FailureKind.TIMEOUT)), ("ill.example", "failed")),
    ],
)
def test_what_becomes_a_label(host: str, attempt: int, reply: Reply, labels: tuple[str, str]) -> None:
    meters = Meters(replace(Settings(), sources=(SourceConfig("ill", "oai", "https://ill.example/oai?key=secret"),)))
    meters.count_reply(host, attempt, reply)
    text = generate_latest(meters.registry)
    assert samples(text)["fairsvc_requests_total", *labels] == 1
    assert b"secret" not in text


def test_a_thousand_hosts_are_one_label() -> None:
    meters = Meters(Settings())
    for number in range(1000):
        meters.count_reply(f"host-{number}.example", 2, OK)
    found = samples(generate_latest(meters.registry))
    assert found["fairsvc_retries_total", "other"] == 1000
    assert found["fairsvc_received_bytes_total", "other"] == 5000
    assert sum(name == "fairsvc_requests_total" for name, *_ in found) == 1


def test_jobs_windows_and_quarantine(workspace: Workspace) -> None:
    store = workspace.store
    plan_jobs(store, "harvest", {"due": NOON, "later": NOON + timedelta(days=1), "held": NOON})
    take(store, next(job for job in list_jobs(store) if job.target == "held"), "x", NOON, 60)
    with store.writing() as connection:
        values = {
            "name": "ill",
            "kind": "oai",
            "url": "https://u.example",
            "prefix": "",
            "set_spec": "",
            "interval_s": 1,
        }
        connection.execute(insert(tables.source).values(values))
        for number in (1, 2):
            values = {"source": "ill", "state": "incomplete", "checkpoint": b"", "started_at": NOON}
            connection.execute(insert(tables.run).values(id=number, **values))
        for number, state in ((1, "open"), (2, "done"), (2, "done"), (2, "split")):
            values = {"reading": "records", "state": state, "attempts": 1, "because": "", "checkpoint": b""}
            connection.execute(insert(tables.window).values(run=number, **values))
        for resolved in (None, None, 2):
            values = dict.fromkeys(("prefix", "identifier", "url", "trouble", "body_sha256"), "")
            values |= {"body": b"", "size_bytes": 0, "at": NOON, "source": "ill", "run": 2, "resolved_run": resolved}
            connection.execute(insert(tables.quarantine).values(values))
    registry = CollectorRegistry()
    registry.register(StoreFigures(store, lambda: NOON))
    found = samples(generate_latest(registry))
    assert [found["fairsvc_jobs", "harvest", state] for state in ("running", "due", "waiting")] == [1, 1, 1]
    assert found["fairsvc_job_failures", "harvest", "due"] == 0
    assert found["fairsvc_harvest_windows", "ill", "done"] == 2
    assert ("fairsvc_harvest_windows", "ill", "open") not in found, "of an earlier run"
    assert found["fairsvc_quarantined", "ill"] == 2


def test_a_worker_serves_its_figures(workspace: Workspace) -> None:
    from cli.metrics import serving
    from fairsvc.errors import BadSettings

    port = _free_port()
    with serving(workspace, Meters(workspace.settings), port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            assert ("fairsvc_evidence_bytes",) in samples(answer.read())
        with (
            pytest.raises(BadSettings, match=rf"the metrics cannot be served: 127\.0\.0\.1:{port}"),
            serving(workspace, Meters(workspace.settings), port),
        ):
            pass


def test_the_command(workspace: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from cli.main import run

    config = ("--config", str(workspace.settings.folder / "fairsvc.toml"))
    assert run([*config, "metrics"]) == 0
    assert ("fairsvc_forgotten",) in samples(capsys.readouterr().out.encode())
    assert run([*config, "metrics", "-o", str(tmp_path / "fairsvc.prom")]) == 0
    assert ("fairsvc_forgotten",) in samples((tmp_path / "fairsvc.prom").read_bytes())
    assert run([*config, "metrics", "-o", str(tmp_path / "no" / "fairsvc.prom")]) == 2
    assert "the figures cannot be written" in capsys.readouterr().err


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
