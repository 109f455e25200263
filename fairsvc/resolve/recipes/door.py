"""What the door says when one byte of a file is asked for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairsvc.model.exchange import HTML_TYPES, Exchange
from fairsvc.model.manifest import FileEntry
from fairsvc.model.recipe import Auth, Recipe

_CONTENT_RANGE = re.compile(r"bytes\s+0-0/(\d{1,18}|\*)\s*\Z", re.IGNORECASE)
_LOCKED = (401, 403)
_ABSENT = (404, 410)
_HTML_NAMES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen; `closed` says that a program gets no further, `next_step` what the facility can do."""

    found: str
    next_step: str = ""
    closed: bool = False


def look_through(answer: Exchange, entry: FileEntry, recipe: Recipe) -> Sight:
    """Judge the answer to a range of one byte (RFC 9110 section 14)."""
    if answer.failure is not None or not answer.conclusive:
        return Sight(answer.outcome(), closed=True)
    if answer.status in _LOCKED:
        return _locked(answer, recipe)
    if answer.status in _ABSENT:
        return Sight(answer.outcome(), "Check prefix and template of the rule: the file is not there", closed=True)
    if answer.status == 206:
        return _part(answer, entry)
    if answer.status == 416 and entry.size_bytes == 0:
        return Sight("the file is empty, as the catalogue says")
    if answer.ok and _is_page(answer, entry):
        return Sight("a web page came in place of the file", 'Is it a login? Then write auth = "login"', closed=True)
    if answer.status == 200:
        next_step = "Serve ranges: without them nobody resumes a download or opens a file in place"
        return Sight("the whole file came: ranges are ignored", next_step, closed=True)
    return Sight(answer.outcome(), "Serve the bytes with 206, or 200", closed=True)


def _locked(answer: Exchange, recipe: Recipe) -> Sight:
    if recipe.auth in (Auth.LOGIN, Auth.TOKEN):
        return Sight(f"{answer.outcome()}, as auth = {recipe.auth.value!r} says")
    return Sight(answer.outcome(), 'Open the door, or write auth = "token" or "login"', closed=True)


def _part(answer: Exchange, entry: FileEntry) -> Sight:
    match = _CONTENT_RANGE.match(answer.header("content-range"))
    if match is None:
        said = answer.header("content-range")[:80] or "no Content-Range"
        return Sight(f"206 with {said}", "Name the range: Content-Range: bytes 0-0/SIZE", closed=True)
    if _is_page(answer, entry):
        return Sight("a web page came in place of the file", 'Is it a login? Then write auth = "login"', closed=True)
    if match[1] == "*" or entry.size_bytes is None:
        return Sight("one byte came; the size cannot be compared")
    if int(match[1]) != entry.size_bytes:
        found = f"the file has {match[1]} bytes there, {entry.size_bytes} in the catalogue"
        return Sight(found, "Is it the same file? Check the rule, or mend the size in the catalogue", closed=True)
    return Sight(f"one byte of {match[1]} came, as the catalogue says")


def _is_page(answer: Exchange, entry: FileEntry) -> bool:
    return answer.media_type in HTML_TYPES and not entry.path.lower().endswith(_HTML_NAMES)
