"""What a web page carries for machines and shows to people: typed links, JSON-LD, meta elements, a few facts.

lxml reads it; beautifulsoup4 is the second, more patient reader where lxml finds nothing of what the bytes name.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from lxml import etree
from lxml import html as lxml_html

from fairsvc.errors import Unreadable
from fairsvc.formats.link_header import MAX_FINDINGS, absolute, make_links
from fairsvc.model.evidence import Finding, PageFacts
from fairsvc.model.link import Link

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

MAX_BYTES = 5 * 1024 * 1024
# html.parser of older Pythons needs quadratic time for broken markup.
SECOND_READER_BYTES = 8 * 1024
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
_SIGNS = ("base", "title", "link", "meta", "script", "input")
_UNSEEN = ("script", "style", "noscript", "template")
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]+)", re.IGNORECASE)
_MACHINE_PARTS = re.compile(rb"<(?:link|meta|title)\s*[\s>]|application/ld\+json", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page as read; `json_ld` are the raw script texts, `meta` pairs of name (or property) and content."""

    links: tuple[Link, ...] = ()
    json_ld: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    facts: PageFacts = field(default_factory=PageFacts)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sign:
    """An element that may say something to a machine; `text` only for title and script."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A page as either reader saw it."""

    signs: tuple[_Sign, ...]
    language: str
    text: str
    microdata_types: tuple[str, ...]
    rdfa: bool


def read_html(body: bytes, base: str, charset: str = "") -> HtmlPage:
    """Read a page whose address is `base`; `charset` is the one of its Content-Type. At most 5 MiB are read.

    An empty body is an empty page. Raises Unreadable when the bytes hold no element at all.
    """
    text = _as_utf8(body[:MAX_BYTES], charset)
    if not text.strip():
        return HtmlPage()
    # libxml2 would wrap bare text into html/body/p.
    parsed = _parse(text) if re.search(rb"<[a-z!]", text, re.IGNORECASE) else None
    if parsed is None:
        raise Unreadable("an answer is no HTML page", base)
    base = _base(parsed.signs, base)
    links, findings = _links(parsed.signs, base)
    json_ld = tuple(s.text for s in parsed.signs if s.tag == "script" and _is_json_ld(s.attributes.get("type", "")))
    meta = tuple(islice(_meta(parsed.signs), MAX_META))
    return HtmlPage(
        links=links,
        json_ld=json_ld,
        meta=meta,
        facts=_facts(parsed, meta, json_ld=any(script.strip() for script in json_ld)),
        findings=findings,
    )


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


