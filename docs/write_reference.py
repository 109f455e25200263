"""Write docs/reference from the code: commands, settings, checks, formats, steps, mechanisms, findings and more.

Run `scripts/reference`. A test holds the written pages against what this would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer.main

from assessors.catalogue import load_checks
from assessors.metric_sets import load_metric_sets
from cli.main import app
from fairsvc.formats.dispatch import formats
from fairsvc.model.depth import DEPTHS, FULL_DEPTH, MATRIX_DEPTH, STANDARD_DEPTH
from fairsvc.probe.conneg_findings import KINDS
from fairsvc.probe.files import AGREED, load_mechanisms
from fairsvc.probe.reading import load_readers
from fairsvc.settings import table as settings_table
from fairsvc.vocab.findings import load_meanings
from harvest.catalogue import load_sources

HERE = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- written by scripts/reference; do not edit -->\n\n"


def pages() -> dict[str, str]:
    """Make every page, by file name."""
    bodies = {
        "commands.md": _commands(),
        "settings.md": _settings(),
        "checks.md": _checks(),
        "metric-sets.md": _metric_sets(),
        "formats.md": _formats(),
        "steps.md": _steps(),
        "mechanisms.md": _mechanisms(),
        "findings.md": _findings(),
    }
    return {name: NOTE + body.rstrip() + "\n" for name, body in bodies.items()}


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _commands() -> str:
    group: Any = typer.main.get_command(app)
    return "# Commands\n\n" + "\n".join(_command("fairsvc", group))


def _command(name: str, command: Any) -> Iterable[str]:
    context = command.make_context(name, [], resilient_parsing=True)
    context.terminal_width = context.max_content_width = 100
    yield f"## {name}\n\n```text\n{_help(command, context).strip()}\n```\n"
    for child_name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _command(f"{name} {child_name}", child)


def _help(command: Any, context: Any) -> str:
    formatter = context.make_formatter()
    command.format_help(context, formatter)
    return str(formatter.getvalue())


def _settings() -> str:
    rows = [
        (f"`{row.name}`", f"`{_plain(row.default)}`", row.metadata["unit"], row.metadata["help"])
        for row in settings_table()
    ]
    return "# Settings\n\n" + _table(("setting", "default", "unit", "what for"), rows)


def _plain(value: object) -> str:
    return ", ".join(value) or " " if isinstance(value, tuple) else str(value) or " "


def _checks() -> str:
    checks = load_checks().values()
    parts = [
        f"## {check.id}\n\n{check.title}.\n\n- Source: {check.source}\n- Passes: {check.example}\n"
        f"- Reads: {', '.join(step.name for step in check.needs) or 'the PID alone'}; version {check.version}\n"
        for check in checks
    ]
    return f"# Checks\n\n{len(parts)} checks. None knows the indicators that name it.\n\n" + "\n".join(parts)


def _metric_sets() -> str:
    parts = ["# Metric sets\n"]
    for metrics in load_metric_sets().values():
        parts.append(f"## {metrics.name}\n\n{metrics.title}. Source: {metrics.source}\n")
        rows = [
            (
                i.id,
                i.principle,
                i.priority,
                i.text,
                _deciding(i.checks, i.combine)
                or "; ".join(f"{t.id}: {_deciding(t.checks, t.combine) or 'not yet assessed'}" for t in i.tests)
                or "not yet assessed",
            )
            for i in metrics.indicators
        ]
        parts.append(_table(("indicator", "principle", "priority", "asks", "decided by"), rows))
    return "\n".join(parts)


def _deciding(checks: Sequence[str], combine: str) -> str:
    joint = " or " if combine == "any" else " and "
    return joint.join(checks)


def _formats() -> str:
    rows = [(f.id, f.title, f.source, ", ".join((*f.media_types, *f.namespaces))) for f in formats().values()]
    sources = [(s.kind, s.title) for s in load_sources().values()]
    return (
        "# Formats and sources\n\n"
        + _table(("format", "title", "source", "recognised by"), rows)
        + "\n"
        + _table(("source", "title"), sources)
    )


def _steps() -> str:
    depths = [(one.name, one.max_requests, len(one.steps), one.title) for one in DEPTHS.values()]
    held = {depth.name: {step.name for step in depth.steps} for depth in DEPTHS.values()}
    everything = {step.name: step for depth in (FULL_DEPTH, STANDARD_DEPTH, MATRIX_DEPTH) for step in depth.steps}
    rows = [
        (step.rank, f"`{name}`", step.title, ", ".join(depth for depth in held if name in held[depth]))
        for name, step in sorted(everything.items(), key=lambda pair: pair[1].rank)
    ]
    kinds = ", ".join(f"`{kind}`" for kind in sorted(load_readers()))
    return (
        "# Depths and steps of the probe\n\n"
        + _table(("depth", "requests at most", "steps", "asks"), depths)
        + "\nHops of redirects are not counted. A step is asked once, when its question can be put; where the limit is"
        " near, the lowest rank is asked. At depth full the steps `agency` and `conneg:...` wait for the files.\n\n"
        + _table(("rank", "step", "asks", "depths"), rows)
        + f"\nReaders, by kind of step (its name up to the colon): {kinds}. Of other steps' answers counts what"
        " HTTP says.\n"
    )


def _mechanisms() -> str:
    ordered = sorted(load_mechanisms().values(), key=lambda one: one.rank)
    rows = [(one.rank, one.id, one.title, one.source, one.confidence) for one in ordered]
    return (
        "# Mechanisms that list files\n\nOf one file, the lowest rank is believed first. Confidence is what a "
        f"mechanism deserves alone; two that are independent and agree earn {AGREED}.\n\n"
        + _table(("rank", "mechanism", "lists", "source", "confidence"), rows)
    )


def _findings() -> str:
    rows = [(f"`{one.code}`", one.means, one.remedy) for one in load_meanings()]
    conneg = [(f"`{kind.code}`", f"{kind.title} ({kind.clause})", kind.remedy) for kind in KINDS]
    return (
        "# Findings of the probe\n\nA finding names a defect that was met; it is evidence, not a verdict. `*` is any"
        " text; of several rows that fit, the first counts.\n\n"
        + _table(("finding", "means", "what to do"), rows)
        + "\n## Of content negotiation\n\n"
        + _table(("finding", "means", "what to do"), conneg)
    )


def main() -> None:
    """Write the pages and remove what is no page any more."""
    HERE.mkdir(exist_ok=True)
    wanted = pages()
    for path in HERE.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (HERE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
