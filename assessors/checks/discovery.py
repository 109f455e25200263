"""F4: the metadata are where search engines and aggregators find them."""

from __future__ import annotations

from assessors.reading.absence import open_question, trouble, unread
from assessors.reading.data_files import no_data_due
from assessors.reading.embedding import DESCRIBES_NOTHING, embedded, markup_describes, useless_json_ld
from assessors.reading.sentences import shown
from assessors.reading.substance import describes_something
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import FailureKind
from fairsvc.model.step import HANDLE, METADATA, OAI_RECORD, PAGE, REGISTRY

# Highwire tags and OpenGraph serve citation tools and link previews; dataset search reads none of them.
SEARCHED = ("json-ld", "microdata", "rdfa", "dublin-core")
TYPED_LINKS = ("cite-as", "describedby", "item")


@check(
    "registered",
    title="The registration agency's search finds the record",
    source="FAIR F4; DataCite DOI states: findable",
    example="GET https://api.datacite.org/dois/10.5072/abc answers 200 with state findable",
    counterexample="State draft, or a findable record whose title is “n/a”",
    needs=(REGISTRY, HANDLE),
    version=3,
)
def registered(evidence: Evidence) -> Verdict:
    """Read the state of a DataCite DOI; a DOI that the agency does not hold may be another agency's."""
    if evidence.pid.scheme != "doi":
        return not_applicable("The identifier is no DOI, so no DOI agency holds a record.", "pid")
    if verdict := unread(evidence, REGISTRY, "whether the record is findable"):
        return verdict
    exchange, handle = evidence.exchange(REGISTRY), evidence.exchange(HANDLE)
    if exchange is not None and exchange.ok:
        return _in_index(evidence)
    if handle is None or handle.status != 404:
        return indeterminate("DataCite does not hold the DOI; another agency may.", "exchange/registry")
    because = f"No agency has registered {evidence.pid}."
    return failed(because, "exchange/registry", "exchange/handle", remedy="register-pid")


def _in_index(evidence: Evidence) -> Verdict:
    view = evidence.registry
    if view is None:
        return indeterminate("The registration agency's record could not be read.", "exchange/registry")
    if view.state not in ("", "findable"):
        because = f"The DOI's state is “{shown(view.state)}”: the public index leaves it out."
        return failed(because, "view/registry", remedy="register-pid")
    if not describes_something(view):
        because = f"The registration agency has a record in its public index, and it {DESCRIBES_NOTHING}."
        return failed(because, "view/registry", remedy="complete-metadata")
    return passed("The registration agency has the record in its public index.", "exchange/registry")


@check(
    "metadata-embedded-for-search-engines",
    title="Search engines may read the page and find metadata in it",
    source="FAIR F4; schema.org Dataset; science-on-schema.org 1.3; RFC 9309",
    example='<script type="application/ld+json">{"@context": "https://schema.org/", "@type": "Dataset", …}</script>',
    counterexample='<meta name="robots" content="noindex">, or JSON-LD whose name is "x"',
    needs=(PAGE,),
    version=3,
)
def metadata_embedded(evidence: Evidence) -> Verdict:
    """Ask for JSON-LD, microdata, RDFa or Dublin Core in the page; a refusal to robots is the finding here."""
    page, facts = evidence.exchange(PAGE), evidence.page_facts
    if page is not None and page.failure is not None and page.failure.kind is FailureKind.ROBOTS:
        because = "robots.txt keeps programs away from the landing page."
        return failed(because, "exchange/page", remedy="admit-robots")
    if verdict := unread(evidence, PAGE, "whether the page carries metadata"):
        return verdict
    if facts is not None and "noindex" in facts.robots.lower():
        because = "The page asks search engines to leave it out (noindex)."
        return failed(because, "view/page", remedy="admit-search-engines")
    readable = embedded(evidence, SEARCHED)
    if readable and markup_describes(evidence):
        return passed(f"The page carries metadata as {', '.join(readable)}.", "view/page")
    if readable:
        because = f"The page's {' and '.join(readable)} is there, and it {DESCRIBES_NOTHING}."
    elif useless_json_ld(evidence):
        because = "The page's JSON-LD cannot be read, or describes another dataset or none."
    else:
        because = "The page carries no metadata that dataset search reads."
    return failed(because, "exchange/page", remedy="embed-schema-org")


@check(
    "harvested-by-oai-pmh",
    title="An OAI-PMH endpoint gives the record",
    source="FAIR F4; OAI-PMH 2.0, GetRecord",
    example="…/oai?verb=GetRecord&metadataPrefix=oai_datacite&identifier=oai:example.org:1",
    counterexample='<error code="idDoesNotExist">, or a record whose title is "n/a"',
    needs=(OAI_RECORD,),
    version=3,
)
def harvested_by_oai_pmh(evidence: Evidence) -> Verdict:
    """Ask for the record where the catalogue was harvested."""
    if describes_something(evidence.oai):
        return passed("The OAI-PMH endpoint gives the record.", "view/oai")
    if evidence.oai is not None:
        because = f"The OAI-PMH endpoint gives a record, and it {DESCRIBES_NOTHING}."
        return failed(because, "view/oai", remedy="complete-metadata")
    if evidence.endpoints.oai is None:
        return not_applicable("No OAI-PMH endpoint is known for the dataset.")
    if verdict := unread(evidence, OAI_RECORD, "whether the endpoint gives the record"):
        return verdict
    because = "The OAI-PMH endpoint does not give the record."
    return failed(because, "exchange/oai-record", remedy="answer-get-record")


@check(
    "typed-links-offered",
    title="The page leads programs to its identifier, its metadata and its files by typed links",
    source="FAIR Signposting Profile, level 1",
    example='Link: <…>; rel="cite-as", <…>; rel="describedby"; type="application/ld+json", <…>; rel="item"',
    counterexample='Link: <https://example.org/style.css>; rel="stylesheet"',
    needs=(PAGE, *METADATA[1:]),
    version=2,
)
def typed_links_offered(evidence: Evidence) -> Verdict:
    """Ask for cite-as, describedby and, where data are due, item, from the header, the page or its linkset."""
    page = evidence.exchange(PAGE)
    if page is None or open_question(page):
        why = "was not asked for" if page is None else f"could not be read ({trouble(page)})"
        return indeterminate(f"The landing page {why}.")
    due = [rel for rel in TYPED_LINKS if rel != "item" or not no_data_due(evidence)]
    missing = [rel for rel in due if not evidence.links_with(rel)]
    if not missing:
        because = f"The page has {', '.join(due[:-1])} and {due[-1]} links."
        return passed(because, *(f"link/{rel}" for rel in due))
    because = f"The page has no typed link for {', '.join(missing)}."
    return failed(because, "exchange/page", remedy="send-typed-links")
