"""I2, I3, R1: what to write into the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator

from assessors.pasting import safe_address, schema_org, server_lines
from assessors.reading.opened_files import opened_hdf5
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.model.evidence import Column, Evidence
from fairsvc.model.pid import find_pid
from fairsvc.model.remedy import Snippet, remedy
from fairsvc.vocab.units import find_ucum

_MOST = 50


@remedy("write-units-in-file", "Write the unit of every number into the file, as an attribute or in the header.")
def write_units_in_file(evidence: Evidence) -> Iterator[Snippet]:
    """Show it on the columns of the table, or on a dataset of an HDF5 file."""
    columns = next((facts.columns for facts in evidence.probed_files if facts.columns), ())
    if columns:
        yield server_lines(",".join(f"{column.name} [{find_ucum(column.unit) or '1'}]" for column in columns[:_MOST]))
    yield server_lines('file["entry/data/energy"].attrs["units"] = "eV"')


@remedy(
    "link-source-files", "Say in the file what the data were made of, by identifier, in a group whose class says how."
)
def link_source_files(evidence: Evidence) -> Iterator[Snippet]:
    """Name the source that the metadata name."""
    source = json.dumps(_source(evidence))
    yield server_lines(
        'process = file["entry"].create_group("reduction")',
        'process.attrs["NX_class"] = "NXprocess"',
        f'process["raw_data"] = {source}',
    )


@remedy("name-variables-as-in-file", "Name the measured variables as the columns or datasets of the file are named.")
def name_variables_as_in_file(evidence: Evidence) -> Iterator[Snippet]:
    """Take the names from the file."""
    measured = [_measured(column) for column in _columns(evidence)[:_MOST]]
    yield schema_org(evidence, {"variableMeasured": measured})


def _source(evidence: Evidence) -> str:
    for _, related in said(evidence, "related", lambda view: view.related):
        pid = find_pid(related.value) if related.relation == "IsDerivedFrom" and substantial(related.value) else None
        if pid is not None:
            return safe_address(pid.uri)
    return "https://doi.org/10.5072/raw"


def _columns(evidence: Evidence) -> list[Column]:
    columns = [column for facts in evidence.probed_files for column in facts.columns if substantial(column.name)]
    opened = opened_hdf5(evidence)
    paths = opened[1].inside.datasets if opened and opened[1].inside else ()
    names = dict.fromkeys(path.rpartition("/")[2] for path in paths)
    return columns or [Column(name) for name in names if substantial(name)] or [Column("energy", "eV")]


def _measured(column: Column) -> dict[str, str]:
    code = find_ucum(column.unit)
    return {"@type": "PropertyValue", "name": column.name} | ({"unitCode": f"ucum:{code}"} if code else {})
