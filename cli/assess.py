"""fairsvc assess: gather evidence, judge it, keep both."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.context import Context
from cli.options import AsJson, MetricSets
from cli.output import printable, write_json, write_table, write_text
from cli.progress import progress
from fairsvc.errors import BadSettings, FetchFailed, ProblemsFound
from fairsvc.model.depth import BULK, CHOICES

if TYPE_CHECKING:
    from fairsvc.jobs.judging import Assessed
    from fairsvc.jobs.summary import RunSummary, ScoreSpread
    from fairsvc.model.assessment import Score

# In the order of the table: what is to mend comes first.
MARKS = {"fail": "FAIL", "indeterminate": "unclear", "pass": "pass", "not applicable": "n/a"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("assess")(assess)


def assess(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="A DOI, Handle, ARK, PURL or address", show_default=False)] = "",
    source: Annotated[str, typer.Option(help="Assess every dataset of this source instead")] = "",
    metric_set: MetricSets = None,
    sample: Annotated[
        int, typer.Option(min=0, metavar="N", help="With --source: only so many, spread over it; 0 means all")
    ] = 0,
    depth: Annotated[
        str,
        typer.Option(
            metavar="standard|full|bulk", help="How much to ask; bulk goes with --source [default: the settings']"
        ),
    ] = "",
    stored: Annotated[bool, typer.Option("--stored", help="Judge the stored evidence again; ask nobody")] = False,
    recorded: Annotated[Path | None, typer.Option(help="Take the answers from this WARC file; ask nobody")] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Gather and judge again from the archive; ask nobody, keep nothing")
    ] = False,
    threshold: Annotated[
        float, typer.Option(min=0, max=100, metavar="PER_CENT", help="Exit with 1 below this share")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Assess one dataset, or all of a source.

    Every verdict names the recorded exchange it rests on; `fairsvc evidence show PID` opens it.

    \b
    Examples:
      fairsvc assess 10.5072/example
      fairsvc assess 10.5072/example --replay
      fairsvc assess 10.5072/example --depth full
      fairsvc assess --source facility --sample 20
      fairsvc assess --source facility --depth bulk
      fairsvc assess --source facility --stored --metric-set fsf --threshold 60
    """
    if bool(pid) == bool(source):
        raise BadSettings("name one PID, or one source with --source", "", "fairsvc assess --help shows examples")
    if recorded and not pid:
        raise BadSettings("--recorded goes with one PID", str(recorded))
    if replay and (not pid or stored or recorded):
        raise BadSettings("--replay goes with one PID, and not with --stored or --recorded", pid or source)
    if sample and (stored or not source):
        raise BadSettings("--sample goes with --source, and not with --stored", str(sample))
    _check_depth(depth, source=bool(source), stored=stored, replay=replay)
    names = tuple(metric_set or ())
    call: Context = context.obj
    if source:
        summary = _assess_source(call, source, names, depth=depth, sample=sample or None, stored=stored, quiet=as_json)
        write_json(summary) if as_json else _print_summary(summary)
        _hold_to(threshold, summary.shares, source)
        if summary.defects:
            raise typer.Exit(4)
        return
    if replay or recorded:
        assessed = _replay(call, pid, names, recorded, depth)
    else:
        assessed = _assess_pid(call, pid, names, depth=depth, stored=stored, quiet=as_json)
    write_json(_as_document(assessed)) if as_json else _print_assessed(assessed)
    _hold_to(threshold, _shares(assessed), pid)


def _check_depth(depth: str, *, source: bool, stored: bool, replay: bool) -> None:
    known = (*CHOICES, BULK) if source else CHOICES
    if depth and (stored or replay):
        raise BadSettings("--depth says what to ask, and --stored and --replay ask nobody", depth)
    if depth == BULK and not source:
        raise BadSettings("depth bulk is for a source: a full look at a few of each host", depth, "Choose full")
    if depth and depth not in known:
        raise BadSettings("there is no such depth", depth, f"Known: {', '.join(known)}")


def _shares(assessed: Assessed) -> tuple[float | None, ...]:
    """List the overall share of every metric set; None where too little was decided."""
    scores = (assessment.score() for assessment in assessed.assessments)
    return tuple(score.share if score else None for score in scores)


def _assess_source(
    call: Context, source: str, names: tuple[str, ...], *, depth: str, sample: int | None, stored: bool, quiet: bool
) -> RunSummary:
    from fairsvc.jobs.estimate import estimate
    from fairsvc.jobs.pipeline import assess_source
    from fairsvc.jobs.reassessing import reassess_source

    with call.workspace() as workspace:
        if not stored and not quiet:
            typer.echo(estimate(workspace, source, depth, sample).sentence(), err=True)
        with progress(f"assess {source}", quiet=quiet) as bar:
            if stored:
                return reassess_source(workspace, source, names, on_progress=bar)
            return assess_source(workspace, source, names, depth=depth, sample=sample, on_progress=bar)


def _assess_pid(call: Context, pid: str, names: tuple[str, ...], *, depth: str, stored: bool, quiet: bool) -> Assessed:
    from fairsvc.jobs.pipeline import assess_pid, reassess_pid

    with call.workspace() as workspace:
        if stored:
            return reassess_pid(workspace, pid, names)
        with progress(f"assess {pid}", quiet=quiet) if not quiet else nullcontext():
            return assess_pid(workspace, pid, names, depth=depth)


