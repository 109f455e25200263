"""Build XML and HTML whose every text and attribute is escaped."""

from __future__ import annotations

import re
from html import escape

# XML 1.0 section 2.2: characters that no document may hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attributes = dict[str, str]


class Markup(str):
    """Text that is markup already and goes in as it is."""

    __slots__ = ()


def tag(name: str, attributes: Attributes | None = None, *children: str) -> Markup:
    """Write an element; one without children closes itself. Attributes with an empty value are left out."""
    shown = "".join(f' {key}="{_escaped(value)}"' for key, value in (attributes or {}).items() if value)
    if not children:
        return Markup(f"<{name}{shown}/>")
    return Markup(f"<{name}{shown}>{join(*children)}</{name}>")


def join(*parts: str) -> Markup:
    """Put parts one after the other, escaping those that are plain text."""
    return Markup("".join(part if isinstance(part, Markup) else _escaped(part) for part in parts))


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))
