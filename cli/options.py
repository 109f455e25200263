"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output")]
MetricSets = Annotated[
    list[str] | None,
    typer.Option(
        "--metric-set", metavar="ID", help="Metric set; repeat it for several [default: those of the settings]"
    ),
]
