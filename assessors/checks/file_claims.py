"""R1: what the metadata claim of the files is true: size, type and digest."""

from __future__ import annotations

from assessors.reading.absence import OF_DATA, absent
from assessors.reading.data_files import closed_to_visitors, disguised, no_data_due, unread_file
from assessors.reading.file_formats import akin, find_format, find_format_of_name
from assessors.reading.sentences import shown
from assessors.reading.views import said
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import FILE

_NEEDS = (FILE, *OF_DATA.steps)
# CRC-32 and Adler-32, as storage systems of facilities give them.
_SHORTEST_DIGEST = 8


@check(
    "file-size-true",
    title="The file has the size that is claimed",
    source="FAIR R1; RFC 9110, 14.4 Content-Range",
    example="contentSize 1048576, and Content-Range: bytes 0-65535/1048576",
    counterexample="contentSize 1048576, and Content-Range: bytes 0-65535/2097152",
    needs=_NEEDS,
)
def file_size_true(evidence: Evidence) -> Verdict:
    """Compare the claim with what the server counts."""
    if verdict := unread_file(evidence):
        return verdict
    facts = evidence.file_facts
    if facts is None or facts.claimed_bytes is None:
        return not_applicable("No size is claimed for the file.", "view/file")
    if facts.total_bytes is None:
        return indeterminate("The server does not tell the size of the file.", "view/file")
    if facts.total_bytes == facts.claimed_bytes:
        return passed(f"The file has the {facts.claimed_bytes} bytes that are claimed.", "view/file")
    because = f"The file has {facts.total_bytes} bytes; claimed are {facts.claimed_bytes}."
    return failed(because, "view/file", "exchange/file", remedy="correct-file-claims")


@check(
    "file-type-true",
    title="The bytes of the file are of the type that is claimed",
    source="FAIR R1; PRONOM signatures",
    example="A file claimed as application/x-hdf5 begins with the HDF5 signature",
    counterexample="A login page comes where text/csv is claimed",
    needs=_NEEDS,
)
def file_type_true(evidence: Evidence) -> Verdict:
    """Compare the claim, or the extension where nothing is claimed, with the signature."""
    if verdict := unread_file(evidence):
        return verdict
    facts = evidence.file_facts
    if facts is None:
        return indeterminate("No bytes were read.")
    claim = shown(facts.claimed_type or facts.url)
    claimed = find_format(facts.claimed_type) or find_format_of_name(facts.url)
    if disguised(facts):
        because = f"A web page came where {claim} is claimed."
        return failed(because, "view/file", "exchange/file", remedy="serve-file")
    if claimed is None or claimed.id == "unknown":
        return not_applicable("No type that is known is claimed for the file.", "view/file")
    found = find_format(facts.signature_media_type)
    if found is None:
        return indeterminate("The type of the bytes was not recognised.", "view/file")
    if akin(claimed, found):
        return passed(f"The bytes are {found.id}, as {claim} claims.", "view/file")
    because = f"The bytes are {found.id}; claimed is {claim}."
    return failed(because, "view/file", "exchange/file", remedy="correct-file-claims")


@check(
    "file-digests-given",
    version=2,
    title="The metadata give a checksum of a file",
    source="PaN profile; Metalink RFC 5854 hash; SPDX checksum",
    example="sha-256 of every file in the Metalink",
    counterexample='No checksum, or "sha256": "…"',
    needs=_NEEDS,
)
def file_digests_given(evidence: Evidence) -> Verdict:
    """Accept any algorithm, but not a placeholder."""
    if verdict := no_data_due(evidence):
        return verdict
    given = [(f"view/manifest/{n}", entry.digests) for n, entry in enumerate(evidence.manifest.entries)]
    given += [(pointer, one.digests) for pointer, one in said(evidence, "content", lambda view: view.content)]
    for pointer, digests in given:
        for digest in digests:
            if _is_digest(digest.value):
                return passed(f"A checksum is given ({shown(digest.scheme)}).", pointer)
    return closed_to_visitors(evidence) or absent(evidence, "a checksum", remedy="give-file-digests", sources=OF_DATA)


@check(
    "file-digest-true",
    title="The file has the checksum that is claimed",
    source="PaN profile PAN-R1-03; RFC 5854 hash; RFC 9530",
    example='"sha256": "9f86d0…", and the bytes of the file have that SHA-256',
    counterexample="The digest is that of an older version of the file",
    needs=_NEEDS,
)
def file_digest_true(evidence: Evidence) -> Verdict:
    """Judge by the file that was probed: its whole bytes, or what its server says of them."""
    if verdict := unread_file(evidence):
        return verdict
    facts = evidence.file_facts
    if facts is not None and facts.other_digests:
        because = f"The file has another {', '.join(facts.other_digests)} than is claimed."
        return failed(because, "view/file", "exchange/file", remedy="correct-file-claims")
    if facts is not None and facts.same_digests:
        return passed(f"The file has the {facts.same_digests[0]} that is claimed.", "view/file")
    if any(entry.digests for entry in evidence.manifest.entries) or _claims_any(evidence):
        return indeterminate("The file was not read as a whole, so its checksum was not compared.", "view/file")
    return not_applicable("No checksum is claimed for the file.", "view/file")


def _claims_any(evidence: Evidence) -> bool:
    return any(content.digests for _, content in said(evidence, "content", lambda view: view.content))


def _is_digest(text: str) -> bool:
    """Tell whether the text is long and varied enough for a digest."""
    bare = text.strip().rpartition(":")[2]
    return len(bare) >= _SHORTEST_DIGEST and bare.isascii() and " " not in bare and len(set(bare)) > 1
