"""Blank persons and whole parts in bytes of any format; the length stays, so that offsets into them hold.

A person is known by the ORCID; the names are those that stand beside it in the metadata. A full name is blanked
wherever it stands, a given or family name alone only where it is a whole value: `Li` is also lithium.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape

from fairsvc.model.metadata import Agent, Metadata

_ORCID = re.compile(rb"(?<![0-9])(?:[0-9]{4}-){3}[0-9]{3}[0-9Xx](?![0-9])|(?<![0-9])[0-9]{15}[0-9Xx](?![0-9])")
_VALUE = rb"(?<=[>\"'])\s*(?:%s)\s*(?=[<\"'\\])"
_FULL_NAME_LETTERS = 4
# Where a name ends in whose text an ORCID stands, as in Dublin Core.
_NAME_END = re.compile(r"[\s,]*(?:[(\[<;]|https?:|orcid|[0-9]{4}-?[0-9]{4})", re.IGNORECASE)
# Where an identifier heads a record: in an OAI-PMH header, or as the `id` of a JSON resource.
_HEADS = (rb"(<(?:\w+:)?identifier[^<>]*>\s*)(%s)(?=\s*</)", rb"(\"id\"\s*:\s*\")(%s)(?=\")")
# Where OAI-PMH repeats the request.
_ECHO = rb"(\sidentifier\s*=\s*[\"'])(%s)(?=[\"'])"

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
    """Find the agents whose ORCID is known, among their identifiers or behind their name."""
    agents = (*metadata.creators, *metadata.contributors) if metadata else ()
    return frozenset(_bare(agent) for agent in agents if any(known(orcid) for orcid in _orcids(agent)))


def blank_person(data: bytes, known: Known, agents: Iterable[Agent] = ()) -> bytes:
    """Blank every known ORCID, and the names of the agents in all their spellings."""
    data = _ORCID.sub(lambda match: _blank(match) if known(_spelt(match[0])) else match[0], data)
    for pattern in sorted(set(_patterns(agents)), key=lambda pattern: (-len(pattern), pattern)):
        data = re.sub(pattern, _blank, data, flags=re.IGNORECASE)
    return data


def blank_persons(body: bytes, blanked: Mapping[bytes, bytes], known: Known, agents: Iterable[Agent]) -> bytes:
    """Put blanked records into the body that brought them; `agents` are those of all of them.

    Where one stands in another spelling their names are blanked all over the body, where it stands in another encoding
    all of the body is.
    """
    if not has_orcid(body, known) and has_orcid(narrow(body), known):
        return b" " * len(body)
    mended = body
    for raw, without in blanked.items():
        mended = mended.replace(raw, without)
    elsewhere = mended == body or has_orcid(mended, known)
    return blank_person(mended, known, agents if elsewhere else ())


def blank_record(body: bytes, raws: Iterable[bytes], identifier: str, *, brought: bool) -> bytes:
    """Blank a record in a body; all of the body where it stands in another spelling, so that nobody knows where.

    `brought` says that the body is known to hold it.
    """
    copies = sum(body.count(raw) for raw in raws if raw)
    for raw in raws:
        body = blank_part(body, raw)
    if count_heads(narrow(body), identifier) > copies or (brought and not copies):
        return b" " * len(body)
    return blank_identifier(body, identifier)


def narrow(data: bytes) -> bytes:
    """Drop zeros: what is ASCII in UTF-16 can then be searched."""
    return data.replace(b"\0", b"") if b"\0" in data else data


def blank_part(data: bytes, part: bytes) -> bytes:
    """Blank every copy of a part."""
    return data.replace(part, b" " * len(part)) if part else data


def blank_identifier(data: bytes, identifier: str) -> bytes:
    """Blank an identifier where it heads a record, and where OAI-PMH repeats the request for it."""
    for place in (*_HEADS, _ECHO):
        data = re.sub(place % _spellings(identifier), lambda match: match[1] + b"-" * len(match[2]), data)
    return data


def count_heads(data: bytes, identifier: str) -> int:
    """Count how many records the identifier heads."""
    return sum(len(re.findall(head % _spellings(identifier), data)) for head in _HEADS)


def _spellings(identifier: str) -> bytes:
    return b"|".join(re.escape(form) for form in _forms(identifier))


def _orcids(agent: Agent) -> Iterator[str]:
    found = (find_orcid(text) for text in (agent.name, *(identifier.value for identifier in agent.identifiers)))
    return (orcid for orcid in found if orcid)


def _bare(agent: Agent) -> Agent:
    """Cut off the name what stands behind it, when that is an ORCID."""
    return replace(agent, name=_NAME_END.split(agent.name, 1)[0].strip()) if find_orcid(agent.name) else agent


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
        western = form.encode("cp1252", "replace")
        found |= {western} if western.decode("cp1252") == form else set()
    return {form for form in found if form}
