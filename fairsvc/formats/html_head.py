"""What a web page carries for machines and shows to people: typed links, embedded metadata, a few facts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import unescape

from fairsvc.errors import Unreadable
from fairsvc.formats.html_encoding import as_utf8
from fairsvc.formats.html_parsing import Parsed, Sign, parse
from fairsvc.formats.link_header import MAX_FINDINGS, MAX_LINKS, absolute, make_links
from fairsvc.formats.microdata import read_microdata
from fairsvc.formats.rdfa import read_rdfa
from fairsvc.model.evidence import Finding, PageFacts
from fairsvc.model.link import Link

MAX_BYTES = 5 * 1024 * 1024
MAX_META = 5000

# Relations for browsers and feed readers, not for programs that look for data.
_BROWSER_RELATIONS = frozenset(
    (
        *("amphtml", "dns-prefetch", "edituri", "icon", "image_src", "manifest", "mask-icon", "me", "modulepreload"),
        *("noopener", "noreferrer", "openid.server", "pingback", "preconnect", "prefetch", "preload", "prerender"),
        *("search", "shortcut", "stylesheet", "webmention", "wlwmanifest"),
    ),
)
_BROWSER_PREFIXES = ("apple-touch-", "fluid-", "msapplication-", "schema.")
_SCHEMA_LINK = "schema."
_DC_PREFIXES = frozenset(("dc", "dcterms"))
_JSON_LD = frozenset(("application/ld+json", "application/json+ld"))
_CDATA = "<![CDATA["
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_LICENCE = re.compile(rb"\blicense\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page as read; `json_ld` are the raw script texts, `meta` pairs of name (or property) and content.

    Link elements whose rel is such a name are among the pairs (DC-HTML, non-literal values). `schemas` are the prefixes
    that link elements declare for such names; `microdata` and `rdfa` are node objects of expanded JSON-LD. `licences`
    are the addresses of what the text links to as its licence; against `base` relative addresses are resolved.
    """

    links: tuple[Link, ...] = ()
    json_ld: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    schemas: tuple[tuple[str, str], ...] = ()
    microdata: tuple[Any, ...] = ()
    rdfa: tuple[Any, ...] = ()
    licences: tuple[str, ...] = ()
    facts: PageFacts = field(default_factory=PageFacts)
    findings: tuple[Finding, ...] = ()
    base: str = ""


def read_html(body: bytes, base: str, charset: str = "", *, xhtml: bool = False) -> HtmlPage:
    """Read a page whose address is `base`; `charset` is the one of its Content-Type. At most 5 MiB are read.

    `xhtml` says that scripts are spelt as XML spells text, where the type is application/xhtml+xml.

    An empty body is an empty page. Raises Unreadable when the bytes hold no element at all.
    """
    text = as_utf8(body[:MAX_BYTES], charset)
    if not text.strip():
        return HtmlPage(base=base)
    parsed = parse(text)
    if parsed is None:
        raise Unreadable("an answer is no HTML page", base)
    document_base = _base(parsed.signs, base)
    links, findings = _links(parsed.signs, base, document_base)
    scripts = (s.text for s in parsed.signs if s.tag == "script" and _is_json_ld(s.attributes.get("type", "")))
    json_ld = tuple(_xml_text(script) if xhtml else script for script in scripts)
    schemas = tuple(_schemas(parsed.signs))
    meta = tuple(islice(chain(_meta(parsed.signs), _linked_meta(parsed.signs, schemas, document_base)), MAX_META))
    page = HtmlPage(
        links=links,
        json_ld=json_ld,
        meta=meta,
        schemas=schemas,
        licences=tuple(_licences(parsed, base)) if _LICENCE.search(text) else (),
        facts=_facts(parsed, meta, json_ld=any(script.strip() for script in json_ld)),
        findings=findings,
        base=document_base,
    )
    return _with_markup(page, parsed, base)


def _with_markup(page: HtmlPage, parsed: Parsed, base: str) -> HtmlPage:
    """Add what the attributes of the text's own elements say."""
    if parsed.root is None or not (parsed.microdata or parsed.rdfa):
        return page
    items, troubles = read_microdata(parsed.root, base) if parsed.microdata else ([], ())
    nodes, more = read_rdfa(parsed.root, base) if parsed.rdfa else ([], ())
    found = (replace(one, where=f"exchange/page#{one.where}") for one in (*troubles, *more))
    return replace(page, microdata=tuple(items), rdfa=tuple(nodes), findings=(*page.findings, *found))


def find_in_page(body: bytes, needle: str) -> bool:
    """Tell whether the page shows or links the identifier: as it is, percent-encoded or as entities, in any case.

    Scripts and styles do not count, nor does a longer identifier that starts with it.
    """
    shown = _without_scripts(body[:MAX_BYTES].lower())
    plain = needle.lower()
    forms = {plain, quote(plain, safe="/"), quote(plain, safe=""), html.escape(plain)}
    return any(_stands_alone(shown, form.lower().encode()) for form in forms if form)


def _stands_alone(text: bytes, form: bytes) -> bool:
    starts = (match.start() for match in re.finditer(re.escape(form) + rb"(?!\w|[./-]\w)", text))
    return any(re.search(rb"(?:^|[^\w.]|%2f|%3a)\Z", text[max(start - 3, 0) : start]) for start in starts)


def _base(signs: tuple[Sign, ...], base: str) -> str:
    href = next((s.attributes["href"] for s in signs if s.tag == "base" and s.attributes.get("href")), "")
    try:
        return absolute(href, base) if href else base
    except Unreadable:
        return base


