"""I1: the metadata are written in a formal, shared language."""

from __future__ import annotations

from assessors.absence import absent, unread
from assessors.embedding import embedded, useless_json_ld
from assessors.sentences import shown
from assessors.snippets import PID, advice, for_pid, json_ld, link_header
from assessors.views import views
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.conneg_steps import CELLS, PAGE_PLACE, REPRESENTATIONS
from fairsvc.model.description import RDF_TYPES
from fairsvc.model.evidence import Answer, Evidence
from fairsvc.model.step import DESCRIPTION, LINKSET_STEP, METADATA, PAGE

_FORMAL = frozenset(("schema-org", "rdf", "datacite-xml", "datacite-json", "oai_dc", "oai_datacite"))
_GRAPHS = frozenset(("schema-org", "rdf"))
_RDF_CELL_NAMES = {one.step_name(PAGE_PLACE) for one in REPRESENTATIONS if one.accept in RDF_TYPES}
_RDF_CELLS = tuple(step for step in CELLS if step.name in _RDF_CELL_NAMES)
_DEFECTS = ("json-ld.invalid", "json-ld.repaired")
_EMBEDDED = ("json-ld", "microdata", "rdfa", "open-graph")


@check(
    "metadata-formal",
    title="The metadata are in a language with a published schema",
    source="FAIR I1; JSON-LD 1.1, RDF 1.1, DataCite XML, OAI Dublin Core",
    example="DataCite XML, schema.org JSON-LD",
    needs=METADATA,
)
def metadata_formal(evidence: Evidence) -> Verdict:
    """Ask which formats the views were read from."""
    for name, view in views(evidence):
        for _, origin in view.origins:
            if origin.document in _FORMAL:
                return passed(f"The metadata were read as {origin.document}.", f"view/{name}")
    for answer in evidence.answers:
        if answer.parsed and answer.format in _FORMAL:
            return passed(f"The metadata were read as {answer.format}.", f"exchange/{answer.step}")
    return absent(evidence, "metadata in a formal language", remedy=_OFFER_JSON_LD)


@check(
    "metadata-structured-embedded",
    title="The landing page carries structured metadata",
    source="FAIR I1; JSON-LD 1.1, RDFa 1.1, HTML microdata, OpenGraph",
    example='<script type="application/ld+json">…</script>',
    needs=(PAGE,),
)
def metadata_structured_embedded(evidence: Evidence) -> Verdict:
    """Accept link previews too: this asks for structure, not for quality."""
    if kinds := embedded(evidence, _EMBEDDED):
        return passed(f"The page carries {', '.join(kinds)}.", "view/page")
    if verdict := unread(evidence, PAGE, "whether it carries structured metadata"):
        return verdict
    because = (
        "The page's JSON-LD describes no dataset that can be read."
        if useless_json_ld(evidence)
        else "The page carries no structure."
    )
    return failed(because, "exchange/page", remedy=for_pid(_EMBED_JSON_LD, evidence.pid))


@check(
    "json-ld-valid",
    title="The JSON-LD in the page can be read as it stands",
    source="JSON-LD 1.1; RFC 8259",
    example="No trailing comma, no comment, a known @context",
    needs=(PAGE,),
)
def json_ld_valid(evidence: Evidence) -> Verdict:
    """Report what had to be repaired or given up."""
    if verdict := unread(evidence, PAGE, "whether its JSON-LD is valid"):
        return verdict
    troubles = [finding for finding in evidence.findings if finding.code in _DEFECTS]
    if troubles:
        first = troubles[0]
        because = f"The page's JSON-LD has a defect ({first.code}{': ' + shown(first.detail) if first.detail else ''})."
        return failed(because, "exchange/page", remedy="Write the block with a JSON library, and test it.")
    if evidence.page_facts is not None and "json-ld" in evidence.page_facts.embedded:
        return passed("The page's JSON-LD is valid.", "view/page")
    return not_applicable("The page has no JSON-LD.", "exchange/page")


