"""I1: the metadata keep to the profiles that catalogues and search engines read."""

from __future__ import annotations

from assessors.reading.absence import falls_short, open_question, trouble, unread
from assessors.reading.profiles import IN_WORDS, missing_properties, schema_org_of
from assessors.reading.views import telling_views
from fairsvc.model.check import Verdict, check, failed, indeterminate, passed
from fairsvc.model.conneg_steps import BY_SLUG, CELLS, PLACES
from fairsvc.model.evidence import Evidence
from fairsvc.model.step import DESCRIPTION, METADATA, PAGE

_XML = frozenset(("datacite-xml", "oai_datacite"))
_XML_CELLS = tuple(
    step for step in CELLS if step.name in {BY_SLUG["datacite-xml"].step_name(place) for place in PLACES}
)


@check(
    "schema-org-follows-profiles",
    title="The schema.org Dataset has what Google requires and science-on-schema.org recommends",
    source="PaN profile; Google Dataset structured data; science-on-schema.org 1.3",
    example="name, description, identifier, creator, license, and a distribution with contentUrl and encodingFormat",
    counterexample='{"@type": "Dataset", "name": "Scan 12", "description": "data"}',
    needs=METADATA,
)
def schema_org_follows_profiles(evidence: Evidence) -> Verdict:
    """List what is missing; no distribution is asked for where the data are not to be had."""
    view = schema_org_of(evidence)
    if view is None:
        open_ = unread(evidence, PAGE, "whether it has a schema.org Dataset") or _description_open(evidence)
        return open_ or failed("The page has no schema.org Dataset.", "exchange/page", remedy="embed-schema-org")
    missing = missing_properties(evidence, view)
    if not missing:
        return passed("The schema.org Dataset has all that the profiles ask for.", "view/page")
    because = f"The schema.org Dataset lacks {', '.join(IN_WORDS.get(name, name) for name in missing)}."
    return _description_open(evidence) or failed(because, "view/page", remedy="complete-schema-org")


@check(
    "datacite-xml-obtainable",
    title="DataCite XML can be had",
    source="PaN profile; DataCite Metadata Schema 4; DataCite content negotiation; OAI-PMH oai_datacite",
    example="Accept: application/vnd.datacite.datacite+xml answers DataCite XML; metadataPrefix=oai_datacite",
    counterexample="oai_dc alone, and 406 to whoever asks the identifier for DataCite XML",
    needs=(*METADATA, *_XML_CELLS),
    version=2,
)
def datacite_xml_obtainable(evidence: Evidence) -> Verdict:
    """Accept the OAI-PMH endpoint, a typed link, or content negotiation, which a full look alone asks for."""
    for name, view in telling_views(evidence):
        if any(origin.document in _XML for _, origin in view.origins):
            return passed("DataCite XML was read.", f"view/{name}")
    for step in (DESCRIPTION, *_XML_CELLS):
        answer = evidence.answer(step)
        if answer is not None and answer.parsed and answer.format in _XML:
            return passed(f"Asked for DataCite XML, {answer.step} gives it.", f"exchange/{step.name}")
    asked = [(step, exchange) for step in _XML_CELLS if (exchange := evidence.exchange(step)) is not None]
    if not asked:
        hint = "a full look (--depth full) asks for it"
        return indeterminate(f"DataCite XML was met nowhere, and the identifier was not asked for it; {hint}.")
    for step, exchange in asked:
        if open_question(exchange):
            because = f"DataCite XML could not be asked for ({trouble(exchange)})."
            return indeterminate(because, f"exchange/{step.name}")
    because = "Neither the identifier nor the page nor OAI-PMH gives DataCite XML."
    return falls_short(evidence, "DataCite XML", because, f"exchange/{asked[0][0].name}", remedy="offer-datacite-xml")


def _description_open(evidence: Evidence) -> Verdict | None:
    exchange = evidence.exchange(DESCRIPTION)
    if exchange is None or not open_question(exchange):
        return None
    came = trouble(exchange)
    because = f"The linked or negotiated description could not be read ({came}); it may say what the page does not."
    return indeterminate(because, "exchange/description")