def _links(signs: tuple[Sign, ...], page: str, base: str) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    links: list[Link] = []
    findings: list[Finding] = []
    for index, sign in enumerate(sign for sign in signs if sign.tag == "link"):
        relations = " ".join(_machine_relations(sign.attributes.get("rel", "")))
        if not relations:
            continue
        if len(links) >= MAX_LINKS:
            findings = [Finding("link.too-many", "exchange/page#link", f"only {MAX_LINKS} links are read"), *findings]
            break
        where = f"exchange/page#link[{index}]"
        try:
            links += make_links(sign.attributes.get("href", ""), relations, base, _anchored(sign, page), "html")
        except Unreadable as error:
            findings.append(Finding("link.malformed", where, str(error)))
        if sign.in_body:
            findings.append(Finding("link.in-body", where, relations))
    return tuple(links[:MAX_LINKS]), tuple(findings[:MAX_FINDINGS])


def _machine_relations(rel: str) -> list[str]:
    names = rel.lower().split()
    if "stylesheet" in names:
        return []
    return [n for n in names if n not in _BROWSER_RELATIONS and not n.startswith(_BROWSER_PREFIXES)]


def _anchored(sign: Sign, page: str) -> dict[str, str]:
    """Drop what HTML does not know: a link element's context is always the page, wherever a base element points."""
    return {name: value for name, value in sign.attributes.items() if name != "title*"} | {"anchor": page}


def _is_json_ld(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower() in _JSON_LD


def _xml_text(script: str) -> str:
    """Read the text of an element as XML means it: CDATA sections as they are, the rest without its entities."""
    if "&" not in script and _CDATA not in script:
        return script
    first, *others = script.split(_CDATA)
    sections = (other.partition("]]>") for other in others)
    return unescape(first, _QUOTES) + "".join(inside + unescape(after, _QUOTES) for inside, _, after in sections)


def _meta(signs: tuple[Sign, ...]) -> Iterator[tuple[str, str]]:
    for sign in signs:
        content = sign.attributes.get("content", "").strip()
        if sign.tag == "meta" and content:
            said = (sign.attributes.get("name", "").strip(), *sign.attributes.get("property", "").split())
            yield from ((name, content) for name in dict.fromkeys(said) if name)


def _linked_meta(signs: tuple[Sign, ...], schemas: tuple[tuple[str, str], ...], base: str) -> Iterator[tuple[str, str]]:
    """Yield the properties whose values are addresses: link elements, whose rel is the name of a meta element."""
    prefixes = {prefix for prefix, _ in schemas} | _DC_PREFIXES
    for sign in signs:
        relations = sign.attributes.get("rel", "").split() if sign.tag == "link" else []
        for name in relations:
            prefix, dot, term = name.partition(".")
            if not (dot and term) or prefix.lower() not in prefixes:
                continue
            try:
                yield name, absolute(sign.attributes.get("href", ""), base)
            except Unreadable:
                continue


def _schemas(signs: tuple[Sign, ...]) -> Iterator[tuple[str, str]]:
    for sign in signs:
        rel = sign.attributes.get("rel", "").strip().lower() if sign.tag == "link" else ""
        if rel.startswith(_SCHEMA_LINK) and sign.attributes.get("href"):
            yield rel.removeprefix(_SCHEMA_LINK), sign.attributes["href"].strip()


def _licences(parsed: Parsed, base: str) -> Iterator[str]:
    """Yield what the text links to as the licence (HTML standard, link type license)."""
    for element in parsed.root.iter("a", "area") if parsed.root is not None else ():
        if "license" in (element.get("rel") or "").lower().split():
            try:
                yield absolute(element.get("href") or "", base)
            except Unreadable:
                continue


def _facts(parsed: Parsed, meta: tuple[tuple[str, str], ...], *, json_ld: bool) -> PageFacts:
    titles = (" ".join(sign.text.split()) for sign in parsed.signs if sign.tag == "title")
    shown = " ".join(parsed.text.split())
    inputs = (sign.attributes.get("type", "").strip().lower() for sign in parsed.signs if sign.tag == "input")
    return PageFacts(
        title=next(filter(None, titles), ""),
        language=parsed.language.strip(),
        text_length=len(shown),
        password_field="password" in inputs,
        robots=", ".join(content for name, content in meta if name.lower() == "robots"),
        embedded=tuple(_embedded(parsed, meta, json_ld=json_ld)),
    )


def _embedded(parsed: Parsed, meta: tuple[tuple[str, str], ...], *, json_ld: bool) -> Iterator[str]:
    names = [name.lower() for name, _ in meta]
    carried = {
        "json-ld": json_ld,
        "microdata": parsed.microdata,
        "rdfa": parsed.rdfa,
        "highwire": any(name.startswith("citation_") for name in names),
        "dublin-core": any(name.startswith(("dc.", "dcterms.", "dc:", "dcterms:")) for name in names),
        "eprints": any(name.startswith("eprints.") for name in names),
        "prism": any(name.startswith(("prism.", "prism:")) for name in names),
        "open-graph": any(name.startswith("og:") for name in names),
    }
    return (syntax for syntax, present in carried.items() if present)


def _without_scripts(page: bytes) -> bytes:
    """Cut scripts and styles out of a page in lower case."""
    for tag in (b"script", b"style"):
        kept, at = [], 0
        while (start := page.find(b"<" + tag, at)) >= 0:
            kept.append(page[at:start])
            at = page.find(b"</" + tag, start)
            if at < 0:
                at = len(page)
        page = b" ".join([*kept, page[at:]])
    return page
