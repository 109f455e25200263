"""I1, R1.3: the data are in open formats that the community shares and that describe themselves."""

from __future__ import annotations

from collections.abc import Callable

from assessors.absence import OF_DATA, absent
from assessors.data_files import (
    claimed_formats,
    closed_to_visitors,
    found_format,
    no_data_due,
    unread_file,
)
from assessors.file_formats import FileFormat
from assessors.snippets import advice, json_ld
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import FILE

_NEEDS = (FILE, *OF_DATA.steps)
_CONVERT = "Publish the data in NeXus/HDF5 or another open format of your community, beside the raw format if need be."


@check(
    "file-format-open",
    title="A file is in a format that is publicly specified",
    source="FAIR R1.3; IANA media types, PRONOM",
    example="application/x-hdf5, text/csv, image/tiff",
    needs=_NEEDS,
)
def file_format_open(evidence: Evidence) -> Verdict:
    """Judge the bytes, or the claim where they were not read."""
    return _judge(evidence, lambda kind: kind.open, "publicly specified", _CONVERT)


@check(
    "file-format-community",
    title="A file is in a format of the photon and neutron community",
    source="FAIR R1.3; PaN profile: NeXus/HDF5, CIF, imgCIF, EDF and kin",
    example="scan_0001.nxs as application/x-hdf5",
    needs=_NEEDS,
)
def file_format_community(evidence: Evidence) -> Verdict:
    """Judge the bytes, or the claim where they were not read."""
    return _judge(evidence, lambda kind: kind.community, "shared by the community", _CONVERT)


@check(
    "file-describes-itself",
    title="A file carries names, units or structure of its content",
    source="FAIR I1; HDF5, NeXus, CIF, netCDF, JSON, XML",
    example="An HDF5 file with named datasets and units as attributes",
    needs=_NEEDS,
)
def file_describes_itself(evidence: Evidence) -> Verdict:
    """Judge the bytes, or the claim where they were not read."""
    return _judge(evidence, lambda kind: kind.describes_itself, "self-describing", _CONVERT)


@check(
    "file-is-nexus",
    title="The file that was looked at follows NeXus",
    source="FAIR I1, R1.3; NeXus manual: NXroot, NXentry",
    example="An HDF5 file with a group of NX_class NXentry",
    needs=_NEEDS,
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
    remedy = "Write the measurement into an NXentry with an application definition (NXxas, NXsas, …)."
    return failed("The first bytes of the HDF5 file show no NXentry.", "view/file", remedy=remedy)


def _judge(evidence: Evidence, fits: Callable[[FileFormat], bool], quality: str, remedy: str) -> Verdict:
    found = found_format(evidence)
    if found is not None and found.id != "unknown":
        if fits(found):
            return passed(f"The file is {found.id}, which is {quality}.", "view/file")
        return failed(f"The file is {found.id}, which is not {quality}.", "view/file", remedy=remedy)
    if verdict := no_data_due(evidence):
        return verdict
    claims = [(pointer, claim) for pointer, claim in claimed_formats(evidence) if claim.id != "unknown"]
    for pointer, claim in claims:
        if fits(claim):
            return passed(f"The metadata claim {claim.id}, which is {quality}.", pointer)
    if claims:
        pointer, claim = claims[0]
        return failed(f"The metadata claim {claim.id}, which is not {quality}.", pointer, remedy=remedy)
    sample = {
        "distribution": [{"@type": "DataDownload", "contentUrl": "https://…", "encodingFormat": "application/x-hdf5"}]
    }
    stated = advice("State the media type of each file.", json_ld(sample))
    return closed_to_visitors(evidence) or absent(
        evidence, "a file format that is known", remedy=stated, sources=OF_DATA
    )
