"""F4: the metadata are where search engines and aggregators find them."""

from __future__ import annotations

from assessors.absence import open_question, trouble, unread
from assessors.embedding import embedded, useless_json_ld
from assessors.sentences import shown
from assessors.snippets import PID, advice, for_pid, json_ld
from fairsvc.model.check import Verdict, check, failed, indeterminate, not_applicable, passed
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import FailureKind
from fairsvc.model.step import HANDLE, OAI_RECORD, PAGE, REGISTRY

# Highwire tags and OpenGraph serve citation tools and link previews; dataset search reads none of them.
SEARCHED = ("json-ld", "microdata", "rdfa", "dublin-core")


@check(
    "registered",
    title="The registration agency's search finds the record",
    source="FAIR F4; DataCite DOI states: findable",
    example="GET https://api.datacite.org/dois/10.5072/abc answers 200 with state findable",
    needs=(REGISTRY, HANDLE),
)
def registered(evidence: Evidence) -> Verdict:
    """Read the state of a DataCite DOI; a DOI that the agency does not hold may be another agency's."""
    if evidence.pid.scheme != "doi":
        return not_applicable("The identifier is no DOI, so no DOI agency holds a record.", "pid")
    if verdict := unread(evidence, REGISTRY, "whether the record is findable"):
        return verdict
    exchange, handle = evidence.exchange(REGISTRY), evidence.exchange(HANDLE)
    state = evidence.registry.state if evidence.registry else ""
    if exchange is not None and exchange.ok and state in ("", "findable"):
        return passed("The registration agency has the record in its public index.", "exchange/registry")
    remedy = "Set the DOI's event to “publish” at the registration agency, so that its state is findable."
    if exchange is not None and exchange.ok:
        return failed(
            f"The DOI's state is “{shown(state)}”: the public index leaves it out.", "view/registry", remedy=remedy
        )
    if handle is None or handle.status != 404:
        return indeterminate("DataCite does not hold the DOI; another agency may.", "exchange/registry")
    return failed(f"No agency has registered {evidence.pid}.", "exchange/registry", "exchange/handle", remedy=remedy)


@check(
    "metadata-embedded-for-search-engines",
    title="Search engines may read the page and find metadata in it",
    source="FAIR F4; schema.org Dataset; science-on-schema.org 1.3; RFC 9309",
    example='<script type="application/ld+json">{"@context": "https://schema.org/", "@type": "Dataset", …}</script>',
    needs=(PAGE,),
)
def metadata_embedded(evidence: Evidence) -> Verdict:
    """Ask for JSON-LD, microdata, RDFa or Dublin Core in the page; a refusal to robots is the finding here."""
    page, facts = evidence.exchange(PAGE), evidence.page_facts
    if page is not None and page.failure is not None and page.failure.kind is FailureKind.ROBOTS:
        remedy = _ADMIT_ROBOTS
        return failed("robots.txt keeps programs away from the landing page.", "exchange/page", remedy=remedy)
    if verdict := unread(evidence, PAGE, "whether the page carries metadata"):
        return verdict
    if facts is not None and "noindex" in facts.robots.lower():
        remedy = 'Remove <meta name="robots" content="noindex"> from the landing page.'
        return failed("The page asks search engines to leave it out (noindex).", "view/page", remedy=remedy)
    readable = embedded(evidence, SEARCHED)
    if readable:
        return passed(f"The page carries metadata as {', '.join(readable)}.", "view/page")
    remedy = for_pid(_EMBED, evidence.pid)
    if useless_json_ld(evidence):
        return failed("The page's JSON-LD cannot be read, or describes no dataset.", "exchange/page", remedy=remedy)
    return failed("The page carries no metadata that dataset search reads.", "exchange/page", remedy=remedy)


@check(
    "harvested-by-oai-pmh",
    title="An OAI-PMH endpoint gives the record",
    source="FAIR F4; OAI-PMH 2.0, GetRecord",
    example="…/oai?verb=GetRecord&metadataPrefix=oai_datacite&identifier=oai:example.org:1",
    needs=(OAI_RECORD,),
)
def harvested_by_oai_pmh(evidence: Evidence) -> Verdict:
    """Ask for the record where the catalogue was harvested."""
    if evidence.oai is not None:
        return passed("The OAI-PMH endpoint gives the record.", "view/oai")
    if evidence.endpoints.oai is None:
        return not_applicable("No OAI-PMH endpoint is known for the dataset.")
    if verdict := unread(evidence, OAI_RECORD, "whether the endpoint gives the record"):
        return verdict
    item = evidence.endpoints.oai
    remedy = (
        f"Let {shown(item.base_url)} answer GetRecord for {shown(item.identifier)} with metadataPrefix {item.prefix}."
    )
    return failed("The OAI-PMH endpoint does not give the record.", "exchange/oai-record", remedy=remedy)


@check(
    "typed-links-offered",
    title="The page leads programs to its identifier, its metadata and its files by typed links",
    source="FAIR Signposting Profile, level 1",
    example='Link: <…>; rel="cite-as", <…>; rel="describedby"; type="application/ld+json", <…>; rel="item"',
    needs=(PAGE,),
)
def typed_links_offered(evidence: Evidence) -> Verdict:
    """Ask for cite-as, describedby and item, from the header, the page or its linkset."""
    page = evidence.exchange(PAGE)
    if page is None or open_question(page):
        why = "was not asked for" if page is None else f"could not be read ({trouble(page)})"
        return indeterminate(f"The landing page {why}.")
    missing = [rel for rel in _SAMPLE_LINKS if not evidence.links_with(rel)]
    if not missing:
        return passed(
            "The page has cite-as, describedby and item links.", "link/cite-as", "link/describedby", "link/item"
        )
    lines = (f"Link: {_SAMPLE_LINKS[rel]}" for rel in missing)
    remedy = for_pid(advice("Send these headers with the landing page.", *lines), evidence.pid)
    because = f"The page has no typed link for {', '.join(missing)}."
    return failed(because, "exchange/page", remedy=remedy)


_SAMPLE = {"name": "…", "description": "…", "license": "https://creativecommons.org/licenses/by/4.0/"}
_SAMPLE_LINKS = {
    "cite-as": f'<{PID}>; rel="cite-as"',
    "describedby": '<https://example.org/metadata.jsonld>; rel="describedby"; type="application/ld+json"',
    "item": '<https://example.org/files/scan_0001.h5>; rel="item"; type="application/x-hdf5"',
}


_ADMIT_ROBOTS = advice("Let programs read the landing pages.", "User-agent: *", "Allow: /")
_EMBED = advice("Put this into the head of the landing page, completed.", json_ld(_SAMPLE))