def _as_utf8(body: bytes, charset: str) -> bytes:
    """Re-encode by byte order mark, HTTP, meta element, in this order (WHATWG HTML, 13.2.3.2), else by looking."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace").encode()
    declared = _META_CHARSET.search(body[:2048])
    for name in (charset, declared[1].decode("ascii") if declared else "", "utf-8"):
        encoding = _known_encoding(name)
        try:
            text = body.decode(encoding) if encoding else None
        except UnicodeError:
            continue
        if text is not None:
            return text.replace("\0", "\ufffd").encode("utf-8", errors="replace")
    return body.decode("cp1252", errors="replace").replace("\0", "\ufffd").encode()


def _known_encoding(name: str) -> str:
    try:
        info = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    # hex, rot13 and the like are no character encodings; pages that say Latin-1 mean windows-1252 (WHATWG Encoding).
    if not getattr(info, "_is_text_encoding", True) or info.name in ("utf-7", "idna", "punycode", "undefined"):
        return ""
    return "cp1252" if info.name in ("iso8859-1", "ascii") else info.name


def _parse(text: bytes) -> _Parsed | None:
    parsed = _parse_with_lxml(text)
    if parsed is not None and (parsed.signs or not _MACHINE_PARTS.search(text)):
        return parsed
    return _parse_with_soup(text[:SECOND_READER_BYTES]) or parsed


def _parse_with_lxml(text: bytes) -> _Parsed | None:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    types = cast("list[str]", root.xpath("//@itemtype"))
    rdfa = bool(root.xpath("boolean(//@typeof | //*[not(self::meta)]/@property)"))
    signs = tuple(_lxml_signs(root))
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    body = root.find("body")
    shown = " ".join(map(str, body.itertext())) if body is not None else ""
    return _Parsed(signs, language, shown, _unique(types), rdfa)


def _lxml_signs(root: lxml_html.HtmlElement) -> Iterator[_Sign]:
    for element in root.iter(*_SIGNS):
        in_body = element.tag == "link" and not any(True for _ in element.iterancestors("head"))
        text = "".join(map(str, element.itertext())) if element.tag in ("title", "script") else ""
        yield _Sign(str(element.tag), {str(name): str(value) for name, value in element.attrib.items()}, text, in_body)


def _parse_with_soup(text: bytes) -> _Parsed | None:
    from bs4 import BeautifulSoup, ParserRejectedMarkup  # noqa: PLC0415

    try:
        soup = BeautifulSoup(text.decode("utf-8", errors="ignore"), "html.parser", multi_valued_attributes=None)
    except (ParserRejectedMarkup, RecursionError):
        return None
    if soup.find(True) is None:
        return None
    root = soup.find("html")
    types = [str(tag["itemtype"]) for tag in soup.find_all(itemtype=True)]
    rdfa = soup.find(typeof=True) is not None
    signs = tuple(_soup_signs(soup))
    for tag in soup.find_all(_UNSEEN):
        tag.extract()
    language = str(root.get("lang") or "") if root else ""
    return _Parsed(signs, language, soup.get_text(" "), _unique(types), rdfa)


def _soup_signs(soup: BeautifulSoup) -> Iterator[_Sign]:
    for tag in soup.find_all(_SIGNS):
        attributes = {name: str(value) for name, value in tag.attrs.items()}
        in_body = tag.name == "link" and tag.find_parent("body") is not None
        yield _Sign(tag.name, attributes, tag.get_text() if tag.name in ("title", "script") else "", in_body)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for value in values for name in value.split()))


def _base(signs: tuple[_Sign, ...], base: str) -> str:
    href = next((s.attributes["href"] for s in signs if s.tag == "base" and s.attributes.get("href")), "")
    try:
        return absolute(href, base) if href else base
    except Unreadable:
        return base


def _links(signs: tuple[_Sign, ...], base: str) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    links: list[Link] = []
    findings: list[Finding] = []
    for index, sign in enumerate(sign for sign in signs if sign.tag == "link"):
        relations = " ".join(_machine_relations(sign.attributes.get("rel", "")))
        if not relations:
            continue
        where = f"exchange/page#link[{index}]"
        try:
            links += make_links(sign.attributes.get("href", ""), relations, base, _without_anchor(sign), "html")
        except Unreadable as error:
            findings.append(Finding("link.malformed", where, str(error)))
        if sign.in_body:
            findings.append(Finding("link.in-body", where, relations))
    return tuple(links), tuple(findings[:MAX_FINDINGS])


def _machine_relations(rel: str) -> list[str]:
    names = rel.lower().split()
    if "stylesheet" in names:
        return []
    return [n for n in names if n not in _BROWSER_RELATIONS and not n.startswith(_BROWSER_PREFIXES)]


def _without_anchor(sign: _Sign) -> dict[str, str]:
    """Drop what HTML does not know: a link element's context is always the page."""
    return {name: value for name, value in sign.attributes.items() if name not in ("anchor", "title*")}


def _is_json_ld(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower() == "application/ld+json"


def _meta(signs: tuple[_Sign, ...]) -> Iterator[tuple[str, str]]:
    for sign in signs:
        name = (sign.attributes.get("name") or sign.attributes.get("property") or "").strip()
        content = sign.attributes.get("content", "").strip()
        if sign.tag == "meta" and name and content:
            yield name, content


def _facts(parsed: _Parsed, meta: tuple[tuple[str, str], ...], *, json_ld: bool) -> PageFacts:
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


def _embedded(parsed: _Parsed, meta: tuple[tuple[str, str], ...], *, json_ld: bool) -> Iterator[str]:
    names = [name.lower() for name, _ in meta]
    carried = {
        "json-ld": json_ld,
        "microdata": bool(parsed.microdata_types),
        "rdfa": parsed.rdfa,
        "highwire": any(name.startswith("citation_") for name in names),
        "dublin-core": any(name.startswith(("dc.", "dcterms.", "dc:", "dcterms:")) for name in names),
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
