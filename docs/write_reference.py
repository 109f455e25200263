"""Write docs/reference from the code: commands, settings, checks, formats, steps, mechanisms, findings and more.

Run `scripts/reference`. A test holds the written pages against what this would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import typer.main

from assessors.catalogue import load_checks, load_remedies
from cli.main import app
from docs.markdown import table
from docs.metric_set_pages import check_lines, metric_set_pages
from fairsvc.formats.dispatch import formats
from fairsvc.model.check import Check
from fairsvc.model.depth import DEPTHS, FULL_DEPTH, MATRIX_DEPTH, STANDARD_DEPTH
from fairsvc.model.remedy import Remedy
from fairsvc.probe.conneg_findings import KINDS
from fairsvc.probe.files import AGREED, load_mechanisms
from fairsvc.probe.reading import load_readers
from fairsvc.resolve.walking import load_repositories
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
        **metric_set_pages(),
        "formats.md": _formats(),
        "steps.md": _steps(),
        "mechanisms.md": _mechanisms(),
        "repositories.md": _repositories(),
        "findings.md": _findings(),
    }
    return {name: NOTE + body.rstrip() + "\n" for name, body in bodies.items()}


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
    return "# Settings\n\n" + table(("setting", "default", "unit", "what for"), rows)


def _plain(value: object) -> str:
    return ", ".join(value) or " " if isinstance(value, tuple) else str(value) or " "


def _checks() -> str:
    checks = load_checks().values()
    remedies = load_remedies()
    parts = ["\n".join((f"## {check.id}\n\n{check.title}.\n", *_check(check, remedies), "")) for check in checks]
    return f"# Checks\n\n{len(parts)} checks. None knows the indicators that name it.\n\n" + "\n".join(parts)


def _check(check: Check, remedies: Mapping[str, Remedy]) -> list[str]:
    reads = ", ".join(step.name for step in check.needs) or "the PID alone"
    return [*check_lines(check, remedies), f"- Reads: {reads}; version {check.version}"]


def _formats() -> str:
    rows = [(f.id, f.title, f.source, ", ".join((*f.media_types, *f.namespaces))) for f in formats().values()]
    sources = [(s.kind, s.title) for s in load_sources().values()]
    return (
        "# Formats and sources\n\n"
        + table(("format", "title", "source", "recognised by"), rows)
        + "\n"
        + table(("source", "title"), sources)
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
        + table(("depth", "requests at most", "steps", "asks"), depths)
        + "\nHops of redirects are not counted. A step is asked once, when its question can be put; where the limit is"
        " near, the lowest rank is asked. At depth full the steps `agency` and `conneg:...` wait for the files.\n\n"
        + table(("rank", "step", "asks", "depths"), rows)
        + f"\nReaders, by kind of step (its name up to the colon): {kinds}. Of other steps' answers counts what"
        " HTTP says.\n"
    )


def _mechanisms() -> str:
    ordered = sorted(load_mechanisms().values(), key=lambda one: one.rank)
    rows = [(one.rank, one.id, one.title, one.source, one.confidence) for one in ordered]
    return (
        "# Mechanisms that list files\n\nOf one file, the lowest rank is believed first. Confidence is what a "
        f"mechanism deserves alone; two that are independent and agree earn {AGREED}.\n\n"
        + table(("rank", "mechanism", "lists", "source", "confidence"), rows)
    )


def _repositories() -> str:
    proven = "held against recorded answers: {}"
    rows = [
        (f"`{one.id}`", one.title, one.source, one.confidence, proven.format(one.sample) if one.sample else "unproven")
        for one in load_repositories().values()
    ]
    return (
        "# Repositories whose API lists files\n\nEach is one file in `fairsvc/resolve/repositories`, or an entry point"
        " of `fairsvc.repositories`. An unproven one was written by its documentation and held against answers of that"
        " shape, never against recorded ones; `fairsvc resolve --explain` says so.\n\n"
        + table(("repository", "software", "documentation", "confidence", "proof"), rows)
    )


def _findings() -> str:
    rows = [(f"`{one.code}`", one.means, one.remedy) for one in load_meanings()]
    conneg = [(f"`{kind.code}`", f"{kind.title} ({kind.clause})", kind.remedy) for kind in KINDS]
    return (
        "# Findings of the probe\n\nA finding names a defect that was met; it is evidence, not a verdict. `*` is any"
        " text; of several rows that fit, the first counts.\n\n"
        + table(("finding", "means", "what to do"), rows)
        + "\n## Of content negotiation\n\n"
        + table(("finding", "means", "what to do"), conneg)
    )


def main() -> None:
    """Write the pages and remove what is no page any more."""
    wanted = pages()
    for path in HERE.rglob("*.md"):
        if path.relative_to(HERE).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        page = HERE / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
