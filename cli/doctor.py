"""fairsvc doctor: tell whether this installation is sound."""

from __future__ import annotations

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", short_help="Examine installation, settings, store and evidence folder.")(doctor)


def doctor(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Examine the installation, the settings, the store and the evidence folder; nobody is asked.

    Exits with 1 when something needs mending.

    \b
    Examples:
      fairsvc doctor
      fairsvc doctor --json
    """
    from cli.examination import examine

    call: Context = context.obj
    symptoms = examine(call)
    if as_json:
        write_json(symptoms)
    else:
        write_table(("what", "", "found"), [(s.what, "ok" if s.ok else "MEND", s.found) for s in symptoms])
    if not all(symptom.ok for symptom in symptoms):
        raise typer.Exit(1)
