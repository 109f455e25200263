"""fairsvc evidence: what a verdict rests on."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.export import export
from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from cli.prune import prune
from fairsvc.errors import NotFound

if TYPE_CHECKING:
    from fairsvc.model.evidence import Evidence
    from fairsvc.model.exchange import Exchange
    from fairsvc.model.metadata import Metadata, Origin

VIEWS = ("page", "registry", "oai", "union")
SHOWN_BODY = 4096


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Look at recorded evidence; nobody is asked.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("show")(show)
    group.command("export")(export)
    group.command("prune", short_help="Let old evidence go; keep what assessments rest on.")(prune)
    app.add_typer(group, name="evidence")


def show(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="The PID, as it was assessed")],
    at: Annotated[
        str, typer.Option(help="One pointer of a verdict: exchange/page, view/page/titles, link/cite-as")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what was asked and what came back, or one part of it.

    \b
    Examples:
      fairsvc evidence show 10.5072/example
      fairsvc evidence show 10.5072/example --at exchange/page
      fairsvc evidence show 10.5072/example --at view/union/titles
      fairsvc evidence show 10.5072/example --at view/registry --json
    """
    from fairsvc.jobs.forgetting import altered_at
    from fairsvc.jobs.holdings import load_evidence

    call: Context = context.obj
    with call.workspace() as workspace:
        evidence = load_evidence(workspace, pid, with_bodies=at.startswith("exchange/"))
        for moment in altered_at(workspace, evidence):
            typer.echo(f"Parts were blanked on {moment:%Y-%m-%d}, since a person was forgotten.", err=True)
    part = find_part(evidence, at) if at else evidence
    origin = find_origin(evidence, at)
    if as_json:
        write_json({"value": part, "origin": origin} if origin else _without_bodies(part))
    elif at:
        _print_part(part)
        if origin:
            write_text(f"from exchange/{origin.step or '?'}: {origin.document}, {origin.pointer}")
    else:
        _print_evidence(evidence)


def find_part(evidence: Evidence, pointer: str) -> object:
    """Follow a verdict's pointer into the evidence. Raises NotFound."""
    kind, _, rest = pointer.partition("/")
    name, *path = rest.split("/")
    found: object = None
    if pointer == "pid":
        found = evidence.pid
    elif kind == "exchange":
        found = next((e for e in evidence.exchanges if name in e.steps), None)
    elif kind == "link":
        found = evidence.links_with(name) or None
    elif kind == "view":
        found = _step_into(_views(evidence).get(name), path)
    if found is None:
        steps = ", ".join(f"exchange/{step}" for e in evidence.exchanges for step in e.steps)
        views = ", ".join(f"view/{name}" for name, view in _views(evidence).items() if view)
        raise NotFound("the evidence has no such part", pointer, f"It has {steps}, {views}")
    return found


def find_origin(evidence: Evidence, pointer: str) -> Origin | None:
    """Find which exchange brought the value that a pointer names, and where in it; None for all but fields of views."""
    kind, _, rest = pointer.partition("/")
    name, _, path = rest.partition("/")
    view = getattr(evidence, name) if kind == "view" and name in VIEWS else None
    return view.origin(path.partition("/")[0]) if view is not None else None


def _views(evidence: Evidence) -> dict[str, object]:
    return {
        **{name: getattr(evidence, name) for name in VIEWS},
        "manifest": evidence.manifest.entries,
        "file": evidence.file_facts,
        "facts": evidence.page_facts,
        "findings": evidence.findings,
        "answers": evidence.answers,
    }


def _step_into(part: object, path: list[str]) -> object:
    """Go down by field name or position; None when there is no such way."""
    for name in path:
        if isinstance(part, tuple):
            part = part[int(name)] if name.isdecimal() and int(name) < len(part) else None
        elif is_dataclass(part) and name in {field.name for field in fields(part)}:
            part = getattr(part, name)
        else:
            return None
    return part


def _print_evidence(evidence: Evidence) -> None:
    typer.echo(
        f"{evidence.pid.uri}  gathered {evidence.gathered_at:%Y-%m-%d %H:%M:%S} UTC  digest {evidence.digest[:16]}"
    )
    rows = [
        (
            ", ".join(e.steps),
            e.need.method,
            e.need.url,
            len(e.hops),
            e.outcome(),
            e.media_type,
            e.size_bytes,
            e.elapsed_ms,
        )
        for e in evidence.exchanges
    ]
    write_table(("step", "", "asked", "hops", "outcome", "type", "bytes", "ms"), rows)
    views = [(name, getattr(evidence, name)) for name in VIEWS[:3]]
    write_table(("view", "says"), [(name, _fields(view)) for name, view in views])
    if evidence.manifest.entries:
        files = [
            (f.path or f.url, f.size_bytes, f.media_type, ", ".join(f.found_by)) for f in evidence.manifest.entries
        ]
        write_table(("file", "bytes claimed", "type claimed", "found by"), files)
    _print_signposting(evidence)
    for finding in evidence.findings:
        write_text(f"  {finding.code} at {finding.where}: {finding.detail}")


def _print_signposting(evidence: Evidence) -> None:
    from fairsvc.probe.signposting_report import signposting_report

    report = signposting_report(evidence)
    level = "unknown" if report.level is None else f"level {report.level}"
    asked = "" if report.links_back else "; links back were not asked for"
    write_text(f"FAIR Signposting: {level} ({report.because}{asked})")


def _fields(view: Metadata | None) -> str:
    return (
        "nothing"
        if view is None
        else ", ".join(f.name for f in fields(view) if view.says(f.name) and f.name != "origins") or "nothing"
    )


def _print_part(part: object) -> None:
    from fairsvc.model.exchange import Exchange

    if isinstance(part, Exchange):
        _print_exchange(part)
    else:
        write_json(part)


def _print_exchange(exchange: Exchange) -> None:
    write_text(f"> {exchange.need.method} {exchange.need.url}")
    for name, value in exchange.need.headers:
        write_text(f"> {name}: {value}")
    for hop in exchange.hops:
        write_text(f"< {hop.status} {hop.url}")
        for name, value in hop.headers:
            write_text(f"< {name}: {value}")
    if exchange.failure:
        write_text(f"! {exchange.failure}")
    body = exchange.body or b""
    shown = body[:SHOWN_BODY].decode("utf-8", "replace").replace("\r\n", "\n")
    write_text(f"\n{shown}" + (f"\n... {len(body) - SHOWN_BODY} bytes more" if len(body) > SHOWN_BODY else ""))


def _without_bodies(part: object) -> object:
    from dataclasses import replace

    from fairsvc.model.evidence import Evidence
    from fairsvc.model.exchange import Exchange

    if isinstance(part, Evidence):
        return replace(part, exchanges=tuple(replace(e, body=None) for e in part.exchanges))
    return replace(part, body=None) if isinstance(part, Exchange) else part
