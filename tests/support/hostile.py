"""Make bad documents of good ones: every field missing, of another type, huge or hostile, whatever the syntax."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree
from lxml import html as lxml_html

_HOLE = "h0stile-v4lue"

# Texts that are no text, look like numbers, leave their field, or turn the writing round.
TEXTS = (
    *("", " ", "x", "0", "-1", "1e400", "nan", "Infinity", "²", "١٢", "９９９９", "1_000", "9" * 5_000, "0000-00-00"),
    *("\0", "\x1b[31m", "\x85\u2028", "\u202e\u2066", "\ufeff", "\U0010ffff", "e\u0301", "İ", "%", "%zz", "%ed%a0%80"),
    *("http://[", "http://[::1", "javascript:x", "//", "?", "#", "urn:", "_:", "@id", ":", "10.5072/", "{}", "]]>"),
    *("<x>", "</", "&#0;", "&#xd800;", "&nothing;", "<!--", "\\", '"', "'", "{", "}", "\r\n", "$", "\\N{", "../../x"),
)
_JSON_ONLY = (
    *("null", "true", "false", "0", "-1", "0.0", "1e400", "-1e999", "9" * 4_000, "[]", "{}", "[[]]", "[null]", "[{}]"),
    *('{"": ""}', '{"@id": "@id"}', '{"@value": {}}', '{"@list": [[]]}', '{"@type": 5}', '{"@context": 1}'),
    *('{"@set": null}', '{"@graph": 1}', '[[{"value": 1}]]', r'"\u0000"', r'"\ud800"', r'"\udc00\ud800"', '"a\x01"'),
    *("[" * 300 + "]" * 300, '{"x":' * 300 + "1" + "}" * 300, "NaN", "Infinity", "undefined", '{"x": 1, "x": 2}'),
)
_ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-8-sig",
    "latin-1",
    "cp1252",
    "gb18030",
    "utf-7",
    "cp037",
)

Mutant = tuple[str, bytes]
Maker = Callable[[bytes], Iterator[Mutant]]
LargeMaker = Callable[[bytes, int], Iterator[Mutant]]


def iter_cuts(sample: bytes, most: int = 60) -> Iterator[Mutant]:
    """Cut the document at every n-th byte."""
    step = max(1, len(sample) // most)
    yield from ((f"cut at {end}", sample[:end]) for end in range(0, len(sample), step))


def iter_encoded(sample: bytes) -> Iterator[Mutant]:
    """Write the document in another encoding than it says, with two byte order marks, with zeros, compressed."""
    text = sample.decode("utf-8", "replace") + "é"
    yield from ((name, text.encode(name, "replace")) for name in _ENCODINGS)
    yield from (
        (f"says {name}", sample.replace(b"UTF-8", name.encode())) for name in ("utf-16", "x-none", "unicode_escape")
    )
    marks = (
        b"\xef\xbb\xbf" * 2,
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xff\xfe\0\0",
        b"\0",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\x80" * 9,
    )
    yield from ((f"{mark!r} before", mark + sample) for mark in marks)
    yield from ((f"{mark!r} behind", sample + mark) for mark in marks)
    yield from (("zeros between", sample.replace(b"a", b"a\0")), ("gzip", gzip.compress(sample)), ("twice", sample * 2))
    yield from (("empty", b""), ("blank", b" \n" * 9), ("backwards", sample[::-1]), ("capitals", sample.upper()))


# JSON


def _iter_paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _iter_paths(item, (*path, key))


def _put(document: Any, path: Sequence[Any], value: Any) -> Any:
    """Give a copy with the value at the path; what is `...` is taken away."""
    if not path:
        return value
    copied = deepcopy(document)
    holder = copied
    for key in path[:-1]:
        holder = holder[key]
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copied


def _spelt(document: Any, value: str) -> bytes:
    return json.dumps(document, ensure_ascii=False).replace(f'"{_HOLE}"', value).encode("utf-8", "surrogatepass")


def iter_json(sample: bytes) -> Iterator[Mutant]:
    """Take every field away, or put every kind of value in its place."""
    document = json.loads(sample)
    values = [*_JSON_ONLY, *(json.dumps(text) for text in TEXTS)]
    for path in _iter_paths(document):
        if path:
            yield f"without {path}", _spelt(_put(document, path, ...), "")
        at = _put(document, path, _HOLE)
        yield from ((f"{path} = {value[:20]}", _spelt(at, value)) for value in values)


def iter_large_json(sample: bytes, size_bytes: int) -> Iterator[Mutant]:
    """Make every field huge, and every list of one hundred thousand; nest without end."""
    many = size_bytes // 10
    document = json.loads(sample)
    seen: set[Any] = set()
    for path in _iter_paths(document):
        shape = tuple(key for key in path if isinstance(key, str))
        if shape in seen:
            continue
        seen.add(shape)
        at = _put(document, path, _HOLE)
        yield f"{path} huge", _spelt(at, '"' + "x" * size_bytes + '"')
        value = document
        for key in path:
            value = value[key]
        if isinstance(value, list) and value:
            once = json.dumps(value[0])
            yield f"{path} repeated", _spelt(at, "[" + ",".join([once] * (size_bytes // len(once))) + "]")
    for opening, closing in (("[", "]"), ('{"x":', "}"), ('[{"hasPart":', "}]"), ('{"@graph":[', "]}")):
        yield f"deep {opening}", (opening * many + "1" + closing * many).encode()
        yield f"never closed {opening}", (opening * many).encode()
    yield "many keys", ("{" + ",".join(f'"k{n}": {n}' for n in range(many)) + "}").encode()
    yield "one key many times", (b'{"a": 1' + b', "a": 1' * many + b"}")


# XML and HTML


def _parse(sample: bytes, *, html: bool) -> etree._Element:
    return lxml_html.document_fromstring(sample) if html else etree.fromstring(sample)


def _tree(root: etree._Element, value: str, *, html: bool) -> bytes:
    spelt = etree.tostring(root, encoding="unicode", method="html" if html else "xml")
    return spelt.replace(_HOLE, value).encode("utf-8", "surrogatepass")


def _iter_trees(sample: bytes, *, html: bool) -> Iterator[tuple[str, etree._Element]]:
    """Yield trees with a hole where one text, attribute or element was."""
    count = len(list(_parse(sample, html=html).iter("*")))
    for place in range(count):
        names = list(list(_parse(sample, html=html).iter("*"))[place].attrib)
        for name in (None, *names):
            root = _parse(sample, html=html)
            element = list(root.iter("*"))[place]
            if name is None:
                element.text = _HOLE
            else:
                element.set(name, _HOLE)
            yield f"{element.tag}[{place}]{f'/@{name}' if name else ''}", root


def _iter_structures(sample: bytes, *, html: bool) -> Iterator[Mutant]:
    for place in range(1, len(list(_parse(sample, html=html).iter("*")))):
        for change in ("removed", "doubled", "emptied", "nested", "renamed", "bare"):
            root = _parse(sample, html=html)
            element = list(root.iter("*"))[place]
            parent = element.getparent()
            assert parent is not None
            if change == "removed":
                parent.remove(element)
            elif change == "doubled":
                parent.append(deepcopy(element))
            elif change == "emptied":
                element[:] = []
                element.text = None
            elif change == "nested":
                element.append(deepcopy(element))
            elif change == "renamed":
                element.tag = "x"
            else:
                element.attrib.clear()
            yield f"{element.tag}[{place}] {change}", _tree(root, "", html=html)


def _iter_markup(sample: bytes, *, html: bool) -> Iterator[Mutant]:
    yield from _iter_structures(sample, html=html)
    for place, root in _iter_trees(sample, html=html):
        yield from ((f"{place} = {value[:20]!r}", _tree(root, value, html=html)) for value in TEXTS)


def iter_xml(sample: bytes) -> Iterator[Mutant]:
    """Take every element and attribute away, or put every kind of text in its place."""
    yield from _iter_markup(sample, html=False)


def iter_html(sample: bytes) -> Iterator[Mutant]:
    """Do the same to a page."""
    yield from _iter_markup(sample, html=True)


def _iter_large_markup(sample: bytes, size_bytes: int, *, html: bool) -> Iterator[Mutant]:
    seen: set[Any] = set()
    for place, root in _iter_trees(sample, html=html):
        shape = re.sub(r"\[\d+\]", "", place)
        if shape not in seen:
            seen.add(shape)
            yield f"{place} huge", _tree(root, "x" * size_bytes, html=html)
    for place in range(1, len(list(_parse(sample, html=html).iter("*")))):
        root = _parse(sample, html=html)
        element = list(root.iter("*"))[place]
        if ("repeated", element.tag) in seen:
            continue
        seen.add(("repeated", element.tag))
        once = etree.tostring(element, encoding="unicode", with_tail=False, method="html" if html else "xml")
        parent = element.getparent()
        assert parent is not None
        element.tail = _HOLE
        yield f"{element.tag} repeated", _tree(root, once * (size_bytes // len(once)), html=html)


def iter_large_xml(sample: bytes, size_bytes: int) -> Iterator[Mutant]:
    """Make everything huge, repeated, nested without end; bring entities and a document type."""
    many = size_bytes // 10
    yield from _iter_large_markup(sample, size_bytes, html=False)
    root = etree.fromstring(sample)
    name, start = etree.QName(root).localname, re.search(rb"<[a-zA-Z]", sample)
    assert start is not None
    head, rest = sample[: start.start()], sample[start.start() :]
    bare = re.sub(r">[^<>]*<", ">&e9;<", rest.decode(), count=0).encode()
    laughs = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    types = {
        "billion laughs": b'<!ENTITY e0 "ha">' + laughs,
        "quadratic blow-up": b'<!ENTITY e9 "' + b"x" * size_bytes + b'">',
        "external entity": b'<!ENTITY e9 SYSTEM "file:///etc/passwd">',
        "parameter entity": b'<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;',
        "no more than a type": b"",
    }
    for kind, inside in types.items():
        yield kind, head + b"<!DOCTYPE " + name.encode() + b" [" + inside + b"]>" + bare
    end = rest.find(b">") - (rest[rest.find(b">") - 1 : rest.find(b">")] == b"/")
    attributes = {
        "many attributes": b"".join(b' a%d="1"' % n for n in range(many)),
        "many namespaces": b"".join(b' xmlns:n%d="urn:%d"' % (n, n) for n in range(size_bytes // 50)),
        "one attribute twice": b' a="1" a="2"',
    }
    for kind, inside in attributes.items():
        yield kind, head + rest[:end] + inside + rest[end:]
    yield "deep", sample.replace(b"</", b"<a>" * many + b"</", 1)
    yield (
        "deep and closed",
        rest[: rest.find(b">") + 1] + b"<a>" * many + b"</a>" * many + b"</x>",
    )
    yield "comments", head + b"<!-- x -->" * many + rest
    yield "instructions", rest[: rest.find(b">") + 1] + b"<?x y?>" * many + rest[rest.find(b">") + 1 :]


def iter_large_html(sample: bytes, size_bytes: int) -> Iterator[Mutant]:
    """Make everything huge, repeated, nested without end, never closed."""
    many = size_bytes // 4
    yield from _iter_large_markup(sample, size_bytes, html=True)
    attributes = (b"a%d=1 ", b"itemprop=a%d ", b"data-%d ", b"'%d", b"property=%d/", b'a%d="<" ')
    for tag in (b"link ", b"p "):
        for attribute in attributes:
            yield (
                f"<{tag!r} {attribute!r}",
                b"<html><" + tag + b"".join(attribute % n for n in range(many)) + b">" + sample,
            )
    pieces = (
        *(
            b"<a>",
            b"<a><b>",
            b"<a href='",
            b'<p a="',
            b"<table>",
            b"<table><tr>",
            b"<p>",
            b"<form>",
            b"<li>",
            b"<font a=b>",
        ),
        *(
            b"<select><option>",
            b"<svg>",
            b"<template>",
            b"<style>a{}",
            b"<![CDATA[",
            b"<?x ",
            b"<!x ",
            b"</a>",
            b"</p>",
        ),
        *(b"<link rel=item href=x>", b"<meta name=DC.title content=x>", b"<base href=x>", b"<title>", b"<html lang=x>"),
        *(b"<a rel=license href=x>", b"<input type=password>", b"&amp;", b"&#1;", b"&notin", b"\r", b"\x0c", b"<body>"),
        *(
            b"<i itemscope itemprop=a id=a itemref=a>",
            b"<i itemscope itemtype=http://schema.org/Dataset itemref='a b c'>",
        ),
        *(b"<i property=dc:title typeof=dc:x>", b"<i rel=dc:source resource='#a'>", b"<i prefix='a: b' about='a:b'>"),
        *(
            b"<script type=application/ld+json>{}</script>",
            b"<script type=application/ld+json>{",
            b"<!--a-->",
            b"<!--",
            b"-->",
        ),
    )
    for piece in pieces:
        yield f"{piece!r} for ever", sample + piece * (size_bytes // len(piece))
    for piece in pieces[:12]:
        yield f"nothing but {piece!r}", piece * (size_bytes // len(piece))


# Text


_TOKEN = re.compile(r"[\w./:+-]+|[^\w\s]")


def iter_text(sample: bytes) -> Iterator[Mutant]:
    """Take every word and every mark away, or put every kind of text in its place."""
    text = sample.decode("utf-8", "replace")
    for token in _TOKEN.finditer(text):
        before, after = text[: token.start()], text[token.end() :]
        for value in ("", token[0] * 2, *TEXTS):
            spelt = (before + value + after).encode("utf-8", "surrogatepass")
            yield f"{token[0]}[{token.start()}] = {value[:20]!r}", spelt


def iter_large_text(sample: bytes, size_bytes: int) -> Iterator[Mutant]:
    """Make every word huge, and repeat every mark, every line and the whole."""
    text = sample.decode("utf-8", "replace")
    seen: set[str] = set()
    for token in _TOKEN.finditer(text):
        if token[0] in seen or (len(token[0]) > 1 and token[0][:3] in seen):
            continue
        seen |= {token[0], token[0][:3]}
        before, after = text[: token.start()], text[token.end() :]
        value = token[0] * (size_bytes // len(token[0]))
        yield f"{token[0]}[{token.start()}] repeated", (before + value + after).encode()
        yield f"{token[0]} for ever", (token[0] * (size_bytes // len(token[0]))).encode()
        spaced = f"{token[0]} "
        yield f"{token[0]} and blanks for ever", (before + spaced * (size_bytes // len(spaced))).encode()
    for line in dict.fromkeys(text.splitlines()):
        yield f"line {line[:20]!r} for ever", (f"{line}\n" * (size_bytes // (len(line) + 1))).encode()
    yield "the whole for ever", sample * (size_bytes // len(sample))
    yield "huge blanks", b" " * size_bytes + sample


SMALL: dict[str, Maker] = {"json": iter_json, "xml": iter_xml, "html": iter_html, "text": iter_text}
LARGE: dict[str, LargeMaker] = {
    "json": iter_large_json,
    "xml": iter_large_xml,
    "html": iter_large_html,
    "text": iter_large_text,
}
