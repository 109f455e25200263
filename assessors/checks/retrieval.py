"""A1: metadata and data can be fetched by their identifier."""

from __future__ import annotations

from assessors.reading.absence import OF_DATA, absent, falls_short, open_question, trouble, unheard, unread
from assessors.reading.access_rights import access_state, access_statements, embargo_end
from assessors.reading.data_files import (
    closed_to_visitors,
    data_addresses,
    in_its_place,
    no_address,
    no_data_due,
    not_now,
)
from assessors.reading.sentences import shown
from assessors.reading.views import telling_views, views
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange
from fairsvc.model.step import FILE, METADATA, METALINK, METALINK_STEP, PAGE, PAGE_HEAD
from fairsvc.vocab.access_rights import find_access_state

_FILES = (FILE, *OF_DATA.steps)


@check(
    "metadata-retrievable",
    title="A program gets metadata by the identifier",
    source="FAIR A1",
    example="JSON-LD in the landing page, or DataCite JSON from the agency",
    counterexample='A page without embedded metadata, or JSON-LD that says "x" in every field',
    needs=METADATA,
    version=3,
)
def metadata_retrievable(evidence: Evidence) -> Verdict:
    """Ask that one document was fetched and read, and that it describes something."""
    if telling := telling_views(evidence):
        return passed("Metadata were fetched and read.", *(f"view/{name}" for name, _ in telling))
    what = "metadata that a program can read"
    if present := views(evidence):
        because = "Metadata were fetched, and their fields hold placeholders or nothing."
        return falls_short(evidence, what, because, f"view/{present[0][0]}", remedy="embed-schema-org")
    return absent(evidence, what, remedy="embed-schema-org")


@check(
    "data-link-answers",
    title="The address of the data answers with the data, or refuses as declared",
    source="FAIR A1; RFC 9110, 15",
    example="GET of the first bytes answers 206; or 403 where the record names a day to come as the embargo's end",
    counterexample="404; a login page with status 200; 403 where the record says open",
    needs=_FILES,
    version=3,
)
def data_link_answers(evidence: Evidence) -> Verdict:
    """Read the answer of one file; a refusal is in order where the access right announces it."""
    verdict = no_data_due(evidence) or _unprobed(evidence)
    file = evidence.exchange(FILE)
    if verdict or file is None:
        return verdict or indeterminate("The file was not asked for.")
    if file.ok:
        return _bytes(evidence, file)
    if file.status in (401, 403):
        return _refusal(evidence, file)
    because = f"The file {file.outcome()}: {shown(file.url)}."
    return failed(because, "exchange/file", remedy="serve-file")


@check(
    "data-not-a-login-page",
    title="The address of the data does not answer 200 with a web page or an error in place of the file",
    source="RFC 9110, 15.3.1 and 15.5.2",
    example="A CSV file begins with its columns",
    counterexample="A CSV file begins with <!DOCTYPE html>",
    needs=_FILES,
    version=3,
)
def data_not_a_login_page(evidence: Evidence) -> Verdict:
    """Look at the first bytes."""
    file, facts = evidence.exchange(FILE), evidence.file_facts
    if file is None:
        return no_data_due(evidence) or indeterminate("No file of the data was read.")
    if open_question(file):
        return indeterminate(f"The file could not be read ({trouble(file)}).", "exchange/file")
    if not file.ok or facts is None:
        return not_applicable(f"The file {file.outcome()}, so nothing came in its place.", "exchange/file")
    if came := in_its_place(facts):
        return failed(f"In place of the file came {came}, with status {file.status}.", "view/file", remedy="serve-file")
    if obstacle := not_now(facts):
        return indeterminate(f"The file could not be read: {obstacle}.", "view/file")
    return passed("The bytes are not those of something in disguise.", "view/file")


@check(
    "data-automatic",
    title="A program gets the data without a person",
    source="FAIR A1.1",
    example="An unattended GET answers 200 or 206; or 401 with WWW-Authenticate",
    counterexample="401 without WWW-Authenticate; 200 with a form to log in",
    needs=_FILES,
    version=3,
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
    return failed(f"An unattended request {_got(file)}.", "exchange/file", remedy="serve-file")


@check(
    "metalink-answered",
    title="The identifier itself gives a program the list of files",
    source="Direct DOI Data Access (D3A); Metalink, RFC 5854",
    example="Accept: application/metalink4+xml at the DOI answers a Metalink of that type",
    counterexample="The same request ends on the landing page's HTML; a Metalink that comes as application/xml",
    needs=(METALINK_STEP, *METADATA),
    version=3,
)
def metalink_answered(evidence: Evidence) -> Verdict:
    """Ask that the answer parsed as a Metalink, and came as one: clients look at its type before they read it."""
    if verdict := no_data_due(evidence) or unread(evidence, METALINK_STEP, "whether the identifier lists the files"):
        return verdict
    answer = evidence.answer(METALINK_STEP)
    if answer is not None and answer.parsed and answer.got.partition(";")[0].strip().lower() == METALINK:
        return passed("The identifier answers with a Metalink.", "exchange/metalink")
    metalink = evidence.exchange(METALINK_STEP)
    got = shown((answer.got if answer else "") or (metalink.media_type if metalink else "") or "no type")
    return failed(f"Asked for a Metalink, the identifier leads to {got}.", "exchange/metalink", remedy="offer-metalink")


@check(
    "head-equals-get",
    title="HEAD of the landing page says what GET says",
    source="RFC 9110, 9.3.2",
    example="HEAD answers 200 with the same Content-Type and Link fields as GET",
    counterexample="HEAD answers 405",
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
    return failed(because, "exchange/page", "exchange/page-head", remedy="answer-head")


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
    if facts is not None and (came := in_its_place(facts)):
        because = f"The address answers {file.status} with {came} in place of the file."
        return failed(because, "exchange/file", "view/file", remedy="serve-file")
    if facts is not None and (obstacle := not_now(facts)):
        return indeterminate(f"The file could not be read: {obstacle}.", "exchange/file", "view/file")
    return passed(f"The file {file.outcome()}.", "exchange/file")


def _refusal(evidence: Evidence, file: Exchange) -> Verdict:
    """Judge 401 and 403: in order for restricted data, and until the stated end of an embargo (RDA-A1-03D)."""
    state, pointer = access_state(evidence)
    said = f"The file {file.outcome()}"
    end = embargo_end(evidence)
    if state == "embargoed" and end is None:
        return absent(evidence, "the day on which the embargo ends", remedy="date-embargo")
    if state == "embargoed":
        return passed(f"{said}, as announced: the data are embargoed until {end}.", "exchange/file", pointer)
    if declared := closed_to_visitors(evidence):
        return passed(f"{said}, as announced: {declared.because}", "exchange/file", *declared.cites)
    if end is not None and end <= evidence.gathered_at.date() and _was_embargoed(evidence):
        return failed(f"{said}, although the embargo ended on {end}.", "exchange/file", remedy="serve-file")
    if state:
        return failed(f"{said}, although the data are declared {state}.", "exchange/file", pointer, remedy="serve-file")
    because = f"{said}, and no access right announces it."
    return unheard(evidence, "an access right") or failed(because, "exchange/file", remedy="state-access-right")


def _was_embargoed(evidence: Evidence) -> bool:
    return any(find_access_state(text) == "embargoed" for _, text in access_statements(evidence))


def _got(file: Exchange) -> str:
    return f"got {file.status}" + ("" if file.status != 401 else " without WWW-Authenticate")
