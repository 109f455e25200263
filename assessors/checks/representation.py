"""I1: the metadata are written in a formal, shared language."""

from __future__ import annotations

from assessors.reading.absence import absent, falls_short, unread
from assessors.reading.embedding import DESCRIBES_NOTHING, embedded, markup_describes, taken_from, useless_json_ld
from assessors.reading.sentences import shown
from assessors.reading.substance import describes_something
from assessors.reading.views import views
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.conneg_steps import CELLS, PAGE_PLACE, REPRESENTATIONS
from fairsvc.model.description import RDF_TYPES
from fairsvc.model.evidence import Answer, Evidence
from fairsvc.model.step import DESCRIPTION, LINKSET_STEP, METADATA, OAI_RECORD, PAGE, REGISTRY

_FORMAL = frozenset(("schema-org", "rdf", "datacite-xml", "datacite-json", "oai_dc", "oai_datacite"))
_GRAPHS = frozenset(("schema-org", "rdf"))
_RDF_CELL_NAMES = {one.step_name(PAGE_PLACE) for one in REPRESENTATIONS if one.accept in RDF_TYPES}
_RDF_CELLS = tuple(step for step in CELLS if step.name in _RDF_CELL_NAMES)
# The view that an answer became part of.
_ANSWERS = ((PAGE, "page"), (DESCRIPTION, "page"), (REGISTRY, "registry"), (OAI_RECORD, "oai"))
_DEFECTS = ("json-ld.invalid", "json-ld.repaired")
_EMBEDDED = ("json-ld", "microdata", "rdfa", "open-graph")


@check(
    "metadata-formal",
    title="The metadata are in a language with a published schema",
    source="FAIR I1; JSON-LD 1.1, RDF 1.1, DataCite XML, OAI Dublin Core",
    example="DataCite XML, schema.org JSON-LD",
    counterexample="Citation tags alone, or JSON-LD in which every field is a placeholder",
    needs=METADATA,
    version=3,
)
def metadata_formal(evidence: Evidence) -> Verdict:
    """Ask which formats the views were read from; a document that describes nothing counts as none."""
    empty = ""
    for name, view in views(evidence):
        formal = [origin.document for _, origin in view.origins if origin.document in _FORMAL]
        if formal and describes_something(taken_from(view, lambda origin: origin.document in _FORMAL)):
            return passed(f"The metadata were read as {formal[0]}.", f"view/{name}")
        empty = empty or (f"view/{name}" if formal else "")
    for step, name in _ANSWERS:
        answer = evidence.answer(step)
        if answer is not None and answer.parsed and answer.format in _FORMAL:
            if describes_something(getattr(evidence, name)):
                return passed(f"The metadata were read as {answer.format}.", f"exchange/{step.name}")
            empty = empty or f"exchange/{step.name}"
    what = "metadata in a formal language"
    if empty:
        because = f"There is a document in a formal language, and it {DESCRIBES_NOTHING}."
        return falls_short(evidence, what, because, empty, remedy="embed-schema-org")
    return absent(evidence, what, remedy="embed-schema-org")


@check(
    "metadata-structured-embedded",
    title="The landing page carries structured metadata",
    source="FAIR I1; JSON-LD 1.1, RDFa 1.1, HTML microdata, OpenGraph",
    example='<script type="application/ld+json">…</script>',
    counterexample="Title and authors as plain text, the registry alone having a record",
    needs=(PAGE,),
    version=3,
)
def metadata_structured_embedded(evidence: Evidence) -> Verdict:
    """Accept link previews too, for this asks for structure, but not markup that describes nothing."""
    kinds = embedded(evidence, _EMBEDDED)
    if kinds and markup_describes(evidence):
        return passed(f"The page carries {', '.join(kinds)}.", "view/page")
    if verdict := unread(evidence, PAGE, "whether it carries structured metadata"):
        return verdict
    if kinds:
        because = f"The page carries {', '.join(kinds)}, which {DESCRIBES_NOTHING}."
    elif useless_json_ld(evidence):
        because = "The page's JSON-LD describes another dataset, or none that can be read."
    else:
        because = "The page carries no structure."
    return failed(because, "exchange/page", remedy="embed-schema-org")


@check(
    "json-ld-valid",
    title="The JSON-LD in the page can be read as it stands",
    source="JSON-LD 1.1; RFC 8259",
    example="No trailing comma, no comment, a known @context",
    counterexample='{"@context": "https://schema.org/", "name": "A",}',
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
        return failed(because, "exchange/page", remedy="embed-schema-org")
    if evidence.page_facts is not None and "json-ld" in evidence.page_facts.embedded:
        return passed("The page's JSON-LD is valid.", "view/page")
    return not_applicable("The page has no JSON-LD.", "exchange/page")


@check(
    "metadata-rdf-negotiated",
    title="A program that asks for RDF gets RDF",
    source="FAIR I1; RFC 9110, 12 (content negotiation); FAIR Signposting, describedby",
    example="Accept: application/ld+json answers JSON-LD, or a describedby link leads to Turtle",
    counterexample="Accept: application/ld+json answers the HTML page",
    needs=(PAGE, DESCRIPTION),
    version=3,
)
def metadata_rdf_negotiated(evidence: Evidence) -> Verdict:
    """Ask that the answer by typed link or by negotiation parsed as a graph, and that the page's view says something.

    Where page and description say the same fields, the view keeps the page's.
    """
    answer = evidence.answer(DESCRIPTION)
    if answer is not None and answer.parsed and answer.format in _GRAPHS:
        got = shown(answer.got or answer.format)
        if describes_something(evidence.page):
            return passed(f"Asked for RDF, the page gives {got}.", "exchange/description")
        because = f"Asked for RDF, the page gives {got}, which {DESCRIBES_NOTHING}."
        return failed(because, "exchange/description", remedy="offer-rdf")
    if evidence.exchange(DESCRIPTION) is None:
        page = evidence.exchange(PAGE)
        if page is not None and page.conclusive and not page.ok:
            because = f"The page {page.outcome()}, so there is no RDF to be had."
            return failed(because, "exchange/page", remedy="offer-rdf")
        return unread(evidence, PAGE, "whether RDF is offered") or indeterminate("RDF was not asked for.")
    if verdict := unread(evidence, DESCRIPTION, "whether RDF is offered"):
        return verdict
    if answer is not None and answer.asked.partition(";")[0] not in RDF_TYPES:
        return _negotiated(evidence, answer)
    got = shown(answer.got) if answer and answer.got else "none"
    return failed(f"Asked for RDF, the page gives {got}.", "exchange/description", remedy="offer-rdf")


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
    return failed(f"Asked for RDF, the page gives {got}.", f"exchange/{cells[0].step}", remedy="offer-rdf")


@check(
    "linkset-valid",
    title="The linkset that the page points to can be read",
    source="RFC 9264; FAIR Signposting Profile, level 2",
    example='Link: <https://example.org/linkset.json>; rel="linkset"; type="application/linkset+json"',
    counterexample="A linkset link that leads to an HTML page",
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
        remedy="serve-linkset",
    )
