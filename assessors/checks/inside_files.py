"""I1 to I3, R1, R1.3: what the files say themselves: definition, variables, vocabularies, references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessors.reading.absence import unheard
from assessors.reading.data_files import found_format
from assessors.reading.identity import same_pid
from assessors.reading.opened_files import NEEDS, opened_hdf5, text_like, unopened_hdf5
from assessors.reading.sentences import shown
from assessors.reading.substance import substantial
from assessors.reading.tables import nexus_groups
from assessors.reading.views import said
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence, FileReference, Hdf5Facts, NexusEntry
from fairsvc.model.step import METADATA
from fairsvc.vocab.panet import find_term
from fairsvc.vocab.units import find_ucum

_CIF = ("cif", "cbf")
_NOT_WHOLE = "The structure of the HDF5 file was read in part"
# The class of an entry says nothing of what stands in it.
_NO_ROLES = ("", "NXroot", "NXentry", "NXsubentry")
_SOURCES = ("IsDerivedFrom", "IsCompiledBy", "IsVersionOf", "IsPartOf", "References", "Requires", "HasPart")
_IN_WORDS = re.compile(r"[\[(].*")
_NO_LETTERS = re.compile(r"[\W_]+")


@check(
    "nexus-definition-named",
    title="The NeXus entry names its application definition",
    source="PaN profile; NeXus manual, NXentry: definition",
    example="/entry/definition = NXxas",
    counterexample="An NXentry without the field definition",
    needs=NEEDS,
)
def nexus_definition_named(evidence: Evidence) -> Verdict:
    """Look at all entries of the HDF5 file."""
    opened = opened_hdf5(evidence)
    if opened is None:
        return unopened_hdf5(evidence)
    pointer, hdf5 = opened
    for entry in _defined(hdf5):
        return passed(f"The entry {shown(entry.name)} follows {shown(entry.definition)}.", pointer)
    if hdf5.state != "read":
        return indeterminate(f"{_NOT_WHOLE}, and no definition was met.", pointer)
    lacks = "The NeXus entry names no application definition." if hdf5.nexus else "The HDF5 file has no NXentry."
    return failed(lacks, pointer, remedy="name-nexus-definition")


@check(
    "nexus-definition-known",
    title="The named application definition is published, and what it requires is there",
    source="FAIR R1.3; NeXus application definitions",
    example="NXxas, with NXinstrument, NXsample and NXdata in the entry",
    counterexample="definition = NXmyscan, or NXxas without NXsample",
    needs=NEEDS,
)
def nexus_definition_known(evidence: Evidence) -> Verdict:
    """Ask for the groups directly in the entry, as far as they were read."""
    opened = opened_hdf5(evidence)
    if opened is None:
        return unopened_hdf5(evidence)
    pointer, hdf5 = opened
    faults = []
    for entry in _defined(hdf5):
        fault = _misses(entry)
        if not fault:
            return passed(f"The entry {shown(entry.name)} has what {entry.definition} requires at the top.", pointer)
        faults.append(fault)
    if hdf5.state != "read" or any(entry.groups is None for entry in _defined(hdf5)):
        return indeterminate(f"{_NOT_WHOLE}: {faults[0] if faults else 'no definition was met'}.", pointer)
    because = f"{faults[0]}." if faults else "The HDF5 file names no application definition."
    return failed(because, pointer, remedy="name-nexus-definition")


@check(
    "variables-found-in-file",
    title="The variables that the metadata name are in the file",
    source="FAIRsFAIR FsF-R1-01MD; schema.org variableMeasured",
    example="variableMeasured energy, and the table begins with “energy [eV],i0 [counts]”",
    counterexample="variableMeasured temperature, and no column or dataset of that name",
    needs=(*METADATA, *NEEDS),
)
def variables_found_in_file(evidence: Evidence) -> Verdict:
    """Compare names without case and punctuation; one file need not have the variables of all."""
    named = [(where, text) for where, text in said(evidence, "variables", lambda v: v.variables) if substantial(text)]
    if not named:
        because = "The metadata name no variable."
        return unheard(evidence, "a measured variable") or not_applicable(because)
    names = dict(_names_in_files(evidence))
    wanted = {folded: text for _, text in named if (folded := _folded(text))}
    found = [folded for folded in wanted if folded in names]
    if found:
        because = f"{len(found)} of {len(wanted)} variables are in the file: {shown(wanted[found[0]])}."
        return passed(because, names[found[0]], named[0][0])
    opened = opened_hdf5(evidence)
    if opened is None:
        return unopened_hdf5(evidence, _without_variables)
    because = f"No dataset in the file has the name of a variable: {shown(named[0][1])}."
    return _left_unread(opened, "the variables") or failed(because, opened[0], remedy="name-variables")


@check(
    "file-vocabulary-terms",
    title="The file uses terms of vocabularies",
    source="FAIR I2; NeXus class names, UCUM and UDUNITS units, CIF dictionaries, PaNET",
    example='A group of NX_class NXentry; energy with units="eV"; a column “energy [eV]”',
    counterexample="A table whose columns have no unit, a picture",
    needs=NEEDS,
)
def file_vocabulary_terms(evidence: Evidence) -> Verdict:
    """Accept class names, units and techniques; the first bytes show NeXus already."""
    for pointer, because in _terms_in_files(evidence):
        return passed(because, pointer)
    opened = opened_hdf5(evidence)
    if opened is None:
        return unopened_hdf5(evidence, _without_terms)
    because = "The file uses neither NeXus classes nor units."
    return _left_unread(opened, "a term") or failed(because, opened[0], remedy="write-units-in-file")


@check(
    "file-refers-to-data",
    title="The file refers to other data that can be found",
    source="FAIR I3; HDF5 external links, virtual datasets; NeXus NXprocess, NXcite",
    example="An external link to raw_0001.h5, which is in the manifest; the DOI of the calibration",
    counterexample="raw_file = scratch/raw_0001.h5, of which nothing else is known",
    needs=(*METADATA, *NEEDS),
)
def file_refers_to_data(evidence: Evidence) -> Verdict:
    """Accept an address or identifier, a file of the dataset, or any file when the metadata name the source by PID."""
    opened = opened_hdf5(evidence)
    if opened is None:
        return unopened_hdf5(evidence)
    pointer, hdf5 = opened
    references = _references(hdf5)
    for reference in references:
        if way := _way_to(evidence, reference.target):
            return passed(f"{shown(reference.place)} refers to {shown(reference.target)}, {way}.", pointer)
    if verdict := _left_unread(opened, "a reference"):
        return verdict
    if not references:
        return failed("The file refers to no other data.", pointer, remedy="link-source-files")
    because = f"The file refers to {shown(references[0].target)}, which neither manifest nor metadata lead to."
    return failed(because, pointer, remedy="link-source-files")


@check(
    "file-qualifies-references",
    title="The file says what its references to other data mean",
    source="FAIR I3; NeXus NXprocess, NXcollection, NXnote, NXcite, NXdata",
    example="raw_file in a group of NX_class NXprocess",
    counterexample="raw_file in a group that has no NX_class",
    needs=NEEDS,
)
def file_qualifies_references(evidence: Evidence) -> Verdict:
    """Take the class of the group for the role of the references in it."""
    opened = opened_hdf5(evidence)
    if opened is None:
        return unopened_hdf5(evidence)
    pointer, hdf5 = opened
    references = _references(hdf5)
    for reference in references:
        if reference.role not in _NO_ROLES:
            return passed(f"{shown(reference.place)} stands in a group of {shown(reference.role)}.", pointer)
    if verdict := _left_unread(opened, "a reference with its role"):
        return verdict
    lacks = "Its references have no role." if references else "The file refers to no other data."
    return failed(lacks, pointer, remedy="link-source-files")


def _references(hdf5: Hdf5Facts) -> tuple[FileReference, ...]:
    return hdf5.inside.references if hdf5.inside else ()


def _defined(hdf5: Hdf5Facts) -> list[NexusEntry]:
    return [entry for entry in hdf5.entries if substantial(entry.definition)]


def _misses(entry: NexusEntry) -> str:
    required = nexus_groups(entry.definition)
    if required is None:
        return f"{shown(entry.definition)} is no published application definition"
    missing = [group for group in required if group not in (entry.groups or ())]
    return f"{entry.definition} requires {' and '.join(missing)} in the entry" if missing else ""


def _names_in_files(evidence: Evidence) -> Iterator[tuple[str, str]]:
    opened = opened_hdf5(evidence)
    for path in opened[1].inside.datasets if opened and opened[1].inside else ():
        yield _folded(path.rpartition("/")[2]), opened[0] if opened else ""
    for facts in evidence.probed_files:
        yield from ((_folded(column.name), "view/file") for column in facts.columns)


def _without_variables(evidence: Evidence) -> Verdict:
    if not text_like(evidence):
        return indeterminate("Names in files of this format are not read.", "view/file")
    because = "No column of the table has the name of a variable."
    return failed(because, "view/file", remedy="name-variables")


def _terms_in_files(evidence: Evidence) -> Iterator[tuple[str, str]]:
    opened, facts = opened_hdf5(evidence), evidence.file_facts
    if opened is not None and opened[1].inside is not None:
        pointer, inside = opened[0], opened[1].inside
        classes = [name for name in inside.classes if name.startswith("NX")]
        yield from ((pointer, f"The file uses the NeXus class {shown(name)}.") for name in classes)
        yield from ((pointer, f"Units are in the file: {shown(u)}.") for u in inside.units if find_ucum(u))
        terms = filter(None, map(find_term, inside.terms))
        yield from ((pointer, f"The file names the PaNET technique {term.label}.") for term in terms)
    if facts is None or facts.instead:
        return
    if facts.nexus:
        yield "view/file", "The file uses the class names of NeXus."
    if (found := found_format(evidence)) is not None and found.id in _CIF:
        yield "view/file", "The file uses data names of the CIF dictionaries."
    units = [column for column in facts.columns if find_ucum(column.unit)]
    yield from (("view/file", f"The column {shown(c.name)} has the unit {shown(c.unit)}.") for c in units)


def _without_terms(evidence: Evidence) -> Verdict:
    found = found_format(evidence)
    if text_like(evidence):
        return failed("The table has no column with a unit.", "view/file", remedy="write-units-in-file")
    if found is not None and not found.describes_itself:
        because = f"The file is {found.id}, which has no place for terms."
        return failed(because, "view/file", remedy="convert-format")
    return indeterminate("Terms in files of this format are not looked for.", "view/file")


def _left_unread(opened: tuple[str, Hdf5Facts], what: str) -> Verdict | None:
    pointer, hdf5 = opened
    if hdf5.inside is not None and hdf5.inside.whole:
        return None
    return indeterminate(f"{_NOT_WHOLE}; the rest may hold {what}.", pointer)


def _way_to(evidence: Evidence, target: str) -> str:
    """Say how the target is found; empty when it is not, or is the dataset itself."""
    if same_pid(target, evidence):
        return ""
    if "://" in target or target.lower().startswith(("10.", "doi:", "hdl:", "ark:")):
        return "an address"
    name = target.replace("\\", "/").rpartition("/")[2]
    if any((entry.path or entry.url).rpartition("/")[2] == name for entry in evidence.manifest.entries):
        return "a file of the dataset"
    for _, related in said(evidence, "related", lambda view: view.related):
        if related.relation in _SOURCES and related.scheme.upper() != "URL" and substantial(related.value):
            return f"and the metadata name its dataset, {shown(related.value)}"
    return ""


def _folded(name: str) -> str:
    if "://" in name:
        name = name.rstrip("/").rpartition("/")[2].rpartition("#")[2]
    return _NO_LETTERS.sub("", _IN_WORDS.sub("", name)).casefold()
