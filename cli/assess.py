"""fairsvc assess: gather evidence, judge it, keep both."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.assess_draft import assess_draft
from cli.assess_options import Asked, HeldBy, check_options, hold_dataset, read_options
from cli.assess_source import Order, assess_whole
from cli.context import Context
from cli.options import AsJson, MetricSets
from cli.output import write_json, write_text
from cli.progress import progress
from cli.verdict_tables import as_document, narrowed, print_assessed

if TYPE_CHECKING:
    from fairsvc.jobs.judging import Assessed


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("assess", short_help="Assess one dataset, a source, or metadata before publication.")(assess)


def assess(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="A DOI, Handle, ARK, PURL or address", show_default=False)] = "",
    source: Annotated[str, typer.Option(help="Assess the datasets of this source instead")] = "",
    draft: Annotated[
        str, typer.Option(metavar="FILE", help="Judge metadata or a landing page before publication; - is stdin")
    ] = "",
    metric_set: MetricSets = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="With --source: only what is new or changed since it was assessed")
    ] = False,
    older_than: Annotated[
        str, typer.Option(metavar="AGE", help="With --source: what was gathered before 12h, 30d, 4w or a date")
    ] = "",
    sample: Annotated[
        int, typer.Option(min=0, metavar="N", help="With --source: only so many, spread over it; 0 means all")
    ] = 0,
    depth: Annotated[
        str,
        typer.Option(
            metavar="standard|full|bulk", help="How much to ask; bulk goes with --source [default: the settings']"
        ),
    ] = "",
    restart: Annotated[bool, typer.Option("--restart", help="With --source: begin anew, though a run was cut")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --source: only tell what it would cost")] = False,
    stored: Annotated[bool, typer.Option("--stored", help="Judge the stored evidence again; ask nobody")] = False,
    recorded: Annotated[Path | None, typer.Option(help="Take the answers from this WARC file; ask nobody")] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Gather and judge again from the archive; ask nobody, keep nothing")
    ] = False,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[SET[:LETTER]=]N", help="Exit with 1 below this share (%) or a letter's level; repeatable"
        ),
    ] = None,
    threshold_of: Annotated[
        HeldBy | None, typer.Option(help="With --source: which dataset must reach it [default: lowest]")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Assess one dataset, all of a source, or a file of metadata that is not published yet.

    Every verdict names the recorded exchange it rests on; `fairsvc evidence show PID` opens it. --changed and
    --older-than add up; --sample takes so many of what they choose. A run of a source that was cut goes on as it was
    begun. A threshold holds the source as it stands after the run: 1 when it is missed, 3 when too little is decided.

    \b
    Examples:
      fairsvc assess 10.5072/example
      fairsvc assess 10.5072/example --replay
      fairsvc assess --draft datacite.xml 10.5072/to-be --threshold fsf=60
      fairsvc assess --source facility --sample 20
      fairsvc assess --source facility --changed --older-than 30d --dry-run
      fairsvc assess --source facility --depth bulk
      fairsvc assess --source facility --stored --threshold rda-fdmm:F=5 --threshold-of median
    """
    names = tuple(metric_set or ())
    asked = Asked(
        pid, source, draft, names, depth, changed, older_than, sample, restart, dry_run, stored, recorded, replay,
        tuple(threshold or ()), threshold_of, as_json,
    )  # fmt: skip
    check_options(asked)
    run = assess_draft if draft else _assess_source if source else _assess_pid
    run(context.obj, asked)


def _assess_source(call: Context, asked: Asked) -> None:
    from fairsvc.jobs.thresholds import Of

    order = Order(
        source=asked.source,
        metric_sets=asked.metric_sets,
        selection=None if asked.stored else read_options(asked),
        depth=asked.depth,
        restart=asked.restart,
        dry_run=asked.dry_run,
        thresholds=asked.thresholds,
        of=Of((asked.of or HeldBy.LOWEST).value),
        as_json=asked.as_json,
    )
    with call.workspace() as workspace:
        code = assess_whole(workspace, order)
    if code:
        raise typer.Exit(code)


def _assess_pid(call: Context, asked: Asked) -> None:
    from fairsvc.jobs.judging import own_sets, panel_of
    from fairsvc.jobs.thresholds import read_thresholds

    settings = call.settings()
    shown = panel_of(settings, asked.metric_sets).metric_sets
    thresholds = read_thresholds(asked.thresholds, shown, own_sets(settings))
    assessed = _replay(call, asked) if asked.replay or asked.recorded else _gather(call, asked)
    assessed = narrowed(assessed, asked, shown)
    if asked.as_json:
        write_json(as_document(assessed))
    else:
        print_assessed(assessed)
        if not asked.replay and any(verdict.remedy for verdict in assessed.verdicts.values()):
            write_text(f"Next: fairsvc fix {asked.pid} shows the lines to paste")
    hold_dataset(thresholds, assessed)


def _gather(call: Context, asked: Asked) -> Assessed:
    from fairsvc.jobs.pipeline import assess_pid, reassess_pid

    pid, names, quiet = asked.pid, asked.metric_sets, asked.as_json
    with call.workspace() as workspace:
        if asked.stored:
            return reassess_pid(workspace, pid, names)
        with progress(f"assess {pid}", quiet=quiet) if not quiet else nullcontext():
            return assess_pid(workspace, pid, names, depth=asked.depth)


def _replay(call: Context, asked: Asked) -> Assessed:
    """Judge by a file or the archive, and say on standard error whether the evidence comes out as it was recorded."""
    from fairsvc.jobs.pipeline import assess_recorded
    from fairsvc.jobs.replaying import replay_pid

    with call.workspace() as workspace:
        if asked.recorded:
            replayed = assess_recorded(workspace, asked.pid, asked.metric_sets, asked.recorded, depth=asked.depth)
        else:
            replayed = replay_pid(workspace, asked.pid, asked.metric_sets)
    if replayed.digest:
        found = replayed.assessed.evidence.digest
        same = f"the same evidence, digest {found[:16]}"
        other = f"other evidence than recorded, digest {found[:16]}, recorded {replayed.digest[:16]}"
        typer.echo(f"Replayed: {same if replayed.same else other}.", err=True)
    return replayed.assessed
