"""Bodies that hurt: too many, too deep, too long, too slow. Each is a function of the variant's address."""

from __future__ import annotations

import gzip
import itertools
import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache

MANY = 100_000
GOOD_BLOCK = (
    '<script type="application/ld+json">{"@context": "https://schema.org/", "@type": "Dataset", '
    '"name": "Iron foil"}</script>'
)


def _page(head: str, body: str = "") -> list[bytes]:
    return [f"<!DOCTYPE html><html><head><title>Page</title>{head}</head><body>{body}</body></html>".encode()]


def _many_html_links(base: str) -> Iterable[bytes]:
    links = "".join(f'<link rel="item" href="{base}/f/{number}">\n' for number in range(MANY))
    return _page(GOOD_BLOCK + f'<link rel="license" href="https://spdx.org/licenses/CC0-1.0">{links}')


def _many_json_ld_blocks(base: str) -> Iterable[bytes]:
    return _page(GOOD_BLOCK + '<script type="application/ld+json">{"@type": "Thing"}</script>' * 2_000)


def _many_meta(base: str) -> Iterable[bytes]:
    return _page(GOOD_BLOCK + '<meta name="DC.subject" content="iron">' * 50_000)


def _deep_html(base: str) -> Iterable[bytes]:
    return _page(GOOD_BLOCK, "<div>" * 20_000)


def _deep_json_ld(base: str) -> Iterable[bytes]:
    deep = '{"hasPart": ' * 20_000 + "{}" + "}" * 20_000
    return _page(f'<script type="application/ld+json">{deep}</script>{GOOD_BLOCK}')


def _huge_attribute(base: str) -> Iterable[bytes]:
    return _page(f'<meta name="DC.title" content="{"x" * 1_000_000}">{GOOD_BLOCK}')


def _huge_value(base: str) -> Iterable[bytes]:
    document = {"@context": "https://schema.org/", "@type": "Dataset", "name": "Iron foil", "description": "x" * 10**6}
    return _page(f'<script type="application/ld+json">{json.dumps(document)}</script>')


def _context_bomb(base: str) -> Iterable[bytes]:
    """Spell a context whose terms are each made of two of the one before."""
    terms: dict[str, object] = {"t0": "https://schema.org/name"}
    terms |= {f"t{n}": {"@id": f"t{n - 1}", "@context": [{"a": f"t{n - 1}:"}] * 20} for n in range(1, 200)}
    bomb = json.dumps({"@context": [terms] * 25, "@type": "https://schema.org/Person", "t199": "boom"})
    return _page(f'<script type="application/ld+json">{bomb}</script>{GOOD_BLOCK}')


@cache
def _gzip_bomb(base: str) -> Iterable[bytes]:
    page = _page(GOOD_BLOCK, " " * (64 * 2**20))[0]
    return [gzip.compress(page, 1)]


def _truncated_gzip(base: str) -> Iterable[bytes]:
    whole = gzip.compress(_page(GOOD_BLOCK, "".join(f"<p>{n * 7919}</p>" for n in range(2_000)))[0])
    return [whole[: len(whole) // 2]]


def _endless(base: str) -> Iterator[bytes]:
    yield _page(GOOD_BLOCK)[0].partition(b"</body>")[0]
    yield from itertools.repeat(b"<p>and so on</p>" * 4_096)


def _slow(base: str) -> Iterator[bytes]:
    for letter in _page(GOOD_BLOCK)[0]:
        yield bytes([letter])
        time.sleep(0.2)


def _xml_bomb(base: str) -> Iterable[bytes]:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return [
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{entities}]>'
        '<resource xmlns="http://datacite.org/schema/kernel-4"><titles><title>&e11;</title></titles></resource>'.encode()
    ]


def _external_entity(base: str) -> Iterable[bytes]:
    return [
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "{base}/secret">]>'
        '<resource xmlns="http://datacite.org/schema/kernel-4"><titles><title>&e;</title></titles></resource>'.encode()
    ]


def _deep_xml(base: str) -> Iterable[bytes]:
    start = '<resource xmlns="http://datacite.org/schema/kernel-4">'
    return [(start + "<titles>" * 5_000 + "</titles>" * 5_000 + "</resource>").encode()]


def _huge_linkset(base: str) -> Iterable[bytes]:
    targets = [{"href": f"{base}/f/{number}"} for number in range(MANY)]
    return [json.dumps({"linkset": [{"anchor": f"{base}/page", "item": targets}]}).encode()]


def _huge_metalink(base: str) -> Iterable[bytes]:
    files = "".join(f'<file name="f{number}"><url>{base}/f/{number}</url></file>' for number in range(MANY))
    return [f'<metalink xmlns="urn:ietf:params:xml:ns:metalink">{files}</metalink>'.encode()]


def _deep_linkset(base: str) -> Iterable[bytes]:
    return [b'{"linkset": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"]


def _bad_deflate(base: str) -> Iterable[bytes]:
    whole = zlib.compress(_page(GOOD_BLOCK)[0])
    return [whole[:10] + b"\xff" * 20]


HOSTILE: dict[str, Callable[[str], Iterable[bytes]]] = {
    "bad-deflate": _bad_deflate,
    "context-bomb": _context_bomb,
    "deep-html": _deep_html,
    "deep-json-ld": _deep_json_ld,
    "deep-linkset": _deep_linkset,
    "deep-xml": _deep_xml,
    "endless": _endless,
    "external-entity": _external_entity,
    "gzip-bomb": _gzip_bomb,
    "huge-attribute": _huge_attribute,
    "huge-linkset": _huge_linkset,
    "huge-metalink": _huge_metalink,
    "huge-value": _huge_value,
    "many-html-links": _many_html_links,
    "many-json-ld-blocks": _many_json_ld_blocks,
    "many-meta": _many_meta,
    "slow": _slow,
    "truncated-gzip": _truncated_gzip,
    "xml-bomb": _xml_bomb,
}
