"""Link header fields (RFC 8288): strict where they are right, tolerant link by link where they are not.

Seen in the wild: unescaped quotes inside a quoted type (InvenioRDM), a licence without angle brackets (Dataverse),
a closing bracket twice (Biblio), an anchor in brackets (Lakesuperior), blanks and raw UTF-8 in targets, a quote never
closed, two links without a comma between them. Reading takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from fairsvc.errors import Unreadable
from fairsvc.model.evidence import Finding
from fairsvc.model.link import Link

MAX_FINDINGS = 100
# More belong into a linkset; a header that holds them all is a flood.
MAX_LINKS = 10_000

_WS = r"[ \t\r\n]*+"
_NEXT_LINK = rf",{_WS}<[^<>]*+>{_WS}[;,]"
_NO_COMMA = rf"[ \t\r\n]<[^<>]*+>{_WS};"
_SPACE = re.compile(_WS)
_BRACKETED = re.compile(r"<([^<>]*+)>")
_BARE = re.compile(r"<?([^<>;,\s\"]++)>?")
_NAME = re.compile(r"[^\s=;,\"<>]++")
_TOKEN = re.compile(rf"(?:(?!{_NO_COMMA})[^;,])*+")
_QUOTED = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_VALUE_ENDS = re.compile(rf"{_WS}(?:[;,]|\Z)|[ \t\r\n]*?{_NO_COMMA}")
_LINK_BEGINS = re.compile(_NO_COMMA)
_NO_SEMICOLON = re.compile(r"[ \t\r\n]++[a-z]++\*?=", re.IGNORECASE)
_LENIENT_END = re.compile(rf'"(?={_WS}(?:[;,]|\Z))|(?={_NEXT_LINK})')
# One element that is written by the grammar and escapes nothing: almost all are.
_SOUND_VALUE = r'"[^"\\<>]*+"|[^\s;,"\'<>]++'
_SOUND_PARAMETER = rf"{_WS};{_WS}[^\s=;,\"<>]++(?:{_WS}={_WS}(?:{_SOUND_VALUE}))?"
_SOUND_ELEMENT = re.compile(rf"<([^<>\s]++)>((?:{_SOUND_PARAMETER})*+){_WS}(?=,|\Z)")
_PARAMETER = re.compile(rf";{_WS}([^\s=;,\"<>]++)(?:{_WS}={_WS}({_SOUND_VALUE}))?")
_RELATION = re.compile(r"[a-z][a-z0-9._-]*|[a-z][a-z0-9+.-]*:\S+")
_EXT_VALUE = re.compile(r"(utf-8|iso-8859-1)'[a-z0-9-]*'(\S*)", re.IGNORECASE)
_PROFILE = re.compile(r";\s*profile\s*=\s*\"?([^\";]*)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSAFE_SCHEMES = frozenset(("about", "blob", "data", "file", "javascript", "vbscript"))


@dataclass(slots=True)
class Element:
    """One list element as sent: target, parameters in order with lower-case names, and what was wrong with it."""

    target: str | None = None
    parameters: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def attributes(self) -> dict[str, str]:
        """Keep the first of each parameter (RFC 8288 section 3.4.1); hreflang may be repeated."""
        kept: dict[str, str] = {}
        for name, value in self.parameters:
            if name == "hreflang" and name in kept:
                kept[name] += f", {value}"
            kept.setdefault(name, value)
        return kept

    @property
    def fault(self) -> str:
        """Say all that was wrong, each once."""
        return "; ".join(dict.fromkeys(self.faults))


def read_link_header(
    fields: Iterable[str], base: str, *, where: str = "exchange/page#Link"
) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    """Read the values of all Link fields of the answer whose address is `base`.

    A link that breaks the grammar gives a Finding `link.malformed`, and is kept where its meaning is plain; `where`
    names it, counted from 0 over all fields. A link with `rev` is turned round (RFC 8288 section 3.3).
    """
    links: list[Link] = []
    findings: list[Finding] = []
    elements = (element for text in fields for element in iter_elements(_as_utf8(text)))
    for index, element in enumerate(elements):
        if len(links) >= MAX_LINKS:
            findings = [Finding("link.too-many", where, f"only {MAX_LINKS} links are read"), *findings]
            break
        links += links_of(element, base, "http")
        if element.faults and len(findings) < MAX_FINDINGS:
            findings.append(Finding("link.malformed", f"{where}[{index}]", element.fault))
    return tuple(links[:MAX_LINKS]), tuple(findings[:MAX_FINDINGS])


def links_of(element: Element, base: str, source: str) -> tuple[Link, ...]:
    """Make the links of an element; a fault is noted on it when it gives none."""
    if element.target is None:
        return ()
    attributes = element.attributes()
    try:
        return (
            *_forward(element.target, attributes, base, source),
            *_backward(element.target, attributes, base, source),
        )
    except Unreadable as error:
        element.faults.append(str(error))
        return ()


def make_links(target: str, relations: str, base: str, attributes: Mapping[str, str], source: str) -> tuple[Link, ...]:
    """Make one Link of each relation; the anchor is `base` unless the attributes name one.

    Raises Unreadable when target, anchor or relations cannot be used.
    """
    address = absolute(target, base)
    anchor = _context(attributes["anchor"], base) if attributes.get("anchor") else base
    media_type, profile = split_media_type(attributes.get("type", ""))
    names = dict.fromkeys(name for name in relations.lower().split() if _RELATION.fullmatch(name))
    if not names:
        raise Unreadable("a link names no relation", repr(relations[:80]))
    return tuple(
        Link(
            target=address,
            rel=name,
            anchor=anchor,
            media_type=media_type,
            profile=attributes.get("profile", "").strip() or profile,
            title=_title(attributes),
            hreflang=attributes.get("hreflang", "").strip(),
            source=source,
        )
        for name in names
    )


def absolute(reference: str, base: str) -> str:
    """Resolve a reference against an absolute address (RFC 3986 section 5).

    Blanks inside are percent-encoded. Raises Unreadable for an empty target, control characters and schemes that run
    or embed something.
    """
    text = reference.strip()
    if text[:1] == "<" and text[-1:] == ">":
        text = text[1:-1].strip()
    if not text or _CONTROL.search(text):
        raise Unreadable("a link's target is empty" if not text else "a link's target has control characters")
    text = re.sub(r"[\r\n\t]", "", text).replace(" ", "%20")
    try:
        # urljoin would drop an empty query, fragment or parameter of an address that needs no resolving.
        address = text if _ABSOLUTE.match(text) else urljoin(base, text)
        parts = urlsplit(address)
    except ValueError as error:
        raise Unreadable("a link's target is no address", repr(text[:120])) from error
    if not parts.scheme or parts.scheme in _UNSAFE_SCHEMES:
        raise Unreadable("a link's target cannot be followed", repr(text[:120]))
    return address


def is_absolute(reference: str) -> bool:
    """Tell whether the reference begins with a scheme (RFC 3986 section 4.3)."""
    return _SCHEME.match(reference) is not None


def split_media_type(value: str) -> tuple[str, str]:
    """Split a type attribute into type/subtype in lower case and its profile parameter."""
    profile = _PROFILE.search(value)
    return value.partition(";")[0].strip().lower(), profile[1].strip() if profile else ""


@lru_cache(maxsize=256)
def _context(anchor: str, base: str) -> str:
    """Resolve an anchor: many links of one list share theirs."""
    return absolute(anchor, base)


def _forward(target: str, attributes: Mapping[str, str], base: str, source: str) -> tuple[Link, ...]:
    if "rev" in attributes and "rel" not in attributes:
        return ()
    return make_links(target, attributes.get("rel", ""), base, attributes, source)


def _backward(target: str, attributes: Mapping[str, str], base: str, source: str) -> tuple[Link, ...]:
    """Turn round what `rev` names; the attributes describe its target, which is now the context."""
    if "rev" not in attributes:
        return ()
    bare = {"anchor": attributes.get("anchor", "")}
    links = make_links(target, attributes["rev"], base, bare, source)
    return tuple(replace(link, target=link.anchor, anchor=link.target) for link in links)


def _title(attributes: Mapping[str, str]) -> str:
    extended = _EXT_VALUE.fullmatch(attributes.get("title*", "").strip())
    if extended is None:
        return attributes.get("title", "").strip()
    return unquote_to_bytes(extended[2]).decode(extended[1], errors="replace").strip()


def _as_utf8(text: str) -> str:
    """Undo the Latin-1 that HTTP libraries decode header bytes with, where the bytes were UTF-8."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def iter_elements(text: str) -> Iterator[Element]:
    """Yield the elements of a list of links (RFC 8288 section 3)."""
    scanner = _Scanner(text)
    while scanner.peek():
        # RFC 9110 section 5.6.1: a list may have empty elements.
        if not scanner.take(","):
            yield scanner.sound_element() or scanner.element()


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0

    def peek(self) -> str:
        """Skip white space and look at the next character; empty at the end."""
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.text[self.at : self.at + 1]

    def take(self, character: str) -> bool:
        if self.peek() != character:
            return False
        self.at += 1
        return True

    def take_match(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match[match.lastindex or 0]

    def sound_element(self) -> Element | None:
        match = _SOUND_ELEMENT.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        pairs = _PARAMETER.findall(match[2])
        return Element(match[1], [(name.lower(), value.strip('"')) for name, value in pairs])

    def element(self) -> Element:
        element = Element()
        element.target = self._target(element)
        while self.take(";") or self._semicolon_missing(element):
            self._parameter(element)
        if self._comma_missing():
            element.faults.append("a comma is missing before the next link")
        elif self.peek() not in ("", ","):
            element.faults.append(f"unexpected text {self.text[self.at : self.at + 40]!r}")
            comma = self.text.find(",", self.at)
            self.at = comma if comma >= 0 else len(self.text)
        return element

    def _semicolon_missing(self, element: Element) -> bool:
        if not element.parameters or not _NO_SEMICOLON.match(self.text, max(self.at - 1, 0)):
            return False
        element.faults.append("a semicolon is missing between two parameters")
        return True

    def _comma_missing(self) -> bool:
        return self.peek() == "<" and _LINK_BEGINS.match(self.text, max(self.at - 1, 0)) is not None

    def _target(self, element: Element) -> str | None:
        self.peek()
        target = self.take_match(_BRACKETED)
        if target is not None:
            if self.take(">"):
                element.faults.append("the target has a second closing bracket")
            if re.search(r"\s", target.strip()):
                element.faults.append("the target holds blanks")
            return target
        target = self.take_match(_BARE)
        element.faults.append(f"the target is not in angle brackets: {(target or '')[:80]!r}")
        return target if target and re.match("https?://", target, re.IGNORECASE) else None

    def _parameter(self, element: Element) -> None:
        self.peek()
        name = self.take_match(_NAME)
        if name is None:
            return
        value = ""
        if self.take("="):
            value = self._quoted(element) if self.peek() == '"' else self._token(element)
        element.parameters.append((name.lower(), value))

    def _token(self, element: Element) -> str:
        value = (self.take_match(_TOKEN) or "").strip()
        if re.search(r"[\s\"]|^'.*'$", value):
            element.faults.append(f"the value {value[:40]!r} is not quoted")
        return value[1:-1] if value[:1] == value[-1:] == "'" else value

    def _quoted(self, element: Element) -> str:
        start = self.at + 1
        match = _QUOTED.match(self.text, self.at)
        if match and (_VALUE_ENDS.match(self.text, match.end()) or _NO_SEMICOLON.match(self.text, match.end())):
            self.at = match.end()
            return re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL)
        element.faults.append("a quoted value has unescaped quotes, or no end")
        end = _LENIENT_END.search(self.text, start)
        self.at = end.end() if end else len(self.text)
        return self.text[start : end.start() if end else len(self.text)]
