"""I1, R1.3: the data are in open formats that the community shares and that describe themselves."""

from __future__ import annotations

from collections.abc import Callable

from assessors.reading.absence import OF_DATA, absent
from assessors.reading.believed_data import claimed_formats, is_disproved, lost_data, unread_data
from assessors.reading.data_files import closed_to_visitors, found_format, no_data_due, unread_file
from assessors.reading.file_formats import FileFormat
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.depth import FULL_DEPTH
from fairsvc.model.evidence import Evidence, FileFacts
from fairsvc.model.file_steps import NEXUS_STEPS
from fairsvc.model.step import FILE, FIRST_BYTES

_NEEDS = (FILE, *OF_DATA.steps)


@check(
    "file-format-open",
    title="A file is in a format that is publicly specified",
    source="FAIR R1.3; IANA media types, PRONOM",
    example="application/x-hdf5, text/csv, image/tiff",
    counterexample="application/vnd.ms-excel; a login page where text/csv is claimed",
    needs=_NEEDS,
    version=4,
)
def file_format_open(evidence: Evidence) -> Verdict:
    """Judge the bytes, or the claim where nobody asked for them: an outage leaves it open."""
    return _judge(evidence, lambda kind: kind.open, "publicly specified")


@check(
    "file-format-community",
    title="A file is in a format of the photon and neutron community",
    source="FAIR R1.3; PaN profile: NeXus/HDF5, CIF, imgCIF, EDF and kin",
    example="scan_0001.nxs as application/x-hdf5",
    counterexample="scan_0001.png; a web page where application/x-hdf5 is claimed",
    needs=_NEEDS,
    version=4,
)
def file_format_community(evidence: Evidence) -> Verdict:
    """Judge the bytes, or the claim where nobody asked for them: an outage leaves it open."""
    return _judge(evidence, lambda kind: kind.community, "shared by the community")


@check(
    "file-describes-itself",
    title="A file carries names, units or structure of its content",
    source="FAIR I1; HDF5, NeXus, CIF, netCDF, JSON, XML",
    example="An HDF5 file with named datasets and units as attributes",
    counterexample="scan_0001.raw, scan_0001.png; no bytes where application/x-hdf5 is claimed",
    needs=_NEEDS,
    version=4,
)
def file_describes_itself(evidence: Evidence) -> Verdict:
    """Judge the bytes, or the claim where nobody asked for them: an outage leaves it open."""
    return _judge(evidence, lambda kind: kind.describes_itself, "self-describing")


@check(
    "file-is-nexus",
    title="The file that was looked at follows NeXus",
    source="FAIR I1, R1.3; NeXus manual: NXroot, NXentry",
    example="An HDF5 file with a group of NX_class NXentry",
    counterexample="An HDF5 file whose groups have no NX_class",
    needs=(*_NEEDS, *NEXUS_STEPS),
    version=2,
)
def file_is_nexus(evidence: Evidence) -> Verdict:
    """Judge HDF5 bytes alone: other formats have rules of their own."""
    if verdict := unread_file(evidence):
        return verdict
    facts, found = evidence.file_facts, found_format(evidence)
    if facts is not None and facts.nexus:
        return passed("The file has the structure of NeXus.", "view/file")
    if found is None:
        return indeterminate("The format of the bytes was not recognised.", "view/file")
    if found.id != "hdf5":
        return not_applicable(f"The file is {found.id}, not HDF5.", "view/file")
    if facts is not None and _seen_whole(facts):
        return failed("The HDF5 file has no NXentry.", "view/file", remedy="name-nexus-definition")
    hint = "" if evidence.depth == FULL_DEPTH.name else "; a full look (--depth full) reads its structure"
    return indeterminate(f"The first bytes of the HDF5 file show no NXentry{hint}.", "view/file")


def _seen_whole(facts: FileFacts) -> bool:
    whole = facts.total_bytes is not None and facts.total_bytes <= FIRST_BYTES
    return whole if facts.hdf5 is None else facts.hdf5.state == "read"


def _judge(evidence: Evidence, fits: Callable[[FileFormat], bool], quality: str) -> Verdict:
    facts = evidence.file_facts
    found = None if facts is not None and is_disproved(evidence, facts.url) else found_format(evidence)
    if found is not None and found.id != "unknown":
        if fits(found):
            return passed(f"The file is {found.id}, which is {quality}.", "view/file")
        return failed(f"The file is {found.id}, which is not {quality}.", "view/file", remedy="convert-format")
    if verdict := no_data_due(evidence) or lost_data(evidence) or unread_data(evidence):
        return verdict
    claims = [(pointer, claim) for pointer, claim in claimed_formats(evidence) if claim.id != "unknown"]
    for pointer, claim in claims:
        if fits(claim):
            return passed(f"The metadata claim {claim.id}, which is {quality}.", pointer)
    if claims:
        pointer, claim = claims[0]
        return failed(f"The metadata claim {claim.id}, which is not {quality}.", pointer, remedy="convert-format")
    closed = closed_to_visitors(evidence)
    return closed or absent(evidence, "a file format that is known", remedy="describe-files", sources=OF_DATA)
