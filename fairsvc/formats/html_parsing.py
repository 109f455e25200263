"""A page as elements and text: two readers of its markup.

lxml reads it; beautifulsoup4 is the second, more patient reader where lxml finds nothing of what the bytes name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

# html.parser of older Pythons needs quadratic time for broken markup.
SECOND_READER_BYTES = 8 * 1024
MAX_ATTRIBUTES = 200
_MOST_FLOODS = 1_000

_SIGNS = ("base", "title", "link", "meta", "script", "input")
_UNSEEN = ("script", "style", "noscript")
_ELEMENT = re.compile(rb"<[a-z!]", re.IGNORECASE)
_MACHINE_PARTS = re.compile(rb"<(?:link|meta|title)\s*[\s>]|application/ld\+json", re.IGNORECASE)
_MICRODATA = re.compile(rb"\sitem(?:scope|type)\b", re.IGNORECASE)
_RDFA = re.compile(
    rb"<(?!meta\b)[a-z][^<>]*\s(?:(?:typeof|property)\s*=|re[lv]\s*=\s*[\"']?(?!https?:)[a-z][\w.-]*:)", re.IGNORECASE
)
# A tag of more attributes, which takes libxml2 quadratic time: from any < that it might take for a tag's start.
_FLOOD = re.compile(
    rb"<(?=[a-z_:][\w:.-]*+(?:[\s/=<]*+[^\s/=<>]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>]++))?+){%d})"
    % (MAX_ATTRIBUTES + 1),
    re.IGNORECASE,
)
# beautifulsoup4 warns of pages that begin as XML does.
_XML_DECLARATION = re.compile(rb"<\?xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sign:
    """An element that may say something to a machine; `text` only for title and script."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page as either reader saw it; `root` is without scripts, and None where only the second reader could read.

    `microdata` and `rdfa` say that the markup has attributes of these.
    """

    signs: tuple[Sign, ...]
    language: str
    text: str
    microdata: bool = False
    rdfa: bool = False
    root: etree._Element | None = None


def parse(text: bytes) -> Parsed | None:
    """Parse markup in UTF-8; None when it holds no element at all."""
    # libxml2 would wrap bare text into html/body/p.
    if not _ELEMENT.search(text):
        return None
    text = _without_floods(text)
    parsed = _parse_with_lxml(text)
    if parsed is not None and (parsed.signs or not _MACHINE_PARTS.search(text)):
        return parsed
    return _parse_with_soup(text[:SECOND_READER_BYTES]) or parsed


def _without_floods(text: bytes) -> bytes:
    """Make no tag of what begins as one and has too many attributes; a page of many such ends before the last.

    In a script that is JSON the < stays what it was.
    """
    floods = [match.start() for match in islice(_FLOOD.finditer(text), _MOST_FLOODS)]
    if not floods:
        return text
    end = floods[-1] if len(floods) == _MOST_FLOODS else len(text)
    return _FLOOD.sub(rb"\\u003c", text[:end])


def _parse_with_lxml(text: bytes) -> Parsed | None:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    # HTML section 4.12.3: what is inside is no part of the document.
    etree.strip_elements(root, "template", with_tail=False)
    signs = tuple(_lxml_signs(root))
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    body = root.find("body")
    shown = " ".join(map(str, body.itertext())) if body is not None else ""
    return Parsed(signs, language, shown, bool(_MICRODATA.search(text)), bool(_RDFA.search(text)), root)


def _lxml_signs(root: lxml_html.HtmlElement) -> Iterator[Sign]:
    for element in root.iter(*_SIGNS):
        in_body = element.tag == "link" and not any(True for _ in element.iterancestors("head"))
        text = "".join(map(str, element.itertext())) if element.tag in ("title", "script") else ""
        yield Sign(str(element.tag), {str(name): str(value) for name, value in element.attrib.items()}, text, in_body)


def _parse_with_soup(text: bytes) -> Parsed | None:
    from bs4 import BeautifulSoup, ParserRejectedMarkup  # noqa: PLC0415

    plain = _XML_DECLARATION.sub(b"<?", text)
    try:
        soup = BeautifulSoup(plain.decode("utf-8", errors="ignore"), "html.parser", multi_valued_attributes=None)
    except (ParserRejectedMarkup, RecursionError):
        return None
    if soup.find(True) is None:
        return None
    root = soup.find("html")
    microdata, rdfa = soup.find(itemtype=True) is not None, soup.find(typeof=True) is not None
    _cut(soup, "template")
    signs = tuple(_soup_signs(soup))
    _cut(soup, *_UNSEEN)
    language = str(root.get("lang") or "") if root else ""
    return Parsed(signs, language, soup.get_text(" "), microdata, rdfa)


def _cut(soup: BeautifulSoup, *tags: str) -> None:
    for tag in soup.find_all(tags):
        tag.extract()


def _soup_signs(soup: BeautifulSoup) -> Iterator[Sign]:
    for tag in soup.find_all(_SIGNS):
        attributes = {name: str(value) for name, value in tag.attrs.items()}
        in_body = tag.name == "link" and tag.find_parent("body") is not None
        yield Sign(tag.name, attributes, tag.get_text() if tag.name in ("title", "script") else "", in_body)
