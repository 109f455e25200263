"""A1: a program gets from the identifier to every file: lists that are complete and true, addresses that last."""

from __future__ import annotations

from assessors.reading.absence import OF_DATA, open_question, unanswered, unheard, unread
from assessors.reading.data_files import data_addresses, no_data_due
from assessors.reading.file_formats import akin, find_format
from assessors.reading.file_lists import is_temporary, list_conflicts, list_speakers, no_file, no_list
from assessors.reading.sentences import shown
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence, FileFacts
from fairsvc.model.file_steps import MORE_FILES
from fairsvc.model.step import FILE, METALINK_STEP, PAGE

_LISTS = (FILE, *OF_DATA.steps)
_FILES = (*_LISTS, *MORE_FILES)
_BYTES = "application/octet-stream"
# What proxies and servers in use accept of a whole header; more is cut off or refused.
_LONGEST_HEADER_BYTES = 8_192
# Beyond these a page's header or head is no place for the files.
_MANY_FILES = 20


@check(
    "file-list-complete",
    title="A list that a program can read names every file, and says that these are all",
    source="Metalink, RFC 5854; RFC 9264 linkset; BagIt, RFC 8493; PaN profile PAN-A1-06",
    example="The identifier answers with a Metalink, or the page offers a linkset that has every item",
    counterexample="A distribution in JSON-LD of which nobody knows whether it is all; no address of data at all",
    needs=_LISTS,
)
def file_list_complete(evidence: Evidence) -> Verdict:
    """Ask for a source that states a total, and that no other source knows of more."""
    if verdict := no_list(evidence, remedy="list-every-file"):
        return verdict
    manifest = evidence.manifest
    if manifest.complete:
        return passed(f"The list is complete: {shown(manifest.reason or manifest.mechanism)}.", "view/manifest")
    if verdict := unanswered(evidence, "the complete list of the files", OF_DATA):
        return verdict
    counted = _counted(len(manifest.entries))
    why = shown(manifest.reason) if manifest.complete is False else "no source says that these are all"
    return failed(f"{counted}; {why}.", "view/manifest", remedy="list-every-file")


@check(
    "file-lists-agree",
    title="All lists of the files say the same",
    source="Metalink, RFC 5854; FAIR Signposting; schema.org distribution; PaN profile PAN-A1-06",
    example="Metalink, linkset and JSON-LD name the same 3 files with the same sizes",
    counterexample="The Metalink names 3 files, the JSON-LD 2; a size or checksum that differs",
    needs=_LISTS,
)
def file_lists_agree(evidence: Evidence) -> Verdict:
    """Report the first contradiction; a single list contradicts nobody."""
    if verdict := no_data_due(evidence):
        return verdict
    if conflicts := list_conflicts(evidence):
        first = conflicts[0]
        return failed(f"The lists disagree: {shown(first.detail)}.", "view/manifest", remedy="list-files-alike")
    speakers = list_speakers(evidence)
    if len(speakers) > 1:
        return passed(f"The lists agree: {', '.join(speakers)}.", "view/manifest")
    if verdict := unheard(evidence, "the files once more", OF_DATA):
        return verdict
    counted = f"{speakers[0]} alone names" if speakers else "No list names"
    return not_applicable(f"{counted} files, so there is nothing to compare.", "view/manifest")


@check(
    "every-file-measured",
    title="Every file has its size and a checksum in a list that a program can read",
    source="Metalink, RFC 5854, size and hash; schema.org contentSize and sha256; PaN profile PAN-A1-07",
    example='<size>1048576</size> and <hash type="sha-256"> of each file in the Metalink',
    counterexample="Ten files, of which one has a checksum",
    needs=_LISTS,
)
def every_file_measured(evidence: Evidence) -> Verdict:
    """Name the first file that lacks either."""
    if verdict := no_list(evidence, remedy="measure-files"):
        return verdict
    entries = evidence.manifest.entries
    lacking = [n for n, entry in enumerate(entries) if entry.size_bytes is None or not entry.digests]
    if not lacking:
        return passed(f"{_counted(len(entries))}, each with size and checksum.", "view/manifest")
    if verdict := unanswered(evidence, "sizes and checksums of the files", OF_DATA):
        return verdict
    first = entries[lacking[0]]
    missing = "a size" if first.size_bytes is None else "a checksum"
    because = f"Of {len(entries)} files {len(lacking)} lack size or checksum; {shown(first.url)} lacks {missing}."
    return failed(because, f"view/manifest/{lacking[0]}", remedy="measure-files")


@check(
    "file-ranges-honoured",
    title="A part of a file can be had, and a download that broke off can go on",
    source="RFC 9110, 14.2 Range, 8.8.1 strong validators, 13.1.5 If-Range; PaN profile PAN-A1-08",
    example='206 with Content-Range: bytes 0-65535/1048576 and ETag: "5f3a"',
    counterexample='200 with the whole file where a part was asked for; ETag: W/"5f3a"',
    needs=_LISTS,
)
def file_ranges_honoured(evidence: Evidence) -> Verdict:
    """Ask for both: without a strong validator nobody knows whether the rest belongs to the same file."""
    if verdict := no_file(evidence):
        return verdict
    facts = evidence.file_facts
    if facts is None or facts.get is None or not facts.range_support:
        return indeterminate("No part of a file was asked for.")
    if facts.range_support != "honoured":
        because = (
            f"Asked for a part of the file, the server answers {facts.get.status}: {_RANGES[facts.range_support]}."
        )
        return failed(because, "exchange/file", remedy="answer-ranges")
    if validator := _validator(facts):
        return passed(f"The server sends the part that was asked for, with {validator}.", "exchange/file")
    because = "The server sends parts, and no strong validator that would tell whether they are of one file."
    return failed(because, "exchange/file", remedy="answer-ranges")


