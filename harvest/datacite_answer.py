"""Answers of DataCite's REST API (JSON:API 1.0), each item with the bytes it came in."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from json.decoder import JSONDecoder
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fairsvc.errors import ProtocolBroken, Unreadable
from fairsvc.formats.json_reading import MAX_BYTES, storable

_SPACE = re.compile(r"[ \t\r\n]*")
# Escapes that no store takes: lone surrogates (pairs are checked in vain) and NUL.
_UNSTORABLE = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)
_decode = JSONDecoder().raw_decode
_MAX_CURSOR = 1000


@dataclass(frozen=True, slots=True)
class Item:
    """One resource object: parsed, and its bytes as received."""

    value: Any
    raw: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of `/dois`, or a single resource; `cursor` is the next page's, empty when none is linked.

    `total` is `meta.total`, None when it is not stated. `errors` are the titles of a refusal.
    """

    items: tuple[Item, ...] = ()
    total: int | None = None
    cursor: str = ""
    errors: tuple[str, ...] = ()


def read_answer(body: bytes) -> Answer:
    """Read an answer. Raises Unreadable; ProtocolBroken for a link to the next page without a cursor."""
    if len(body) > MAX_BYTES:
        raise Unreadable("the answer of DataCite is too large", f"{len(body)} bytes, at most {MAX_BYTES} are read")
    try:
        items, members = _read_document(_Place(body.decode(json.detect_encoding(body))))
    except UnicodeDecodeError as fault:
        raise Unreadable("the answer of DataCite is not in a Unicode encoding", str(fault)[:200]) from None
    except ValueError as fault:
        raise Unreadable("the answer of DataCite is no JSON", str(fault)[:200]) from None
    except RecursionError:
        raise Unreadable("the answer of DataCite is nested too deeply") from None
    if not {"data", "errors"} & members.keys():
        raise Unreadable("this is no answer of DataCite", f"its keys are {', '.join(members)[:200] or 'none'}")
    total = _member(members, "meta", "total")
    return Answer(
        items,
        total if type(total) is int and total >= 0 else None,
        _read_cursor(_member(members, "links", "next")),
        _read_errors(members.get("errors")),
    )


def find_position(cursor: str) -> tuple[int, str] | None:
    """Read where a cursor stands in the list: `created` in ms and the DOI, by which it is sorted; None if unreadable.

    It is the base64url of `created_ms,doi` without padding.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        return None
    created_ms, _, doi = text.partition(",")
    return (int(created_ms), doi) if created_ms.isdecimal() and len(created_ms) < 16 and doi else None


class _Place:
    """A place in JSON text."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.skip_space()

    def skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, mark: str) -> bool:
        """Step over the mark, if it stands here."""
        found = self.text.startswith(mark, self.at)
        if found:
            self.at += len(mark)
            self.skip_space()
        return found

    def expect(self, mark: str) -> None:
        if not self.take(mark):
            raise ValueError(f"expected {mark!r} at character {self.at}")

    def value(self) -> tuple[Any, str]:
        """Read the value here: parsed, and its text."""
        start = self.at
        value, end = _decode(self.text, start)
        text = self.text[start:end]
        self.at = end
        self.skip_space()
        return storable(value) if _UNSTORABLE.search(text) else value, text


def _read_document(place: _Place) -> tuple[tuple[Item, ...], dict[str, Any]]:
    """Read the members of the document; `data` becomes items."""
    items: tuple[Item, ...] = ()
    members: dict[str, Any] = {}
    place.expect("{")
    while not place.take("}"):
        if members:
            place.expect(",")
        name, _ = place.value()
        place.expect(":")
        if name == "data":
            items, members[name] = tuple(_read_items(place)), None
        else:
            members[str(name)], _ = place.value()
    if place.at < len(place.text):
        raise ValueError(f"text after the end at character {place.at}")
    return items, members


def _read_items(place: _Place) -> list[Item]:
    if not place.take("["):
        value, text = place.value()
        return [Item(value, text.encode())] if value is not None else []
    items: list[Item] = []
    while not place.take("]"):
        if items:
            place.expect(",")
        value, text = place.value()
        items.append(Item(value, text.encode()))
    return items


def _member(members: dict[str, Any], *names: str) -> Any:
    value: Any = members
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _read_cursor(link: Any) -> str:
    if not link:
        return ""
    try:
        found = parse_qs(urlsplit(str(link)).query).get("page[cursor]", [])
    except ValueError:
        found = []
    if not found or len(found[0]) > _MAX_CURSOR:
        raise ProtocolBroken("DataCite links a next page without a cursor", str(link)[:200])
    return found[0]


def _read_errors(errors: Any) -> tuple[str, ...]:
    found = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    titles = (" ".join(str(error.get("title") or error.get("detail") or "").split())[:200] for error in found)
    return tuple(title or "an error without a title" for title in titles)[:5]
