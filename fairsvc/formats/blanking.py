"""Blank persons and whole parts in bytes of any format; the length stays, so that offsets into them hold.

A person is known by the ORCID; the names are those that stand beside it in the metadata. A full name is blanked
wherever it stands, a given or family name alone only where it is a whole value: `Li` is also lithium.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from html import escape

from fairsvc.model.metadata import Agent, Metadata

_ORCID = re.compile(rb"(?<![0-9])(?:[0-9]{4}-){3}[0-9]{3}[0-9Xx](?![0-9])|(?<![0-9])[0-9]{15}[0-9Xx](?![0-9])")
_VALUE = rb"(?<=[>\"'])\s*(?:%s)\s*(?=[<\"'\\])"
_FULL_NAME_LETTERS = 4

Known = Callable[[str], bool]


def find_orcid(text: str) -> str:
    """Read the ORCID that a text holds, in its usual form; empty when none does or its last digit is wrong."""
    match = _ORCID.search(text.encode("ascii", "replace"))
    orcid = _spelt(match[0]) if match else ""
    return orcid if orcid and _check_digit(orcid) == orcid[-1] else ""


def has_orcid(data: bytes, known: Known) -> bool:
    """Tell whether the bytes hold an ORCID that is known."""
    return any(known(orcid) for orcid in {_spelt(match[0]) for match in _ORCID.finditer(data)})


def find_names(metadata: Metadata | None, known: Known) -> frozenset[Agent]:
    """Find the agents whose ORCID is known."""
    agents = (*metadata.creators, *metadata.contributors) if metadata else ()
    return frozenset(a for a in agents if any(known(find_orcid(i.value)) for i in a.identifiers if find_orcid(i.value)))


def blank_person(data: bytes, known: Known, agents: Iterable[Agent] = ()) -> bytes:
    """Blank every known ORCID, and the names of the agents in all their spellings."""
    data = _ORCID.sub(lambda match: _blank(match) if known(_spelt(match[0])) else match[0], data)
    for pattern in sorted(set(_patterns(agents)), key=lambda pattern: (-len(pattern), pattern)):
        data = re.sub(pattern, _blank, data, flags=re.IGNORECASE)
    return data


def blank_part(data: bytes, part: bytes) -> bytes:
    """Blank every copy of a part."""
    return data.replace(part, b" " * len(part)) if part else data


def blank_identifier(data: bytes, identifier: str) -> bytes:
    """Blank an identifier where it heads a record: an OAI-PMH header, or the `id` of a JSON resource."""
    spelt = b"|".join(re.escape(form) for form in _forms(identifier))
    for head in (rb"(<(?:\w+:)?identifier[^<>]*>\s*)(%s)(?=\s*</)", rb"(\"id\"\s*:\s*\")(%s)(?=\")"):
        data = re.sub(head % spelt, lambda match: match[1] + b"-" * len(match[2]), data)
    return data


def _blank(match: re.Match[bytes]) -> bytes:
    return b"-" * len(match[0])


def _spelt(orcid: bytes) -> str:
    digits = orcid.decode().replace("-", "").upper()
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _check_digit(orcid: str) -> str:
    """Reckon the last digit: ISO 7064, MOD 11-2."""
    total = 0
    for digit in orcid.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    value = (12 - total % 11) % 11
    return "X" if value == 10 else str(value)


def _patterns(agents: Iterable[Agent]) -> Iterator[bytes]:
    for agent in agents:
        given, family = _given_and_family(agent)
        whole = {agent.name.strip()}
        if given and family:
            whole |= {f"{given} {family}", f"{family}, {given}", f"{family} {given}"}
        for name in whole:
            if " " in name and len(name) >= _FULL_NAME_LETTERS:
                yield from (re.escape(form) for form in _forms(name))
        for part in (*whole, given, family):
            if part:
                yield from (_VALUE % re.escape(form) for form in _forms(part))


def _given_and_family(agent: Agent) -> tuple[str, str]:
    """Read the parts of a name, or guess them as names are mostly written."""
    if agent.family.strip():
        return agent.given.strip(), agent.family.strip()
    if "," in agent.name:
        family, _, given = agent.name.partition(",")
    else:
        given, _, family = agent.name.strip().rpartition(" ")
    return given.strip(), family.strip()


def _forms(text: str) -> set[bytes]:
    """Spell a text as UTF-8, XML, HTML and JSON may write it."""
    found: set[bytes] = set()
    for form in {unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), text}:
        plain = form.encode("utf-8", "replace")
        found |= {plain, escape(form).encode("utf-8", "replace"), form.encode("ascii", "xmlcharrefreplace")}
        found |= {
            json.dumps(form)[1:-1].encode(),
            json.dumps(form, ensure_ascii=False)[1:-1].encode("utf-8", "replace"),
        }
        found.add("".join(c if c.isascii() else f"&#x{ord(c):x};" for c in escape(form)).encode())
    return {form for form in found if form}
