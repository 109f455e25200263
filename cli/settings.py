"""fairsvc settings: what is in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("settings", short_help="Show every setting, its value and what it is for.")(show)


def show(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Show every setting, its value and what it is for; secrets are hidden.

    \b
    Examples:
      fairsvc settings
      FAIRSVC_WORKERS=8 fairsvc --set robots=false settings --json
    """
    from fairsvc.settings import table

    call: Context = context.obj
    settings = call.settings()
    rows = [(row.name, _shown(getattr(settings, row.name), row.metadata), row.default, row.metadata) for row in table()]
    if as_json:
        listed = [{"name": n, "value": v, "default": d, "unit": m["unit"], "help": m["help"]} for n, v, d, m in rows]
        write_json({"settings": listed, "sources": settings.sources, "rates": settings.rates})
        return
    write_table(("setting", "value", "unit", "what for"), [(n, _text(v), m["unit"], m["help"]) for n, v, _, m in rows])


def _shown(value: object, metadata: Mapping[str, Any]) -> object:
    return "(hidden)" if metadata["secret"] and value else value


def _text(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