def _replay(call: Context, pid: str, names: tuple[str, ...], recorded: Path | None, depth: str) -> Assessed:
    """Judge by a file or the archive, and say on standard error whether the evidence comes out as it was recorded."""
    from fairsvc.jobs.pipeline import assess_recorded
    from fairsvc.jobs.replaying import replay_pid

    with call.workspace() as workspace:
        if recorded:
            replayed = assess_recorded(workspace, pid, names, recorded, depth=depth)
        else:
            replayed = replay_pid(workspace, pid, names)
    if replayed.digest:
        found = replayed.assessed.evidence.digest
        same = f"the same evidence, digest {found[:16]}"
        other = f"other evidence than recorded, digest {found[:16]}, recorded {replayed.digest[:16]}"
        typer.echo(f"Replayed: {same if replayed.same else other}.", err=True)
    return replayed.assessed


def _hold_to(threshold: float, shares: tuple[float | None, ...], which: str) -> None:
    """Raise ProblemsFound below the threshold, FetchFailed when too little could be tested to tell."""
    known = [share for share in shares if share is not None]
    if threshold and known and min(known) * 100 < threshold:
        raise ProblemsFound(f"the share is {min(known):.0%}, below the threshold of {threshold:g} %", which)
    if threshold and len(known) < len(shares):
        raise FetchFailed("too little could be tested to hold it against the threshold", which, "Try again later")


def _print_assessed(assessed: Assessed) -> None:
    evidence = assessed.evidence
    title = next((text.value for text in evidence.union.titles), "(no title found)")
    asked = f"{len(evidence.exchanges)} exchanges at depth {evidence.depth}"
    write_text(f"{evidence.pid.uri}\n{title}\n{asked}, {evidence.gathered_at:%Y-%m-%d %H:%M} UTC")
    verdicts = sorted(assessed.verdicts.items(), key=lambda pair: (list(MARKS).index(pair[1].outcome), pair[0]))
    rows = [(name, MARKS[verdict.outcome], verdict.because) for name, verdict in verdicts]
    write_table(("check", "outcome", "because"), rows)
    for assessment in assessed.assessments:
        write_table(*score_table(assessment.scores), assessment.metric_set)
    for remedy, names in _remedies(assessed).items():
        write_text(f"- {', '.join(names)}: {remedy}\n")


def score_table(scores: tuple[Score, ...]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Lay out the columns and rows of a metric set: levels and what they could be, or points and maturity.

    `of all` is what F-UJI would show.
    """
    levels = any(score.level_low is not None for score in scores)
    own = ("level", "could be", "share (ours)") if levels else ("points", "of all", "maturity")
    rows = [
        (score.name, *(_level_cells(score) if levels else _point_cells(score)), *_counts(score)) for score in scores
    ]
    return ("", *own, "assessed", "unclear", "not yet"), rows


def _level_cells(score: Score) -> tuple[object, ...]:
    reach = "" if score.level_low is None else f"{score.level_low}-{score.level_high}"
    open_ = "open" if reach else ""
    return open_ if score.level is None else score.level, reach, _per_cent(score.share)


def _point_cells(score: Score) -> tuple[object, ...]:
    maturity = "" if score.maturity is None else f"{score.maturity:g}"
    return _per_cent(score.share), _per_cent(score.share_of_all), maturity


def _counts(score: Score) -> tuple[int, ...]:
    return score.assessed, score.indeterminate, score.not_assessed


def _per_cent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _remedies(assessed: Assessed) -> dict[str, list[str]]:
    """List each remedy once, with the checks that ask for it."""
    found: dict[str, list[str]] = {}
    for name, verdict in sorted(assessed.verdicts.items()):
        if verdict.remedy:
            found.setdefault(verdict.remedy, []).append(name)
    return found


def _as_document(assessed: Assessed) -> dict[str, Any]:
    evidence = assessed.evidence
    return {
        "pid": str(evidence.pid),
        "address": evidence.pid.uri,
        "gathered_at": evidence.gathered_at,
        "depth": evidence.depth,
        "evidence_digest": evidence.digest,
        "requests": len(evidence.exchanges),
        "verdicts": assessed.verdicts,
        "findings": evidence.findings,
        "assessments": assessed.assessments,
    }


def _print_summary(summary: RunSummary) -> None:
    typer.echo(f"{summary.source}: {summary.sentence()}")
    write_table(
        ("metric set", "", "measure", "lowest", "median", "highest", "unclear"),
        [_summary_row(score) for score in summary.scores],
    )
    if summary.sampled:
        rows = [(one.group.host, one.group.agency, len(one.pids), one.datasets) for one in summary.sampled]
        write_table(("host", "prefix", "looked at in full", "of datasets"), rows, "full looks")
    for trouble in summary.troubles[:5]:
        typer.echo(printable(f"  not assessed: {trouble}"), err=True)
    typer.echo(f"Next: fairsvc report fair --source {summary.source}")


def _summary_row(score: ScoreSpread) -> tuple[object, ...]:
    form = "{:g}" if score.unit == "level" else "{:.0%}"
    ends = ("" if end is None else form.format(end) for end in (score.lowest, score.median, score.highest))
    return (score.metric_set, score.name, score.unit, *ends, score.indeterminate)
