"""fairsvc metrics: the store's figures for Prometheus, once; and the server that `fairsvc work` may open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.jobs.metrics import Meters
    from fairsvc.jobs.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("metrics")(metrics)


def metrics(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, at once, instead of standard output")
    ] = None,
) -> None:
    """Print the figures of the store in Prometheus' text format.

    For the textfile collector of node_exporter; `fairsvc work --metrics-port` serves them and more.

    \b
    Examples:
      fairsvc metrics
      fairsvc metrics -o /var/lib/node_exporter/fairsvc.prom
    """
    from fairsvc.jobs.metrics import expose

    call: Context = context.obj
    with call.workspace() as workspace:
        text = expose(workspace)
    if output is None:
        typer.echo(text, nl=False)
        return
    partial = output.with_name(f"{output.name}.partial")
    try:
        partial.write_bytes(text)
        partial.replace(output)
    except OSError as error:
        raise BadSettings("the figures cannot be written", f"{output} ({error.strerror})") from None


@contextmanager
def serving(workspace: Workspace, meters: Meters, port: int) -> Iterator[None]:
    """Serve the figures of store and process while the block lasts, on the address of the settings."""
    from prometheus_client import start_http_server

    from fairsvc.jobs.metrics import StoreFigures

    address = workspace.settings.metrics_address
    meters.registry.register(StoreFigures(workspace.store))
    try:
        server, thread = start_http_server(port, address, meters.registry)
    except OSError as error:
        raise BadSettings(
            "the metrics cannot be served", f"{address}:{port} ({error.strerror})", "Name another port"
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
