"""Lines to paste, written so that no foreign text can break out of them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote
from xml.sax.saxutils import escape

from fairsvc.formats.json_reading import storable
from fairsvc.formats.schema_org_writing import write_context
from fairsvc.model.evidence import Column, Evidence
from fairsvc.model.metadata import Related
from fairsvc.model.remedy import Place, Snippet
from fairsvc.vocab.panet import BASE, NAME, Term
from fairsvc.vocab.units import find_ucum

PURE_NUMBER = "1"
# What would end a string in JSON, an attribute in XML or the brackets of a Link header, and what is not ASCII.
_UNSAFE = re.compile(r"[^!#-&(-;=?-\[\]^_a-z|~]")
_QUOTE = {'"': "&quot;"}
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
# What XML 1.0 section 2.2 does not allow in a document.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def own_address(evidence: Evidence) -> str:
    """Spell the dataset's PID as an address that can stand in any snippet."""
    return safe_address(evidence.pid.uri)


def safe_address(address: str) -> str:
    """Percent-encode what would end a quoted string, an attribute or angle brackets, and all that is not ASCII."""
    return _UNSAFE.sub(lambda sign: quote(sign[0].encode("utf-8", "replace"), safe=""), address)


def link_line(target: str, rel: str, media_type: str = "", profile: str = "") -> Snippet:
    """Write a Link header line (RFC 8288)."""
    named = (("type", media_type), ("profile", profile))
    parameters = "".join(f'; {name}="{safe_address(value)}"' for name, value in named if value)
    return Snippet(Place.HEADER, f'Link: <{safe_address(target)}>; rel="{rel}"{parameters}')


def schema_org(evidence: Evidence, properties: Mapping[str, object]) -> Snippet:
    """Write the schema.org block of this dataset with these properties; prefixes that they use are declared."""
    context = write_context(properties)
    return json_ld({"@context": context, "@type": "Dataset", "@id": own_address(evidence), **properties})


def json_ld(block: Mapping[str, object]) -> Snippet:
    """Write a JSON object that can stand in a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(storable(block), indent=2, ensure_ascii=False)
    return Snippet(Place.JSON_LD, text.translate(_IN_SCRIPT))


def datacite_element(name: str, text: str, attributes: Mapping[str, str] | None = None, inner: str = "") -> Snippet:
    """Write one element of DataCite XML (kernel 4); `inner` is well-formed XML that stands behind the text."""
    return Snippet(Place.DATACITE, _element(name, text, attributes, inner))


def related_element(related: Related) -> Snippet:
    """Write a relation to another resource, of which type and kind are known."""
    attributes = {
        "relatedIdentifierType": related.scheme,
        "relationType": related.relation,
        "resourceTypeGeneral": related.resource_type,
    }
    return datacite_element("relatedIdentifier", related.value, attributes)


def technique_element(term: Term) -> Snippet:
    """Write a term of PaNET as a subject."""
    return datacite_element("subject", term.label, {"subjectScheme": NAME, "schemeURI": BASE, "valueURI": term.iri})


def technique_node(term: Term) -> dict[str, str]:
    """Write a term of PaNET as a schema.org DefinedTerm."""
    return {"@type": "DefinedTerm", "@id": term.iri, "name": term.label, "inDefinedTermSet": BASE}


def variable_node(column: Column, unit: str = PURE_NUMBER) -> dict[str, str]:
    """Write a variable with the UCUM code of its unit; where that is not known `unit` stands, or nothing if empty."""
    code = find_ucum(column.unit) or unit
    return {"@type": "PropertyValue", "name": column.name} | ({"unitCode": f"ucum:{code}"} if code else {})


def meta_elements(evidence: Evidence, names: Mapping[str, str], texts: Collection[str]) -> Iterator[Snippet]:
    """Write meta elements of the kinds that the page has, to stand in place of its own; `names` are by kind."""
    embedded = evidence.page_facts.embedded if evidence.page_facts else ()
    for kind, name in names.items():
        if kind in embedded:
            yield from (Snippet(Place.HTML, f'<meta name="{name}" content="{_quoted(text)}">') for text in texts)


def oai_element(name: str, text: str) -> Snippet:
    """Write one element of an oai_dc record, such as `rights`."""
    return Snippet(Place.OAI, _element(f"dc:{name}", text, None, ""))


def server_lines(*lines: str) -> Snippet:
    """Say in lines how the server should answer."""
    return Snippet(Place.SERVER, "\n".join(lines))


def _element(name: str, text: str, attributes: Mapping[str, str] | None, inner: str) -> str:
    given = "".join(f' {key}="{_quoted(value)}"' for key, value in (attributes or {}).items())
    return f"<{name}{given}>{escape(_allowed(text))}{inner}</{name}>"


def _quoted(value: str) -> str:
    return escape(" ".join(_allowed(value).split()), _QUOTE)


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
