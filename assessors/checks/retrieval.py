"""A1: metadata and data can be fetched by their identifier."""

from __future__ import annotations

from assessors.absence import OF_DATA, absent, open_question, trouble, unread
from assessors.data_files import closed_to_visitors, data_addresses, disguised, no_address, no_data_due
from assessors.sentences import shown
from assessors.snippets import advice, link_header
from assessors.views import views
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.step import FILE, METADATA, METALINK_STEP, PAGE, PAGE_HEAD

_FILES = (FILE, *OF_DATA.steps)
_NO_LOGIN = "Serve the file itself at its address: 200 without login, or 401 with WWW-Authenticate where it is closed."


@check(
    "metadata-retrievable",
    title="A program gets metadata by the identifier",
    source="FAIR A1",
    example="JSON-LD in the landing page, or DataCite JSON from the agency",
    needs=METADATA,
)
def metadata_retrievable(evidence: Evidence) -> Verdict:
    """Ask that one document was fetched and read."""
    present = views(evidence)
    if present:
        return passed("Metadata were fetched and read.", *(f"view/{name}" for name, _ in present))
    return absent(evidence, "metadata that a program can read", remedy=_OFFER_METADATA)


@check(
    "data-link-answers",
    title="The address of the data answers with the data, or refuses as declared",
    source="FAIR A1; RFC 9110, 15",
    example="GET of the first bytes answers 206; or 403 where the record says embargoed",
    needs=_FILES,
)
def data_link_answers(evidence: Evidence) -> Verdict:
    """Read the answer of one file; a refusal is in order where the access right announces it."""
    verdict = no_data_due(evidence) or _unprobed(evidence)
    file = evidence.exchange(FILE)
    if verdict or file is None:
        return verdict or indeterminate("The file was not asked for.")
    if file.ok:
        return _bytes(evidence, file)
    declared = closed_to_visitors(evidence)
    if file.status in (401, 403) and declared:
        return passed(f"The file {file.outcome()}, as announced: {declared.because}", "exchange/file", *declared.cites)
    if file.status in (401, 403):
        remedy = _ANNOUNCE
        return failed(f"The file {file.outcome()}, and no access right announces it.", "exchange/file", remedy=remedy)
    remedy = "Mend the address of the file in the metadata, or put the file back."
    return failed(f"The file {file.outcome()}: {shown(file.url)}.", "exchange/file", remedy=remedy)


@check(
    "data-not-a-login-page",
    title="The address of the data does not answer 200 with a web page in place of the file",
    source="RFC 9110, 15.3.1 and 15.5.2",
    example="A CSV file begins with its columns, not with <!DOCTYPE html>",
    needs=(FILE,),
)
def data_not_a_login_page(evidence: Evidence) -> Verdict:
    """Look at the first bytes."""
    file, facts = evidence.exchange(FILE), evidence.file_facts
    if file is None:
        return indeterminate("No file of the data was read.")
    if open_question(file):
        return indeterminate(f"The file could not be read ({trouble(file)}).", "exchange/file")
    if not file.ok or facts is None:
        return not_applicable(f"The file {file.outcome()}, so nothing came in its place.", "exchange/file")
    if not disguised(facts):
        return passed("The bytes are not those of a web page in disguise.", "view/file")
    kind = "a page that asks for a password" if facts.password_field else "a web page"
    return failed(f"In place of the file came {kind}, with status {file.status}.", "view/file", remedy=_NO_LOGIN)


@check(
    "data-automatic",
    title="A program gets the data without a person",
    source="FAIR A1.1",
    example="An unattended GET answers 200 or 206; or 401 with WWW-Authenticate",
    needs=_FILES,
)
def data_automatic(evidence: Evidence) -> Verdict:
    """Accept bytes, or a challenge that a program can answer."""
    verdict = no_data_due(evidence) or _unprobed(evidence)
    file = evidence.exchange(FILE)
    if verdict or file is None:
        return verdict or indeterminate("The file was not asked for.")
    if file.ok:
        return _bytes(evidence, file)
    if file.status == 401 and file.header("www-authenticate"):
        return passed("The file asks for credentials in a way that a program can answer.", "exchange/file")
    if declared := closed_to_visitors(evidence):
        return declared
    return failed(f"An unattended request {_got(file)}.", "exchange/file", remedy=_NO_LOGIN)