@check(
    "metadata-rdf-negotiated",
    title="A program that asks for RDF gets RDF",
    source="FAIR I1; RFC 9110, 12 (content negotiation); FAIR Signposting, describedby",
    example="Accept: application/ld+json answers JSON-LD, or a describedby link leads to Turtle",
    needs=(PAGE, DESCRIPTION),
)
def metadata_rdf_negotiated(evidence: Evidence) -> Verdict:
    """Ask that the answer by typed link or by negotiation parsed as a graph."""
    answer = evidence.answer(DESCRIPTION)
    if answer is not None and answer.parsed and answer.format in _GRAPHS:
        return passed(f"Asked for RDF, the page gives {shown(answer.got or answer.format)}.", "exchange/description")
    if evidence.exchange(DESCRIPTION) is None:
        page = evidence.exchange(PAGE)
        if page is not None and page.conclusive and not page.ok:
            because = f"The page {page.outcome()}, so there is no RDF to be had."
            return failed(because, "exchange/page", remedy=_OFFER_RDF)
        return unread(evidence, PAGE, "whether RDF is offered") or indeterminate("RDF was not asked for.")
    if verdict := unread(evidence, DESCRIPTION, "whether RDF is offered"):
        return verdict
    if answer is not None and answer.asked.partition(";")[0] not in RDF_TYPES:
        return _negotiated(evidence, answer)
    got = shown(answer.got) if answer and answer.got else "none"
    return failed(f"Asked for RDF, the page gives {got}.", "exchange/description", remedy=_OFFER_RDF)


def _negotiated(evidence: Evidence, description: Answer) -> Verdict:
    """Judge by the matrix where the page's links lead to other metadata, which were asked for in RDF's place."""
    cells = [cell for step in _RDF_CELLS if (cell := evidence.answer(step)) is not None]
    for cell in cells:
        if cell.parsed:
            return passed(f"Asked for RDF, the page gives {shown(cell.got)}.", f"exchange/{cell.step}")
    if not cells:
        because = f"The page's typed links lead to {shown(description.asked)}; RDF was not asked for."
        return indeterminate(because, "exchange/description")
    got = shown(cells[0].got) or "none"
    return failed(f"Asked for RDF, the page gives {got}.", f"exchange/{cells[0].step}", remedy=_OFFER_RDF)


@check(
    "linkset-valid",
    title="The linkset that the page points to can be read",
    source="RFC 9264; FAIR Signposting Profile, level 2",
    example='Link: <https://example.org/linkset.json>; rel="linkset"; type="application/linkset+json"',
    needs=(PAGE, LINKSET_STEP),
)
def linkset_valid(evidence: Evidence) -> Verdict:
    """Judge pages that offer a linkset alone."""
    if not evidence.links_with("linkset"):
        return unread(evidence, PAGE, "whether it offers a linkset") or not_applicable(
            "The page offers no linkset.", "exchange/page"
        )
    if verdict := unread(evidence, LINKSET_STEP, "whether it is valid"):
        return verdict
    answer = evidence.answer(LINKSET_STEP)
    where = [finding for finding in evidence.findings if finding.where.startswith("exchange/linkset")]
    if answer is not None and answer.parsed and not where:
        return passed("The linkset is valid.", "exchange/linkset")
    detail = f" ({where[0].code})" if where else ""
    return failed(
        f"The linkset cannot be read as RFC 9264{detail}.",
        "exchange/linkset",
        remedy=for_pid(_SERVE_LINKSET, evidence.pid),
    )


_OFFER_RDF = advice(
    "Offer the metadata as JSON-LD at an address of its own, and link it from the page.",
    link_header("https://example.org/metadata.jsonld", "describedby", "application/ld+json"),
)


_OFFER_JSON_LD = advice("Offer the metadata as JSON-LD in the page.", json_ld({"name": "…"}))
_EMBED_JSON_LD = advice("Put this into the head of the landing page, completed.", json_ld({"name": "…"}))
_SERVE_LINKSET = advice(
    "Serve the linkset as application/linkset+json.",
    '{"linkset": [{"anchor": "https://example.org/page", "cite-as": [{"href": "' + PID + '"}]}]}',
)
