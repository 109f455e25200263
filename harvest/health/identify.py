"""Identify, ListMetadataFormats and ListSets (sections 4.2, 4.4 and 4.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from fairsvc.formats.xml_reading import local_name, namespace_of, parse_strictly
from harvest.health.answers import RECORDS, Answer, Seen
from harvest.health.findings import Found
from harvest.health.plan import chosen_prefix
from harvest.oai_dates import DAYS, SECONDS, find_instant

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
# The order in OAI-PMH.xsd; the first seven must be there, the last two may come.
FIELDS = (
    "repositoryName",
    "baseURL",
    "protocolVersion",
    "adminEmail",
    "earliestDatestamp",
    "deletedRecord",
    "granularity",
    "compression",
    "description",
)
OWN_CODES = frozenset(("granularity", "earliestDatestamp", "protocolVersion", "baseURL"))
OLDEST_PLAUSIBLE_YEAR = 1900

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_PREFIX, _SET_SPEC = re.compile(_WORD), re.compile(f"{_WORD}(?::{_WORD})*")


def judge_identify(seen: Seen) -> Iterator[Found]:
    """Judge the fields of Identify: presence, order, form."""
    answer = seen.given("identify")
    if answer is None or answer.verb is None:
        return
    names = [local_name(child) for child in answer.verb]
    missing = [name for name in FIELDS[:7] if name not in names and name not in OWN_CODES]
    if missing:
        yield Found("identify.missing", f"{', '.join(missing)} missing", answer, answer.verb)
    known = [FIELDS.index(name) for name in names if name in FIELDS]
    if known != sorted(known):
        yield Found("identify.order", f"the order is {', '.join(names)}"[:300], answer, answer.verb)
    if unknown := sorted(set(names) - set(FIELDS)):
        yield Found("identify.unknown", f"it holds {', '.join(unknown)}"[:300], answer, answer.verb)
    yield from _identity(seen, answer)
    yield from _dates(seen, answer)


def _identity(seen: Seen, answer: Answer) -> Iterator[Found]:
    if (version := seen.fact("protocolVersion")) != "2.0":
        yield Found("protocol-version.unknown", f"it is {version!r}", answer, _field(answer, "protocolVersion"))
    base_url, asked = seen.fact("baseURL"), seen.url
    if _host(base_url) != _host(asked):
        yield Found("base-url.elsewhere", f"it is {base_url!r}, asked was {asked}", answer, _field(answer, "baseURL"))
    elif _path(base_url) != _path(asked):
        yield Found("base-url.differs", f"it is {base_url!r}, asked was {asked}", answer, _field(answer, "baseURL"))
    for address in seen.facts("adminEmail"):
        if not _MAIL.fullmatch(address.removeprefix("mailto:")):
            yield Found("admin-email.invalid", f"it is {address!r}", answer)
    if (policy := seen.fact("deletedRecord")) not in ("no", "transient", "persistent", ""):
        yield Found("deleted-record.unknown", f"it is {policy!r}", answer, _field(answer, "deletedRecord"))


def _dates(seen: Seen, answer: Answer) -> Iterator[Found]:
    granularity, earliest = seen.fact("granularity"), seen.fact("earliestDatestamp")
    if not granularity:
        yield Found("granularity.missing", "there is no granularity", answer)
    elif granularity not in (SECONDS, DAYS):
        yield Found("granularity.unknown", f"it is {granularity!r}", answer, _field(answer, "granularity"))
    at, element = find_instant(earliest), _field(answer, "earliestDatestamp")
    if at is None:
        yield Found(
            "earliest-datestamp.unreadable", f"it is {earliest!r}" if earliest else "it is missing", answer, element
        )
    elif granularity in (SECONDS, DAYS) and len(earliest) != (10 if granularity == DAYS else 20):
        yield Found(
            "earliest-datestamp.granularity", f"it is {earliest}, the granularity {granularity}", answer, element
        )
    if at is not None and at.year < OLDEST_PLAUSIBLE_YEAR:
        yield Found("earliest-datestamp.implausible", f"it is {earliest}", answer, element)


def judge_formats(seen: Seen) -> Iterator[Found]:
    """Judge ListMetadataFormats, and whether records hold what it declares."""
    answer = seen.given("formats")
    if answer is None or answer.verb is None:
        return
    declared = {_text(one, "metadataPrefix"): one for one in answer.verb if local_name(one) == "metadataFormat"}
    if "oai_dc" not in declared:
        yield Found("formats.no-oai-dc", f"on offer: {', '.join(declared) or 'nothing'}"[:300], answer)
    for prefix, element in declared.items():
        if not _PREFIX.fullmatch(prefix):
            yield Found("formats.prefix", f"it is {prefix!r}", answer, element)
        if not all(_is_address(_text(element, name)) for name in ("schema", "metadataNamespace")):
            yield Found("formats.incomplete", f"{prefix}: schema or namespace is missing", answer, element)
        if prefix == "oai_dc" and _text(element, "metadataNamespace") != OAI_DC:
            yield Found("formats.oai-dc", f"its namespace is {_text(element, 'metadataNamespace')}", answer, element)
    prefix = chosen_prefix(seen)
    if prefix in declared:
        yield from _payloads(seen, prefix, _text(declared[prefix], "metadataNamespace"))


def _payloads(seen: Seen, prefix: str, namespace: str) -> Iterator[Found]:
    """Compare the namespace of the first record's metadata with the declared one."""
    page = seen.given(f"{RECORDS}1")
    raw = next((record.raw for record in page.records if record.raw), b"") if page is not None else b""
    if page is None or not raw:
        return
    try:
        metadata = parse_strictly(raw)
    except etree.XMLSyntaxError:
        return
    if (met := namespace_of(metadata)) != namespace:
        detail = f"{prefix} is declared as {namespace}, its records are {met or 'in no namespace'}"
        yield Found("formats.namespace", detail, page, metadata)


def judge_sets(seen: Seen) -> Iterator[Found]:
    """Judge ListSets, and whether the sets that headers name are in it."""
    answer = seen.find("sets")
    if answer is None:
        return
    named = {name for record in seen.records for name in record.sets}
    if "noSetHierarchy" in answer.codes and named:
        yield Found("sets.denied", f"noSetHierarchy, but headers name {', '.join(sorted(named))[:200]}", answer)
    if not answer.given or answer.verb is None:
        return
    rows = [element for element in answer.verb if local_name(element) == "set"]
    specs = {_text(element, "setSpec") for element in rows}
    for element in rows:
        if [local_name(child) for child in element][:2] != ["setSpec", "setName"]:
            yield Found("sets.order", f"it is {', '.join(local_name(child) for child in element)}", answer, element)
        if not _SET_SPEC.fullmatch(_text(element, "setSpec")):
            yield Found("sets.spec", f"it is {_text(element, 'setSpec')!r}", answer, element)
    complete = answer.page is not None and not answer.page.token
    if complete and (unlisted := sorted(named - specs)):
        yield Found("sets.unlisted", f"headers name {', '.join(unlisted)[:200]}", answer)


def _field(answer: Answer, name: str) -> etree._Element | None:
    return (
        next((child for child in answer.verb if local_name(child) == name), None) if answer.verb is not None else None
    )


def _text(parent: etree._Element, name: str) -> str:
    child = next((child for child in parent if local_name(child) == name), None)
    return "" if child is None else (child.text or "").strip()


def _is_address(text: str) -> bool:
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S", text))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")
