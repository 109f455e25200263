"""What is pasted into the answers for one dataset, besides what its row makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

Json = dict[str, Any]
LINK_FIELD = "link:"
SITE = "$site"
# What tells a schema.org value from another one of the same property.
IDENTITY = ("@id", "contentUrl", "url", "identifier", "value", "name")


@dataclass(frozen=True, slots=True)
class Pasted:
    """Lines for one dataset, as a curator would paste them.

    `link_lines` are values of a Link field, with or without its name; `json_ld` objects that go into the page's
    schema.org block; `html` elements of the page; `datacite` elements of DataCite XML, for registry and OAI-PMH;
    `oai` elements of the oai_dc record. `$site` in any of them is the address of the facility's web site.
    """

    link_lines: tuple[str, ...] = ()
    json_ld: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    datacite: tuple[str, ...] = ()
    oai: tuple[str, ...] = ()

    def at(self, base_url: str) -> Pasted:
        """Put the site's address where the lines say `$site`."""
        held = ((field.name, getattr(self, field.name)) for field in fields(self))
        return Pasted(**{name: tuple(text.replace(SITE, base_url) for text in lines) for name, lines in held})

    @property
    def link_fields(self) -> tuple[tuple[str, str], ...]:
        """Give the Link fields; several of a name are as good as one (RFC 9110 section 5.3)."""
        return tuple(("Link", _field_value(line)) for line in self.link_lines)

    def onto(self, described: Json) -> Json:
        """Put the JSON-LD objects into a description.

        A pasted property stands instead of the page's own; what several pasted objects say of one property is joined.
        """
        pasted: Json = {}
        for text in self.json_ld:
            for name, value in json.loads(text).items():
                pasted[name] = _joined(pasted[name], value) if name in pasted else value
        context = [value for value in (described.get("@context"), pasted.get("@context")) if value]
        return {**described, **pasted, **({"@context": _context(context)} if context else {})}


NOTHING_PASTED = Pasted()


def _field_value(line: str) -> str:
    return line[len(LINK_FIELD) :].strip() if line.lower().startswith(LINK_FIELD) else line.strip()


def _context(given: list[Any]) -> Any:
    """Keep every context once; a single one stays as it is."""
    each: list[Any] = []
    for value in given:
        each += [one for one in _as_list(value) if one not in each]
    return each[0] if len(each) == 1 else each


def _joined(old: Any, new: Any) -> Any:
    if not isinstance(old, list | dict) and not isinstance(new, list):
        return new
    kept = list(_as_list(old))
    for value in _as_list(new):
        same = next((index for index, known in enumerate(kept) if _is_same(known, value)), None)
        if same is None:
            kept.append(value)
        elif isinstance(value, Mapping):
            kept[same] = {**kept[same], **value}
    return kept if len(kept) > 1 or isinstance(old, list) else kept[0]


def _is_same(known: Any, value: Any) -> bool:
    if not isinstance(known, Mapping) or not isinstance(value, Mapping):
        return bool(known == value)
    return any(key in known and known[key] == value.get(key) for key in IDENTITY)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
