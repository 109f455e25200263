"""A2: the metadata stay when the data are gone."""

from __future__ import annotations

from assessors.absence import open_question, trouble, unread
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import OAI_RECORD, PAGE, REGISTRY

_TOMBSTONE_TEXT = 80
_TOMBSTONE = "Answer 410 with a page that names dataset and identifier, and says when and why it was withdrawn."


@check(
    "metadata-outlives-data",
    title="The metadata are kept in a place that does not depend on the data",
    source="FAIR A2; DataCite tombstone practice; OAI-PMH 2.0, deletedRecord",
    example="A record at the registration agency; a tombstone page; deletedRecord persistent",
    needs=(REGISTRY, PAGE, OAI_RECORD),
)
def metadata_outlives_data(evidence: Evidence) -> Verdict:
    """Accept the agency's record, a tombstone, or an OAI-PMH endpoint that keeps track of deletions."""
    if evidence.registry is not None:
        return passed("The registration agency keeps a copy of the metadata.", "view/registry")
    oai = evidence.endpoints.oai
    if oai is not None and oai.deleted_record == "persistent":
        return passed("The OAI-PMH endpoint keeps track of deleted records for good.", "exchange/oai-record")
    page = evidence.exchange(PAGE)
    if page is not None and page.status == 410 and _speaks(evidence):
        return passed("The page is a tombstone that explains itself.", "exchange/page")
    asked = [(step, exchange) for step in (REGISTRY, PAGE) if (exchange := evidence.exchange(step)) is not None]
    if not asked:
        return indeterminate("Neither the registration agency nor the page was asked.")
    for step, exchange in asked:
        if open_question(exchange):
            because = f"The {step.name} could not be read ({trouble(exchange)}); it may keep the metadata."
            return indeterminate(because, f"exchange/{step.name}")
    remedy = "Register the metadata with a DOI agency, and keep a tombstone page when data are withdrawn."
    return failed("The metadata are kept at the data's own place alone.", "exchange/page", remedy=remedy)


@check(
    "oai-keeps-deletions",
    title="The OAI-PMH endpoint tells harvesters of deleted records",
    source="OAI-PMH 2.0, 2.5.1",
    example="<deletedRecord>persistent</deletedRecord>",
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
    remedy = "Keep deleted records as headers with status deleted, and say <deletedRecord>persistent</deletedRecord>."
    return failed("The endpoint forgets deleted records (deletedRecord no).", "exchange/oai-record", remedy=remedy)


@check(
    "tombstone-explains",
    title="A withdrawn dataset leaves a page that says what happened",
    source="FAIR A2; DataCite tombstone practice",
    example="410 with title, identifier, date and reason of the withdrawal",
    needs=(PAGE, REGISTRY),
)
def tombstone_explains(evidence: Evidence) -> Verdict:
    """Judge pages that are gone (404, 410) while the agency still knows the dataset."""
    if verdict := unread(evidence, PAGE, "whether the dataset was withdrawn"):
        return verdict
    page = evidence.exchange(PAGE)
    if page is None or page.status not in (404, 410):
        return not_applicable("The dataset was not withdrawn.", "exchange/page")
    if page.status == 410 and _speaks(evidence):
        return passed("The page says what became of the dataset.", "exchange/page")
    if page.status == 404 and evidence.registry is None:
        return not_applicable("Nothing says that there ever was a dataset.", "exchange/page")
    because = "The page is gone without a word of what became of the dataset."
    return failed(because, "exchange/page", remedy=_TOMBSTONE)


def _speaks(evidence: Evidence) -> bool:
    facts = evidence.page_facts
    return facts is not None and (facts.text_length >= _TOMBSTONE_TEXT or facts.names_pid)
