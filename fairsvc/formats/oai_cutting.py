"""Cut a list at its metadata elements by their tags alone, so that no tree of all its records has to be built."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The root's start tag, which tells the prefix of the protocol's elements, where a list of records begins with it.
_ROOT = re.compile(rb"<(?:([\w.-]+):)?OAI-PMH[\s>]")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
_UTF_8 = frozenset((b"utf-8", b"utf8", b"us-ascii", b"ascii"))
_START_TAG = re.compile(rb"""<([^\s<>/]+)(?:\s[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*)?>""")
_END_OF_TAG = re.compile(rb"\s*>")
_SPACE = b" \t\r\n"
# libxml2 refuses a longer text, but only where it builds a tree.
_LONGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A list whose metadata elements are empty, and what each of them held: one element, or nothing."""

    envelope: bytes
    payloads: tuple[bytes, ...]


def cut_list(body: bytes) -> Cut | None:
    """Cut the body of a well-formed ListRecords answer; None when its tags alone cannot tell where.

    Without comments, CDATA and processing instructions each < begins a tag: attributes and text must not hold one
    (XML 1.0 section 2.4).
    """
    root = _ROOT.search(body, 0, 2048)
    if root is None or b"ListRecords" not in body[:4096] or not _is_plain(body, root.start()):
        return None
    name = root[1] + b":metadata" if root[1] else b"metadata"
    opening, end_tag = b"<" + name, re.compile(rb"</%b\s*>" % name)
    before, *pieces = body.split(opening)
    payloads, kept = list[bytes](), [before]
    for piece in pieces:
        start, end = _END_OF_TAG.match(piece), end_tag.match(piece, piece.rfind(b"</" + name))
        # As many end as begin, so that in well-formed XML each piece has its one.
        if start is None or end is None:
            return None
        payload = piece[start.end() : end.start()].strip(_SPACE)
        if len(payload) > _LONGEST or (payload and not _is_lone(payload)):
            return None
        payloads.append(payload)
        kept += (opening, start[0], piece[end.start() :])
    return Cut(b"".join(kept), tuple(payloads))


def _is_plain(body: bytes, root: int) -> bool:
    encoding = _ENCODING.search(body, 0, root)
    known = encoding is None or encoding[1].lower() in _UTF_8
    content = body.find(b"?>") + 2 if body.startswith(b"<?xml ") else 0
    return known and not _has_mark(body, b"!", 0) and not _has_mark(body, b"?", content)


def _has_mark(body: bytes, letter: bytes, start: int) -> bool:
    """Tell whether < stands before the letter; to look for the letter alone is ten times faster, and it is rare."""
    return body.find(letter, start) >= 0 and body.find(b"<" + letter, start) >= 0


def _is_lone(payload: bytes) -> bool:
    """Tell whether well-formed content is surely one element: its first tag opens what only the last one closes."""
    tag = _START_TAG.match(payload)
    if tag is None or tag[0].endswith(b"/>"):
        return False
    close = b"</" + tag[1]
    return payload.count(close) == 1 and payload[payload.rfind(close) + len(close) :].strip(_SPACE) == b">"
