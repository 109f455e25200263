"""A2: the metadata stay when the data are gone."""

from __future__ import annotations

from assessors.reading.absence import open_question, trouble, unread
from assessors.reading.data_files import withdrawal
from assessors.reading.landing import find_misled
from assessors.reading.sentences import shown
from assessors.reading.telling import says_nothing
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.conneg_steps import AGENCY
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import HANDLE, METADATA, OAI_RECORD, PAGE, REGISTRY

_TOMBSTONE_TEXT = 80


@check(
    "metadata-outlives-data",
    title="The metadata are kept in a place that does not depend on the data",
    source="FAIR A2; DataCite tombstone practice; OAI-PMH 2.0, deletedRecord",
    example="A record at the registration agency; a tombstone page; deletedRecord persistent",
    counterexample="A page at a web address, whose metadata go with the server; a record that says “x” in every field",
    needs=(REGISTRY, PAGE, OAI_RECORD, HANDLE, AGENCY),
    version=4,
)
def metadata_outlives_data(evidence: Evidence) -> Verdict:
    """Accept an agency's record, a tombstone, or an OAI-PMH endpoint that keeps track of deletions.

    What is kept must say something.
    """
    if verdict := says_nothing(evidence):
        return verdict
    if evidence.registry is not None:
        return passed("The registration agency keeps a copy of the metadata.", "view/registry")
    oai = evidence.endpoints.oai
    if oai is not None and oai.deleted_record == "persistent":
        return passed("The OAI-PMH endpoint keeps track of deleted records for good.", "exchange/oai-record")
    page = evidence.exchange(PAGE)
    if page is not None and page.status == 410 and _speaks(evidence):
        return passed("The page is a tombstone that explains itself.", "exchange/page")
    return (
        _other_agency(evidence)
        or _unheard_keeper(evidence)
        or failed("The metadata are kept at the data's own place alone.", "exchange/page", remedy="register-pid")
    )


def _other_agency(evidence: Evidence) -> Verdict | None:
    """Judge a DOI that DataCite does not know; None for what is no DOI, or is DataCite's or nobody's.

    Crossref, mEDRA and the others take metadata with every DOI, too (DOI Handbook 4).
    """
    registry, handle = evidence.exchange(REGISTRY), evidence.exchange(HANDLE)
    if evidence.pid.scheme != "doi" or registry is None or registry.status != 404:
        return None
    agency = next((one.format for one in evidence.answers if one.step == AGENCY.name and one.parsed), "")
    if agency and agency.lower() != "datacite":
        return passed(
            f"The registration agency {shown(agency)} keeps a copy of the metadata.", f"exchange/{AGENCY.name}"
        )
    if agency or (handle is not None and handle.status == 404):
        return None
    return indeterminate("DataCite has no record of the DOI; another agency may keep it.", "exchange/registry")


def _unheard_keeper(evidence: Evidence) -> Verdict | None:
    asked = [(step, exchange) for step in (REGISTRY, PAGE) if (exchange := evidence.exchange(step)) is not None]
    if not asked:
        return indeterminate("Neither the registration agency nor the page was asked.")
    if evidence.pid.scheme == "doi" and evidence.exchange(REGISTRY) is None:
        return indeterminate("The registration agency was not asked; it may keep the metadata.")
    for step, exchange in asked:
        if open_question(exchange):
            because = f"The {step.name} could not be read ({trouble(exchange)}); it may keep the metadata."
            return indeterminate(because, f"exchange/{step.name}")
    return None


@check(
    "oai-keeps-deletions",
    title="The OAI-PMH endpoint tells harvesters of deleted records",
    source="OAI-PMH 2.0, 2.5.1",
    example="<deletedRecord>persistent</deletedRecord>",
    counterexample="<deletedRecord>no</deletedRecord>",
    needs=(OAI_RECORD,),
)
def oai_keeps_deletions(evidence: Evidence) -> Verdict:
    """Read what Identify says."""
    oai = evidence.endpoints.oai
    if oai is None:
        return not_applicable("No OAI-PMH endpoint is known for the dataset.")
    if not oai.deleted_record:
        return indeterminate("It was not asked what the endpoint says of deletions.")
    if oai.deleted_record in ("persistent", "transient"):
        return passed(f"The endpoint keeps track of deletions ({oai.deleted_record}).", "exchange/oai-record")
    because = "The endpoint forgets deleted records (deletedRecord no)."
    return failed(because, "exchange/oai-record", remedy="keep-deletions")


@check(
    "tombstone-explains",
    title="A withdrawn dataset leaves a page that says what happened",
    source="FAIR A2; DataCite tombstone practice",
    example="410 with title, identifier, date and reason of the withdrawal",
    counterexample="404 with the words “Not found”, while the agency still knows the dataset",
    needs=(PAGE, REGISTRY),
)
def tombstone_explains(evidence: Evidence) -> Verdict:
    """Judge pages that are gone (404, 410) while the agency still knows the dataset."""
    if verdict := unread(evidence, PAGE, "whether the dataset was withdrawn"):
        return verdict
    page = evidence.exchange(PAGE)
    if page is None or page.status not in (404, 410):
        return not_applicable("The page answers, so it need not tell that it is gone.", "exchange/page")
    if page.status == 410 and _speaks(evidence):
        return passed("The page says what became of the dataset.", "exchange/page")
    if page.status == 404 and evidence.registry is None:
        return not_applicable("Nothing says that there ever was a dataset.", "exchange/page")
    because = "The page is gone without a word of what became of the dataset."
    return failed(because, "exchange/page", remedy="leave-tombstone")


@check(
    "tombstone-resolves",
    title="The identifier of withdrawn data still leads to their page",
    source="PaN profile PAN-A2-01; DataCite tombstone practice",
    example="410 with a tombstone, or 200 where the metadata stay and date the withdrawal",
    counterexample='dateType="Withdrawn" in the metadata, and 404 or the site\'s home page behind the identifier',
    needs=(PAGE, *METADATA[1:]),
)
def tombstone_resolves(evidence: Evidence) -> Verdict:
    """Judge data that the page or the metadata call withdrawn; with what words is for another check."""
    gone, pointer = withdrawal(evidence)
    if not gone:
        return unread(evidence, PAGE, "whether the data were withdrawn") or not_applicable(
            "The data were not withdrawn.", "exchange/page"
        )
    if verdict := unread(evidence, PAGE, "whether withdrawn data keep a page"):
        return verdict
    page, misled = evidence.exchange(PAGE), find_misled(evidence)
    if page is None or not (page.ok or page.status == 410):
        because = f"The data were withdrawn ({gone}), and the page {page.outcome() if page else 'is missing'}."
    elif misled:
        because = f"The data were withdrawn ({gone}), and the identifier leads to {misled}."
    elif not _speaks(evidence):
        because = f"The data were withdrawn ({gone}), and the page says nothing."
    else:
        return passed(f"The data were withdrawn ({gone}), and the identifier leads to what is left.", pointer)
    return failed(because, "exchange/page", pointer, remedy="leave-tombstone")


def _speaks(evidence: Evidence) -> bool:
    facts = evidence.page_facts
    return facts is not None and (facts.text_length >= _TOMBSTONE_TEXT or facts.names_pid)
