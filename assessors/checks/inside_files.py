"""I1 to I3, R1, R1.3: what the files say themselves: definition, variables, vocabularies, references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessors.absence import unheard
from assessors.data_files import found_format, unread_file
from assessors.opened_files import NEEDS, opened_hdf5, text_like, unopened_hdf5
from assessors.sentences import shown
from assessors.substance import substantial
from assessors.tables import nexus_groups
from assessors.views import said
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence, Hdf5Facts, NexusEntry
from fairsvc.model.step import METADATA
from fairsvc.vocab.panet import find_term
from fairsvc.vocab.units import find_ucum

_CIF = ("cif", "cbf")
_NOT_WHOLE = "The structure of the HDF5 file was read in part"
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
    names, pointer = _names_in_files(evidence)
    found = [text for _, text in named if _folded(text) in names]
    if found:
        several = f"{len(set(found))} of {len({text for _, text in named})} variables are in the file"
        return passed(f"{several}: {shown(found[0])}.", pointer, named[0][0])
    return _unfound(evidence, named[0], pointer if names else "")


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
    if opened is not None:
        return _without_terms(*opened)
    verdict = unopened_hdf5(evidence)
    if verdict.cites != ("view/file",) or unread_file(evidence):
        return verdict
    found = found_format(evidence)
    if text_like(evidence):
        return failed("The table has no column with a unit.", "view/file", remedy="write-units-in-file")
    if found is not None and not found.describes_itself:
        because = f"The file is {found.id}, which has no place for terms."
        return failed(because, "view/file", remedy="convert-format")
    if found is not None and verdict.outcome is verdict.outcome.NOT_APPLICABLE:
        return indeterminate(f"The file is {found.id}; terms in it are not looked for.", "view/file")
    return verdict


@check(
    "file-refers-to-data",
    title="The file refers to other data that can be found",
    source="FAIR I3; HDF5 external links, virtual datasets; NeXus NXprocess, NXcite",
    example="An external link to raw_0001.h5, which is in the manifest; the DOI of the calibration",
    counterexample="raw_file = /home/user/raw_0001.h5, of which nothing else is known",
    needs=(*METADATA, *NEEDS),
)
def file_refers_to_data(evidence: Evidence) -> Verdict:
    """Accept an address or identifier, a file of the dataset, or any file when the metadata name the source by PID."""
    opened = opened_hdf5(evidence)
    if opened is None:
        return unopened_hdf5(evidence)
    pointer, hdf5 = opened
    references = hdf5.inside.references if hdf5.inside else ()
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
    references = hdf5.inside.references if hdf5.inside else ()
    for reference in references:
        if reference.role.startswith("NX"):
            return passed(f"{shown(reference.place)} stands in a group of {shown(reference.role)}.", pointer)
    if verdict := _left_unread(opened, "a reference with its role"):
        return verdict
    lacks = "Its references have no role." if references else "The file refers to no other data."
    return failed(lacks, pointer, remedy="link-source-files")


def _defined(hdf5: Hdf5Facts) -> list[NexusEntry]:
    return [entry for entry in hdf5.entries if substantial(entry.definition)]


def _misses(entry: NexusEntry) -> str:
    required = nexus_groups(entry.definition)
    if required is None:
        return f"{shown(entry.definition)} is no published application definition"
    missing = [group for group in required if group not in (entry.groups or ())]
    return f"{entry.definition} requires {' and '.join(missing)} in the entry" if missing else ""


def _names_in_files(evidence: Evidence) -> tuple[frozenset[str], str]:
    opened = opened_hdf5(evidence)
    paths = opened[1].inside.datasets if opened and opened[1].inside else ()
    names = [_folded(path.rpartition("/")[2]) for path in paths]
    columns = [_folded(column.name) for facts in evidence.probed_files for column in facts.columns]
    pointer = opened[0] if opened and not columns else "view/file"
    return frozenset(filter(None, (*names, *columns))), pointer


def _unfound(evidence: Evidence, named: tuple[str, str], pointer: str) -> Verdict:
    opened = opened_hdf5(evidence)
    if opened is not None and (verdict := _left_unread(opened, "the variables")):
        return verdict
    if not pointer and not text_like(evidence):
        verdict = unopened_hdf5(evidence) if opened is None else None
        if verdict is None or verdict.outcome is not verdict.outcome.NOT_APPLICABLE or verdict.cites != ("view/file",):
            return verdict or failed("The file has no dataset.", "view/file", remedy="name-variables-as-in-file")
        return indeterminate("Names in files of this format are not read.", "view/file")
    because = f"No name in the file is that of a variable: {shown(named[1])}."
    return failed(because, pointer or "view/file", named[0], remedy="name-variables-as-in-file")


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


def _without_terms(pointer: str, hdf5: Hdf5Facts) -> Verdict:
    verdict = _left_unread((pointer, hdf5), "a term")
    because = "The file uses neither NeXus classes nor units."
    return verdict or failed(because, pointer, remedy="write-units-in-file")


def _left_unread(opened: tuple[str, Hdf5Facts], what: str) -> Verdict | None:
    pointer, hdf5 = opened
    if hdf5.inside is not None and hdf5.inside.whole:
        return None
    return indeterminate(f"{_NOT_WHOLE}; the rest may hold {what}.", pointer)


def _way_to(evidence: Evidence, target: str) -> str:
    """Say how the target is found; empty when it is not."""
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


_SOURCES = ("IsDerivedFrom", "IsCompiledBy", "IsVersionOf", "IsPartOf", "References", "Requires", "HasPart")
