"""Figures for Prometheus: gauges read from the store when they are asked for, counters of what this process did.

Labels are names of sources, kinds and states, and hosts of the settings; every other host counts as `other`, so that
neither a catalogue's links nor secrets in addresses become labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from fairsvc.jobs.kinds import Report
from fairsvc.jobs.schedule import is_leased
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.harvest import Account
from fairsvc.net.reply import Reply
from fairsvc.settings import Settings
from fairsvc.store.connection import Store
from fairsvc.store.figures import Figures, read_figures
from fairsvc.store.job_queue import Job
from fairsvc.vocab.addresses import authority

EVENTS = ("new", "changed", "unchanged", "deleted", "unreadable")
# Busy answers are told apart from the other answers of their class.
_TOLD_APART = frozenset((403, 404, 429, 503))
_JOB_SECONDS = (1, 10, 60, 600, 3_600, 21_600, 86_400)


class StoreFigures(Collector):
    """Gauges over what the store holds, read anew each time."""

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store, self._now = store, now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the store and give its figures."""
        figures = read_figures(self._store)
        yield from self._harvests(figures)
        yield from self._jobs(figures)
        yield _gauge(
            "fairsvc_store_bytes", "Size of the database with its write-ahead log", (), [((), figures.store_bytes)]
        )
        yield _gauge("fairsvc_evidence_bytes", "Size of the evidence folder", (), [((), figures.evidence_bytes)])
        yield _gauge("fairsvc_forgotten", "Datasets and persons that were forgotten", (), [((), figures.forgotten)])

    def _harvests(self, figures: Figures) -> Iterator[GaugeMetricFamily]:
        held = [((s.name, "live"), s.records) for s in figures.sources]
        held += [((s.name, "deleted"), s.deleted) for s in figures.sources]
        yield _gauge("fairsvc_records", "Records held", ("source", "state"), held)
        probed = [((s.name,), s.evidence) for s in figures.sources]
        yield _gauge("fairsvc_datasets_with_evidence", "Datasets with evidence", ("source",), probed)
        yield _gauge("fairsvc_harvest_runs", "Harvests by how they ended", ("source", "state"), figures.runs.items())
        windows = "Windows of the last harvest by their state"
        yield _gauge("fairsvc_harvest_windows", windows, ("source", "state"), figures.windows.items())
        quarantined = [((name,), count) for name, count in figures.quarantined.items()]
        yield _gauge("fairsvc_quarantined", "What could not be read and waits", ("source",), quarantined)
        now = self._now()
        lag = [((name,), max((now - at).total_seconds(), 0.0)) for name, at in figures.verified_at.items()]
        yield _gauge("fairsvc_verified_lag_seconds", "Time since the last verified harvest", ("source",), lag)

    def _jobs(self, figures: Figures) -> Iterator[GaugeMetricFamily]:
        now = self._now()
        counts: dict[tuple[str, ...], float] = {}
        for job in figures.jobs:
            due = job.due_at is not None and job.due_at <= now
            state = "running" if is_leased(job, now) else "due" if due else "waiting"
            counts[job.kind, state] = counts.get((job.kind, state), 0) + 1
        yield _gauge("fairsvc_jobs", "Jobs of the queue", ("kind", "state"), counts.items())
        failures = [((job.kind, job.target), job.attempts) for job in figures.jobs]
        yield _gauge("fairsvc_job_failures", "Failures in a row", ("kind", "source"), failures)


class Meters:
    """Counters of one process, on a registry of its own."""

    def __init__(self, settings: Settings) -> None:
        self.registry = CollectorRegistry()
        self._hosts = _hosts(settings)
        self._counted: dict[str, Account] = {}
        r = self.registry
        self._requests = Counter("fairsvc_requests", "Requests answered or failed", ("host", "status"), registry=r)
        self._bytes = Counter("fairsvc_received_bytes", "Bytes of bodies, decoded", ("host",), registry=r)
        self._retries = Counter("fairsvc_retries", "Requests asked again", ("host",), registry=r)
        self._records = Counter("fairsvc_harvested_records", "Records by event", ("source", "event"), registry=r)
        self._harvests = Counter("fairsvc_harvests", "Harvests by how they ended", ("source", "state"), registry=r)
        self._jobs = Counter("fairsvc_ended_jobs", "Jobs by how they ended", ("kind", "ending"), registry=r)
        self._seconds = Histogram(
            "fairsvc_job_seconds", "How long jobs took", ("kind",), buckets=_JOB_SECONDS, registry=r
        )

    def count_reply(self, origin: str, attempt: int, reply: Reply) -> None:
        """Count one request to a host, `host` or `host:port`."""
        host = origin if origin in self._hosts else "other"
        self._requests.labels(host, _status(reply)).inc()
        self._bytes.labels(host).inc(len(reply.body.content))
        if attempt > 1:
            self._retries.labels(host).inc()

    def count_job(self, job: Job, report: Report, elapsed_s: float) -> None:
        """Count a job that has ended, and what its harvest brought."""
        self._jobs.labels(job.kind, report.ending.value).inc()
        self._seconds.labels(job.kind).observe(elapsed_s)
        if (account := report.account) is not None:
            self._harvests.labels(account.source, account.state.value).inc()
            before = self._counted.get(account.source)
            for event in EVENTS:
                # A run that goes on counts from its beginning.
                known = getattr(before, event) if before is not None and before.run == account.run else 0
                self._records.labels(account.source, event).inc(max(getattr(account, event) - known, 0))
            self._counted[account.source] = account


def expose(workspace: Workspace) -> bytes:
    """Write the store's figures once, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(StoreFigures(workspace.store))
    return generate_latest(registry)


def _gauge(name: str, help: str, labels: tuple[str, ...], values: object) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help, labels=labels)
    for key, value in values:  # type: ignore[attr-defined]
        family.add_metric(key, value)
    return family


def _hosts(settings: Settings) -> frozenset[str]:
    named = (*(source.url for source in settings.sources), settings.resolver, settings.handle_api, settings.registry)
    return frozenset(map(authority, named))


def _status(reply: Reply) -> str:
    if reply.hop is None or reply.failure is not None:
        return "failed"
    status = reply.hop.status
    return str(status) if status in _TOLD_APART else f"{status // 100}xx" if 100 <= status < 600 else "odd"