@check(
    "files-of-promised-type",
    title="The files come with the media type that the lists promise",
    source="RFC 9110, 8.3 Content-Type; FAIR Signposting, item; PaN profile PAN-A1-09",
    example='type="application/x-hdf5" in the link, and Content-Type: application/x-hdf5',
    counterexample="application/x-hdf5 in the link, and Content-Type: text/html",
    needs=_FILES,
)
def files_of_promised_type(evidence: Evidence) -> Verdict:
    """Compare by format, so that kindred names are alike; what is promised as bytes may be anything."""
    if verdict := no_file(evidence):
        return verdict
    answered = [facts for facts in evidence.probed_files if facts.get is not None and facts.get_ok]
    promised = [facts for facts in answered if facts.claimed_type]
    for facts in promised:
        if not _is_kept(facts):
            came = shown(facts.get.media_type if facts.get else "") or "no type"
            because = f"{shown(facts.url)} comes as {came}; promised is {shown(facts.claimed_type)}."
            return failed(because, "exchange/file", "view/file", remedy="send-media-type")
    if promised:
        return passed(f"Files that were probed come with the promised type: {len(promised)}.", "view/file")
    if not answered:
        return indeterminate("No file was asked for.")
    return not_applicable("No type is promised for the files.", "view/file")


@check(
    "file-addresses-last",
    title="No address of a file ends",
    source="FAIR A1; W3C Cool URIs; PaN profile PAN-A1-09",
    example="https://example.org/files/scan_0001.h5, which may redirect to a signed address",
    counterexample="https://store.example.org/scan_0001.h5?X-Amz-Expires=3600&X-Amz-Signature=…",
    needs=_LISTS,
)
def file_addresses_last(evidence: Evidence) -> Verdict:
    """Look at the addresses that are published; where they redirect to is another matter."""
    if verdict := no_list(evidence, remedy="describe-files"):
        return verdict
    addresses = data_addresses(evidence)
    for pointer, url in addresses:
        if is_temporary(url):
            because = f"An address holds a signature or a token that ends: {shown(url)}."
            return failed(because, pointer, remedy="name-lasting-addresses")
    return passed("No address holds a signature or a token that ends.", addresses[0][0])


@check(
    "links-fit-header",
    title="The typed links fit into the page's header, and many files are in a linkset or a Metalink",
    source="FAIR Signposting, level 2; RFC 9264; PaN profile PAN-A1-09",
    example='5,000 files, and Link: <https://example.org/linkset.json>; rel="linkset"',
    counterexample="Link fields of 40,000 bytes, which proxies cut off or refuse",
    needs=_LISTS,
)
def links_fit_header(evidence: Evidence) -> Verdict:
    """Count the bytes of the Link fields; for few files the page is place enough."""
    if verdict := unread(evidence, PAGE, "whether its links fit"):
        return verdict
    page = evidence.exchange(PAGE)
    length = sum(len("link: \r\n") + len(field.encode()) for field in page.header_fields("link")) if page else 0
    if length > _LONGEST_HEADER_BYTES:
        because = f"The Link fields have {length} bytes; servers and proxies accept 8,192 of a whole header."
        return failed(because, "exchange/page", remedy="move-links-to-linkset")
    count = len(evidence.manifest.entries)
    if count > _MANY_FILES and not evidence.links_with("linkset") and not _has_metalink(evidence):
        if (metalink := evidence.exchange(METALINK_STEP)) is not None and open_question(metalink):
            return indeterminate("The Metalink could not be read; it may list the files.", "exchange/metalink")
        because = f"{_counted(count)}, and neither a linkset nor a Metalink from the identifier lists them."
        return failed(because, "exchange/page", remedy="move-links-to-linkset")
    if not evidence.links_with("item") and not evidence.links_with("linkset"):
        return not_applicable("The page has no typed links to files.", "exchange/page")
    return passed(f"The Link fields have {length} bytes.", "exchange/page")


def _counted(count: int) -> str:
    return "One file is named" if count == 1 else f"{count} files are named"


_RANGES = {"ignored": "the whole came", "wrong": "another part came", "refused": "the part is refused"}


def _validator(facts: FileFacts) -> str:
    """Name the validator by which a client may go on; a date serves where there is no entity tag (RFC 9110, 13.1.5)."""
    if facts.get is None:
        return ""
    if facts.get.etag:
        return "a strong ETag" if facts.get.strong_etag else ""
    return "the date of its last change" if facts.get.last_modified else ""


def _is_kept(facts: FileFacts) -> bool:
    came = (facts.get.media_type if facts.get else "").lower()
    promised = facts.claimed_type.partition(";")[0].strip().lower()
    if promised in (came, _BYTES):
        return True
    one, other = find_format(came), find_format(promised)
    return one is not None and other is not None and akin(other, one)


def _has_metalink(evidence: Evidence) -> bool:
    answer = evidence.answer(METALINK_STEP)
    return answer is not None and answer.parsed
