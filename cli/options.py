"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

# What to do where the settings name no [[source]], though the store may hold some.
NO_SOURCE = "Add one: fairsvc sources add NAME --url URL, or fairsvc sources add --facility ID"

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output")]
MetricSets = Annotated[
    list[str] | None,
    typer.Option(
        "--metric-set", metavar="ID", help="Metric set; repeat it for several [default: those of the settings]"
    ),
]
