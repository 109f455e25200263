"""fairsvc fix: what to repair in one dataset, with the lines to paste and what they gain."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.fix_files import write_files
from cli.options import AsJson, MetricSets
from cli.output import write_json, write_table, write_text
from fairsvc.errors import FetchFailed, ProblemsFound

if TYPE_CHECKING:
    from assessors.gains import Repair
    from fairsvc.model.remedy import Place
    from fairsvc.reports.fix import FixPlan


class PlaceName(StrEnum):
    """The places as they are typed, by the names of `Place`."""

    HEADER = "header"
    JSON_LD = "json-ld"
    HTML = "html"
    DATACITE = "datacite"
    OAI = "oai"
    SERVER = "server"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("fix", short_help="Say what to repair in a dataset, ready to paste.")(fix)


def fix(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="A DOI, Handle, ARK, PURL or address", show_default=False)],
    place: Annotated[
        list[PlaceName] | None, typer.Option(help="Only repairs with lines for this place; repeat it for several")
    ] = None,
    metric_set: MetricSets = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Only the N that gain most; 0 means all")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Write the lines as files there")
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Exit with 1 when there is something to repair, with 3 when too little was answered"
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what to repair in a dataset, with lines to paste that are made of its own metadata, and what they gain.

    Reads the stored evidence and asks nobody. What gains most comes first; at the end stand the lines of all repairs
    together, by the place where they go.

    \b
    Examples:
      fairsvc fix 10.5072/example
      fairsvc fix 10.5072/example --place json-ld --limit 5
      fairsvc fix 10.5072/example --metric-set fsf -o repairs
      fairsvc fix 10.5072/example --check --json
    """
    plan = _plan(context.obj, pid, place or [], tuple(metric_set or ()), limit or None)
    write_json(plan) if as_json else _print(plan)
    if output is not None:
        write_files(output, plan.pasted)
    if check:
        _hold(plan)


def _plan(call: Context, pid: str, names: Iterable[PlaceName], sets: tuple[str, ...], limit: int | None) -> FixPlan:
    from assessors.engine import judge
    from fairsvc.jobs.holdings import load_evidence
    from fairsvc.jobs.judging import panel_of
    from fairsvc.model.remedy import Place
    from fairsvc.reports.fix import plan_fix

    places: frozenset[Place] = frozenset(Place[name.name] for name in names)
    with call.workspace() as workspace:
        panel = panel_of(workspace.settings, sets)
        evidence = load_evidence(workspace, pid)
    asked = (
        frozenset().union(*(one.check_ids for one in panel.metric_sets))
        if sets
        else frozenset(panel.rulebook.check_ids)
    )
    verdicts = judge(evidence, (check for check in panel.checks if check.id in asked))
    return plan_fix(evidence, verdicts, panel.metric_sets, places=places, limit=limit)


def _hold(plan: FixPlan) -> None:
    """Raise ProblemsFound when there is something to repair, FetchFailed when that could not be looked at."""
    if count := len(plan.repairs):
        raise ProblemsFound(
            "there is 1 thing to repair" if count == 1 else f"there are {count} things to repair", plan.pid
        )
    if plan.unclear and plan.unread:
        raise FetchFailed(
            f"{len(plan.unclear)} checks are open, since no answer came to: {', '.join(plan.unread)}",
            plan.pid,
            f"Look again: fairsvc assess {plan.pid}",
        )


def _print(plan: FixPlan) -> None:
    from fairsvc.reports.gain_text import list_standings

    write_text(f"{plan.address}\n{plan.title or '(no title found)'}\nevidence of {plan.gathered_at:%Y-%m-%d %H:%M} UTC")
    if not plan.repairs:
        write_text("\nNothing to repair: no check that was judged fails for want of such lines.")
        _print_unclear(plan)
        return
    for number, repair in enumerate(plan.repairs, 1):
        _print_repair(number, repair)
    write_text(f"\nAll {len(plan.repairs)} together")
    rows = [(gain.metric_set, *row) for gain in plan.together for row in list_standings(gain)]
    write_table(("metric set", "", "before", "after"), rows)
    for one in plan.pasted:
        write_text(f"--- {one.place}: {one.where}\n\n{one.text}\n")
    for contradiction in plan.contradictions:
        write_text(f"Choose: {contradiction}.")
    _print_unclear(plan)


def _print_unclear(plan: FixPlan) -> None:
    unread = f", and no answer came to: {', '.join(plan.unread)}" if plan.unread else ""
    if plan.unclear:
        write_text(f"Open are {len(plan.unclear)} checks that could not be decided{unread}.")


def _print_repair(number: int, repair: Repair) -> None:
    from fairsvc.reports.fix import WHERE, in_script
    from fairsvc.reports.gain_text import spell_gain

    write_text(f"\n{number}. {repair.prescription.sentence}\n   mends {', '.join(repair.checks)}")
    for gain in repair.gains:
        write_text(f"   {gain.metric_set}: {spell_gain(gain)}")
    for snippet in repair.prescription.snippets:
        text = in_script(snippet.text) if snippet.place.name == "JSON_LD" else snippet.text
        write_text(f"\n   {snippet.place}, {WHERE[snippet.place]}:\n\n{text}")
