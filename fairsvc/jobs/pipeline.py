"""Assess: gather the evidence of PIDs, judge it, keep both."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fairsvc.errors import BadPid, BadSettings
from fairsvc.formats.redaction import redact
from fairsvc.jobs.forgetting import forgetful, refuse_forgotten
from fairsvc.jobs.holdings import load_evidence
from fairsvc.jobs.judging import Assessed, Panel, panel_of
from fairsvc.jobs.probing import Keeper, Prober, bounded
from fairsvc.jobs.progress import OnProgress, unwatched
from fairsvc.jobs.replaying import Replayed, gather_file
from fairsvc.jobs.runner import threads
from fairsvc.jobs.sampling import HostSample, Sampled
from fairsvc.jobs.selecting import ALL, Errand, Selection, plan_errand
from fairsvc.jobs.subjects import find_subject, spread
from fairsvc.jobs.summary import RunSummary, Tally
from fairsvc.jobs.workspace import Workspace
from fairsvc.model.depth import BULK, DEPTHS, FULL_DEPTH, STANDARD_DEPTH, Depth
from fairsvc.model.pid import Pid, read_pid
from fairsvc.net.configured import SOFTWARE
from fairsvc.probe.gather import gather
from fairsvc.store import assessment_runs, evidence, judgements
from fairsvc.store.claims import claim

PARALLEL_NEEDS = 6


def assess_pid(workspace: Workspace, pid: str, metric_sets: tuple[str, ...], *, depth: str = "") -> Assessed:
    """Gather the evidence of one PID that a person named, judge and keep it. Raises BadPid.

    `depth` is standard or full; by default what the settings say.
    """
    panel = _panel(workspace, metric_sets)
    subject = find_subject(workspace, without_secret(read_pid(pid)), ask_again=True)
    refuse_forgotten(workspace, str(subject.pid))
    with workspace.client() as client, threads(PARALLEL_NEEDS) as (pool, _):
        asked = panel.at(find_depth(depth or workspace.settings.depth))
        found = gather(subject, bounded(workspace, client), datetime.now(UTC), asked, spread=pool.map)
    return _kept(workspace, panel, panel.assess(forgetful(workspace)(found), datetime.now(UTC)))


def assess_recorded(
    workspace: Workspace, pid: str, metric_sets: tuple[str, ...], path: Path, *, depth: str = ""
) -> Replayed:
    """Judge one PID by the answers of a WARC file, and keep both; what it lacks is indeterminate.

    `depth` is for a file that does not tell its own. Raises NotFound, Unreadable, BadPid.
    """
    panel = _panel(workspace, metric_sets)
    found, digest = gather_file(workspace, pid, panel, path, find_depth(depth or workspace.settings.depth))
    assessed = panel.assess(forgetful(workspace)(found), datetime.now(UTC))
    return Replayed(_kept(workspace, panel, assessed), digest)


def reassess_pid(workspace: Workspace, pid: str, metric_sets: tuple[str, ...]) -> Assessed:
    """Judge the stored evidence of one PID again. Raises NotFound."""
    panel = _panel(workspace, metric_sets)
    assessed = panel.assess(load_evidence(workspace, pid), datetime.now(UTC))
    judgements.save_judgements(workspace.store, [assessed.judgement], panel.rulebook)
    return assessed


def assess_source(
    workspace: Workspace,
    source: str,
    metric_sets: tuple[str, ...],
    *,
    depth: str = "",
    selection: Selection = ALL,
    restart: bool = False,
    on_progress: OnProgress = unwatched,
) -> RunSummary:
    """Gather and judge the selected datasets of a source; a run that was cut goes on, unless `restart` begins anew.

    `depth` is standard, full or bulk; by default what the settings say. Raises NotFound, and StoreUnusable when another
    process assesses the source.
    """
    panel = _panel(workspace, metric_sets)
    tally = Tally(source, panel.metric_sets)
    with claim(workspace.store, "assessment", source):
        errand = plan_errand(workspace, source, selection, depth, restart=restart)
        if errand.is_idle:
            return tally.summary()
        run = _open_run(workspace, errand)
        assessment_runs.describe_assessment_run(workspace.store, run, errand.depth, panel.rulebook, SOFTWARE)
        with workspace.client(robots=workspace.settings.robots) as client:
            sampled = _probe_run(Prober(workspace, panel, client, tally), run, errand.depth, on_progress)
        done, _ = assessment_runs.count_tasks(workspace.store, run)
        assessment_runs.close_assessment_run(workspace.store, run, datetime.now(UTC), done)
    return replace(tally.summary(sampled), run=run)


def _open_run(workspace: Workspace, errand: Errand) -> int:
    if errand.going_on is not None:
        return errand.going_on.number
    options, now = errand.selection.options, datetime.now(UTC)
    return assessment_runs.start_assessment_run(workspace.store, errand.source, errand.pids, now, selection=options)


def _probe_run(prober: Prober, run: int, depth: str, on_progress: OnProgress) -> tuple[Sampled, ...]:
    """Probe what is left of the run; at depth bulk, give the hosts and those of their datasets that got a full look."""
    store, tally = prober.workspace.store, prober.tally
    hosts = _hosts_so_far(prober.workspace, run) if depth == BULK else None
    pending = tuple(assessment_runs.iter_pending(store, run))
    asked = STANDARD_DEPTH if hosts else find_depth(depth)
    with Keeper(prober.workspace, prober.panel, run) as keeper, closing(prober.probe(pending, asked)) as found:
        for one in found:
            keeper.add(one)
            tally.count(one.assessments)
            tally.count_requests(one.evidence)
            if hosts:
                hosts.see(one.evidence)
            on_progress(tally.datasets, len(pending), tally.note())
    return _look_in_full(prober, run, hosts.chosen(), on_progress) if hosts else ()


def _hosts_so_far(workspace: Workspace, run: int) -> HostSample:
    """Find whom the datasets that a cut run had done belong to, by their first evidence in it: the standard one."""
    hosts = HostSample(workspace.settings.full_sample_per_host)
    since = assessment_runs.load_started_at(workspace.store, run)
    done = assessment_runs.iter_done(workspace.store, run)
    for found in evidence.iter_first_evidence(workspace.store, done, since):
        hosts.see(found)
    return hosts


def _look_in_full(
    prober: Prober, run: int, sampled: tuple[Sampled, ...], on_progress: OnProgress
) -> tuple[Sampled, ...]:
    store, tally = prober.workspace.store, prober.tally
    since = assessment_runs.load_started_at(store, run)
    pids = spread(pid for group in sampled for pid in group.pids)
    before = evidence.iter_evidence(store, pids=pids)
    done = {str(one.pid) for one in before if one.depth == FULL_DEPTH.name and one.gathered_at >= since}
    left = [pid for pid in pids if pid not in done]
    with Keeper(prober.workspace, prober.panel, run) as keeper, closing(prober.probe(left, FULL_DEPTH)) as found:
        for number, one in enumerate(found, 1):
            keeper.add(one)
            tally.count_requests(one.evidence)
            on_progress(number, len(left), "in full")
    return sampled


def find_depth(name: str) -> Depth:
    """Find a depth by its name. Raises BadSettings."""
    if name not in DEPTHS:
        raise BadSettings("there is no such depth", name, f"Known: {', '.join(DEPTHS)}; for a source also {BULK}")
    return DEPTHS[name]


def without_secret(pid: Pid) -> Pid:
    """Pass a PID on, unless it is an address with a secret in it: PIDs are stored and shown as they are."""
    harmless = redact(pid.value)
    if pid.scheme in ("url", "purl") and harmless != pid.value:
        raise BadPid("this address carries what looks like a secret", harmless, "Name the page without it")
    return pid


def _panel(workspace: Workspace, metric_sets: tuple[str, ...]) -> Panel:
    return panel_of(workspace.settings, metric_sets)


def _kept(workspace: Workspace, panel: Panel, assessed: Assessed) -> Assessed:
    judged, rules = [assessed.judgement], panel.rulebook
    evidence.save_evidence(workspace.store, [assessed.evidence], SOFTWARE, judgements=judged, rules=rules)
    return assessed
