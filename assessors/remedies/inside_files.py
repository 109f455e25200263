"""I2, I3, R1: what to write into the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator

from assessors.filling import examples
from assessors.filling.pasting import safe_address, server_lines
from assessors.reading.substance import substantial
from assessors.reading.views import said
from fairsvc.model.evidence import Evidence
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


def _source(evidence: Evidence) -> str:
    for _, related in said(evidence, "related", lambda view: view.related):
        pid = find_pid(related.value) if related.relation == "IsDerivedFrom" and substantial(related.value) else None
        if pid is not None:
            return safe_address(pid.uri)
    return f"https://doi.org/{examples.SOURCE.value}"