@check(
    "metalink-answered",
    title="The identifier itself gives a program the list of files",
    source="Direct DOI Data Access (D3A); Metalink, RFC 5854",
    example="Accept: application/metalink4+xml at the DOI answers a Metalink",
    needs=(METALINK_STEP, *METADATA),
)
def metalink_answered(evidence: Evidence) -> Verdict:
    """Ask that the answer parsed as a Metalink."""
    if verdict := no_data_due(evidence) or unread(evidence, METALINK_STEP, "whether the identifier lists the files"):
        return verdict
    answer = evidence.answer(METALINK_STEP)
    if answer is not None and answer.parsed:
        return passed("The identifier answers with a Metalink.", "exchange/metalink")
    metalink = evidence.exchange(METALINK_STEP)
    got = shown((answer.got if answer else "") or (metalink.media_type if metalink else "") or "no type")
    return failed(f"Asked for a Metalink, the identifier leads to {got}.", "exchange/metalink", remedy=_OFFER_METALINK)


@check(
    "head-equals-get",
    title="HEAD of the landing page says what GET says",
    source="RFC 9110, 9.3.2",
    example="HEAD answers 200 with the same Content-Type and Link fields as GET",
    needs=(PAGE, PAGE_HEAD),
)
def head_equals_get(evidence: Evidence) -> Verdict:
    """Compare status, media type and typed links."""
    for step in (PAGE, PAGE_HEAD):
        if verdict := unread(evidence, step, "whether HEAD and GET agree"):
            return verdict
    page, head = evidence.exchange(PAGE), evidence.exchange(PAGE_HEAD)
    if page is None or head is None or not page.ok:
        return not_applicable("The landing page does not answer, so there is nothing to compare.", "exchange/page")
    differing = [
        name
        for name, one, other in (
            ("status", page.status, head.status),
            ("Content-Type", page.media_type, head.media_type),
            ("Link", page.header_fields("link"), head.header_fields("link")),
        )
        if one != other
    ]
    if not differing:
        return passed("HEAD and GET agree.", "exchange/page", "exchange/page-head")
    because = f"HEAD and GET differ in {', '.join(differing)}."
    remedy = "Answer HEAD with the same status and header fields as GET: link checkers and harvesters ask HEAD first."
    return failed(because, "exchange/page", "exchange/page-head", remedy=remedy)


def _unprobed(evidence: Evidence) -> Verdict | None:
    """Say why no answer of a file can be judged; None when there is one."""
    file = evidence.exchange(FILE)
    if file is None and not data_addresses(evidence):
        return closed_to_visitors(evidence) or no_address(evidence)
    if file is None:
        return indeterminate("The data are named, but no file was asked for.")
    if open_question(file):
        return indeterminate(f"The file could not be read ({trouble(file)}).", "exchange/file")
    return None


def _bytes(evidence: Evidence, file: Exchange) -> Verdict:
    facts = evidence.file_facts
    if facts is not None and disguised(facts):
        because = f"The address answers {file.status} with a web page in place of the file."
        return failed(because, "exchange/file", "view/file", remedy=_NO_LOGIN)
    return passed(f"The file {file.outcome()}.", "exchange/file")


def _got(file: Exchange) -> str:
    return f"got {file.status}" + ("" if file.status != 401 else " without WWW-Authenticate")


_OFFER_METADATA = advice(
    "Offer the metadata to programs, and say where they are.",
    link_header("https://example.org/metadata.jsonld", "describedby", "application/ld+json"),
)
_ANNOUNCE = f"{_NO_LOGIN} Or state the access right: restricted, or embargoed with its end."
_OFFER_METALINK = advice(
    "Answer application/metalink4+xml at the landing page: one <file> with <url>, <size> and <hash> each.",
    '<metalink xmlns="urn:ietf:params:xml:ns:metalink">',
    '  <file name="scan_0001.h5"><size>1048576</size><hash type="sha-256">…</hash><url>https://…</url></file>',
    "</metalink>",
)
