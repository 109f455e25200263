"""The HDF5 file that a full look opened, and what may be said where none was."""

from __future__ import annotations

from collections.abc import Callable

from assessors.memory import remembered
from assessors.reading.absence import OF_DATA
from assessors.reading.data_files import found_format, no_data_due, unread_file
from assessors.reading.file_formats import FileFormat, find_format, find_format_of_name
from assessors.reading.sentences import shown
from fairsvc.model.check import Verdict, indeterminate, not_applicable
from fairsvc.model.depth import FULL_DEPTH
from fairsvc.model.evidence import Evidence, FileFacts, Hdf5Facts
from fairsvc.model.file_steps import MORE_FILES, NEXUS_STEPS
from fairsvc.model.manifest import FileEntry
from fairsvc.model.step import FILE

NEEDS = (FILE, *MORE_FILES, *NEXUS_STEPS, *OF_DATA.steps)
_OPENED = ("read", "partly read")


@remembered
def opened_hdf5(evidence: Evidence) -> tuple[str, Hdf5Facts] | None:
    """Find the HDF5 file whose structure was read, with its pointer; None when there is none."""
    for pointer, facts in _probed(evidence):
        if facts.hdf5 is not None and facts.hdf5.state in _OPENED:
            return pointer, facts.hdf5
    return None


def unopened_hdf5(evidence: Evidence, otherwise: Callable[[Evidence], Verdict] | None = None) -> Verdict:
    """Say why no HDF5 file was opened: not needed, not readable, not looked at, or there is none.

    `otherwise` judges a file that was read and is of another format; without it that is not applicable.
    """
    if verdict := no_data_due(evidence):
        return verdict
    for pointer, facts in _probed(evidence):
        if is_hdf5(find_format(facts.signature_media_type)):
            return _closed(evidence, pointer, facts)
    if verdict := unread_file(evidence):
        return verdict
    if named := next(filter(_claims_hdf5, evidence.manifest.entries), None):
        name = shown(named.path or named.url)
        return indeterminate(f"The file {name} was not looked at{_hint(evidence)}.", "view/manifest")
    found = found_format(evidence)
    if found is None and not text_like(evidence):
        return indeterminate("The format of the bytes was not recognised.", "view/file")
    if otherwise is not None:
        return otherwise(evidence)
    return not_applicable(f"The file is {found.id if found else 'text'}, not HDF5.", "view/file")


def text_like(evidence: Evidence) -> bool:
    """Tell whether the first bytes of the file are text, or a table of it."""
    facts = evidence.file_facts
    return facts is not None and facts.signature in ("text", "csv", "tsv") and not facts.instead


def is_hdf5(kind: FileFormat | None) -> bool:
    """Tell whether files of the format are HDF5."""
    return kind is not None and kind.id in ("hdf5", "nexus")


def _probed(evidence: Evidence) -> list[tuple[str, FileFacts]]:
    first = [("view/file", evidence.file_facts)] if evidence.file_facts else []
    return first + [(f"view/more_files/{number}", facts) for number, facts in enumerate(evidence.more_files)]


def _closed(evidence: Evidence, pointer: str, facts: FileFacts) -> Verdict:
    if facts.hdf5 is None:
        return indeterminate(f"The structure of the HDF5 file was not read{_hint(evidence)}.", pointer)
    note = f" ({shown(facts.hdf5.note)})" if facts.hdf5.note else ""
    return indeterminate(f"The structure of the HDF5 file is {facts.hdf5.state}{note}.", pointer)


def _claims_hdf5(entry: FileEntry) -> bool:
    return is_hdf5(find_format(entry.media_type) or find_format_of_name(entry.path or entry.url))


def _hint(evidence: Evidence) -> str:
    return "" if evidence.depth == FULL_DEPTH.name else "; a full look (--depth full) opens the file"
