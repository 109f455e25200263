"""fairsvc dataset: one dataset as all sources together describe it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.context import Context
from cli.options import AsJson
from cli.output import write_json, write_table, write_text
from fairsvc.errors import NotFound, UsageError

if TYPE_CHECKING:
    from fairsvc.jobs.datasets import Candidate
    from fairsvc.model.dataset import Dataset, Described, Said

SHOWN_VALUES = 3
SHOWN_LETTERS = 160


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Look at datasets as harvested, from all sources together.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("show", short_help="Show what the sources say of a dataset.")(show)
    app.add_typer(group, name="dataset")


def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="PID", help="The PID, or SOURCE/IDENTIFIER for a dataset without one")],
    source: Annotated[str, typer.Option(help="Take the argument as an identifier in this source")] = "",
    as_json: AsJson = False,
    datacite_xml: Annotated[bool, typer.Option("--datacite-xml", help="The merged record as DataCite XML")] = False,
    datacite_json: Annotated[bool, typer.Option("--datacite-json", help="The merged record as DataCite JSON")] = False,
) -> None:
    """Show what the sources say of a dataset: whose word counts, where they disagree, and what may belong to it.

    \b
    Examples:
      fairsvc dataset show 10.5072/example
      fairsvc dataset show facility/oai:facility.example:42
      fairsvc dataset show oai:facility.example:42 --source facility --json
      fairsvc dataset show 10.5072/example --datacite-xml
    """
    from fairsvc.jobs.datasets import find_dataset, list_candidates

    if as_json + datacite_xml + datacite_json > 1:
        raise UsageError("choose one of --json, --datacite-xml and --datacite-json")
    call: Context = context.obj
    with call.workspace() as workspace:
        dataset = find_dataset(workspace, name, source)
        candidates = list_candidates(workspace, dataset)
    if datacite_xml or datacite_json:
        _write_as(dataset, "datacite-xml" if datacite_xml else "datacite-json")
    elif as_json:
        write_json(_as_document(dataset, candidates))
    else:
        _print_dataset(dataset, candidates)


def _write_as(dataset: Dataset, format_id: str) -> None:
    from fairsvc.formats.dispatch import formats

    write = formats()[format_id].write
    if write is None or not dataset.fields:
        raise NotFound(
            f"there is nothing to write as {format_id}", dataset.key, "No source has a live, readable record"
        )
    typer.echo(write(dataset.metadata).decode("utf-8"))


def _print_dataset(dataset: Dataset, candidates: tuple[Candidate, ...]) -> None:
    state = "deleted in every source: a tombstone" if dataset.deleted else dataset.metadata.state
    write_text(f"{dataset.key}  {state}".rstrip())
    if dataset.fields:
        rows = [
            (field.name, _shown(field.chosen.value), field.chosen.source, _others(field.differing))
            for field in dataset.fields
        ]
        write_table(("field", "says", "source", "others say otherwise"), rows)
    if dataset.conflicts:
        write_table(("conflict", "what"), [(finding.code, finding.detail) for finding in dataset.conflicts])
    records = [(r.source, r.rank, r.identifier, r.prefix, r.datestamp, _state(r)) for r in dataset.records]
    write_table(("described by", "rank", "identifier", "prefix", "datestamp", "state"), records)
    if candidates:
        from fairsvc.jobs.datasets import MOST_CANDIDATES

        alike = [(c.pid or f"{c.source}/{c.identifier}", c.source, c.relation or "not linked") for c in candidates]
        write_table(("same title", "source", "relation"), alike)
        if len(candidates) == MOST_CANDIDATES:
            write_text(f"Only the first {MOST_CANDIDATES} with the same title are shown.")


def _state(record: Described) -> str:
    if record.deleted:
        return "deleted"
    return "unreadable" if record.metadata is None else "live"


def _others(differing: tuple[Said, ...]) -> str:
    return ", ".join(dict.fromkeys(said.source for said in differing))


def _shown(value: object) -> str:
    """Spell a value for a table: the first few of many, each by what it says first."""
    if isinstance(value, tuple):
        more = f"; and {len(value) - SHOWN_VALUES} more" if len(value) > SHOWN_VALUES else ""
        return "; ".join(_shown(one) for one in value[:SHOWN_VALUES]) + more
    if is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, field.name) for field in fields(value)]
        return " ".join([part for part in parts if isinstance(part, str) and part][:2])[:SHOWN_LETTERS]
    return str(value)[:SHOWN_LETTERS]


def _as_document(dataset: Dataset, candidates: tuple[Candidate, ...]) -> dict[str, Any]:
    return {
        "key": dataset.key,
        "deleted": dataset.deleted,
        "fields": {field.name: {"chosen": field.chosen, "others": field.others} for field in dataset.fields},
        "conflicts": dataset.conflicts,
        "records": [
            {field.name: getattr(record, field.name) for field in fields(record) if field.name not in _NOT_TOLD}
            for record in dataset.records
        ],
        "same_title": candidates,
    }


# What the fields say already, and what only findings need.
_NOT_TOLD = frozenset(("metadata", "where"))
