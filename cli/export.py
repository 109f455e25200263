"""fairsvc evidence export: hand out the evidence of one PID."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_text
from fairsvc.errors import BadSettings

if TYPE_CHECKING:
    from fairsvc.jobs.exporting import Exported


def export(
    context: typer.Context,
    pid: Annotated[str, typer.Argument(help="The PID, as it was assessed")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; - is standard output")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it is there")] = False,
    as_json: AsJson = False,
) -> None:
    """Write one WARC file with all that the verdicts on a PID rest on, for whoever audits them.

    It holds every exchange, the harvested pages with the PID's records, and the assessments. Any WARC tool reads it;
    `fairsvc assess PID --recorded FILE` judges it again on another machine.

    \b
    Examples:
      fairsvc evidence export 10.5072/example
      fairsvc evidence export 10.5072/example -o audit.warc.gz --force
      fairsvc evidence export 10.5072/example -o - > audit.warc.gz
    """
    path = output or Path(f"{re.sub('[^0-9a-z.-]+', '-', pid.lower()).strip('-.')}.warc.gz")
    if str(path) == "-":
        if as_json:
            raise BadSettings("--json and -o - both want the standard output", "", "Name a file")
        _export(context.obj, pid, "evidence.warc.gz", None)
        return
    if path.exists() and not force:
        raise BadSettings("the file is there already", str(path), "Name another with -o, or give --force")
    exported = _export(context.obj, pid, path.name, path)
    write_json(exported) if as_json else write_text(_sentence(exported, path))


def _export(call: Context, pid: str, name: str, path: Path | None) -> Exported:
    from io import BytesIO

    from fairsvc.jobs.exporting import export_evidence

    # Nothing is written before all is read: a PID without evidence must not leave an empty file.
    written = BytesIO()
    with call.workspace() as workspace:
        exported = export_evidence(workspace, pid, name, written)
    if path is None:
        sys.stdout.buffer.write(written.getvalue())
        return exported
    try:
        path.write_bytes(written.getvalue())
    except OSError as error:
        raise BadSettings(f"the file cannot be written ({error.strerror})", str(path), "Name another with -o") from None
    return exported


def _sentence(exported: Exported, path: Path) -> str:
    pages = f", {exported.pages} harvested pages" if exported.pages else ""
    altered = f" ({exported.altered_pages} with parts blanked later)" if exported.altered_pages else ""
    return (
        f"{path}: {exported.exchanges} exchanges{pages}{altered}, {exported.size_bytes / 1e3:.1f} kB\n"
        f"Evidence digest {exported.digest}\n"
        f"Judge it again anywhere: fairsvc assess {exported.pid} --recorded {path}"
    )
