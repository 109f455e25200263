"""Compare evidence with what the corpus says must be in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from fairsvc.model.evidence import Evidence
from fairsvc.model.link import Link
from fairsvc.model.metadata import Metadata

VIEWS = ("page", "registry", "oai", "union")
# Codes that blame the publisher: of a correct variant none may come.
BLAMING = ("*.malformed", "*.invalid", "*.unreadable", "*.repaired", "*.unknown-context", "*.no-dataset")
_DEFAULTS = {
    "access": "",
    "conforms_to": "",
    "content": "url",
    "funding": "funder",
    "geo_locations": "coordinates",
    "publisher": "name",
    "creators": "name",
    "contributors": "name",
    "resource_type": "general",
    "rights": "uri",
    "titles": "value",
    "descriptions": "value",
    "subjects": "value",
    "identifiers": "value",
    "alternate_identifiers": "value",
    "related": "value",
    "dates": "value",
}


def differences(evidence: Evidence, expect: Mapping[str, Any], *, correct: bool) -> list[str]:
    """List what is missing or different, one sentence each.

    Of `expect`: views map a field (with an attribute after a dot) to all its values; `links` are all links of the
    relations named in it, `no_links` relations that must not be there; `files` are all entries of the manifest,
    `files_among` some of them; `findings` and `forbidden` are patterns of codes; `answers` tell what a step got, with
    `statuses` and `asked`; `hops` are the page's statuses.
    """
    return [
        *_in_views(evidence, expect),
        *_in_links(evidence, expect),
        *_in_files(evidence, expect),
        *_in_findings(evidence, expect, correct=correct),
        *_in_exchanges(evidence, expect),
    ]


def _in_views(evidence: Evidence, expect: Mapping[str, Any]) -> Iterator[str]:
    for name in VIEWS:
        view: Metadata = getattr(evidence, name) or Metadata()
        for path, expected in expect.get(name, {}).items():
            if (found := said(view, path)) != [str(value) for value in expected]:
                yield f"{name}.{path} is {found}, not {expected}"


def said(view: Metadata, path: str) -> list[str]:
    """List the values of a field as text; `creators.identifiers.value` goes through every creator and identifier."""
    field, _, attributes = path.partition(".")
    value = getattr(view, field)
    values = list(value) if isinstance(value, tuple) else [value] if value not in (None, "") else []
    for attribute in filter(None, (attributes or _DEFAULTS.get(field, "")).split(".")):
        members = [getattr(value, attribute) for value in values if value is not None]
        values = [one for member in members for one in (member if isinstance(member, tuple) else (member,))]
    return [str(value) for value in values if value not in (None, "")]


def _in_links(evidence: Evidence, expect: Mapping[str, Any]) -> Iterator[str]:
    expected = expect.get("links", [])
    for rel in dict.fromkeys(link["rel"] for link in expected):
        wanted = [link for link in expected if link["rel"] == rel]
        found = [_facts(link) for link in evidence.links if link.rel == rel]
        lacking = [one for one in wanted if not any(one.items() <= other.items() for other in found)]
        if lacking or len(found) != len(wanted):
            yield f"links with rel {rel} are {found}, not {wanted}"
    for rel in expect.get("no_links", []):
        if stray := [link.target for link in evidence.links if link.rel == rel]:
            yield f"there should be no link with rel {rel}: {stray}"


def _facts(link: Link) -> dict[str, str]:
    """Give a link's attributes; languages stand between blanks, however the reader joins them."""
    facts = {name: str(getattr(link, name)) for name in link.__slots__}
    return facts | {"hreflang": " ".join(facts["hreflang"].replace(",", " ").split())}


def _in_files(evidence: Evidence, expect: Mapping[str, Any]) -> Iterator[str]:
    entries = {entry.url: entry for entry in evidence.manifest.entries}
    expected = [*expect.get("files", []), *expect.get("files_among", [])]
    urls = {file["url"] for file in expected}
    if not urls <= set(entries) or ("files" in expect and urls != set(entries)):
        yield f"the files are {list(entries)[:9]}, not {sorted(urls)}"
    for file in expected:
        if (entry := entries.get(file["url"])) is None:
            continue
        for name, value in file.items():
            known = {d.scheme: d.value for d in entry.digests} if name == "digests" else getattr(entry, name)
            if known != value:
                yield f"{name} of {entry.url} is {known}, not {value}"


def _in_findings(evidence: Evidence, expect: Mapping[str, Any], *, correct: bool) -> Iterator[str]:
    met = [(finding.code, finding.where, finding.detail) for finding in evidence.findings]
    for pattern in expect.get("findings", []):
        if not any(fnmatchcase(code, pattern) for code, _, _ in met):
            yield f"no finding {pattern} among {met[:9]}"
    allowed = expect.get("findings", [])
    for pattern in (*expect.get("forbidden", ()), *(BLAMING if correct else ())):
        blame = [one for one in met if fnmatchcase(one[0], pattern) and not _matches(one[0], allowed)]
        if blame:
            yield f"findings {pattern} that should not be: {blame[:9]}"


def _matches(code: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(code, pattern) for pattern in patterns)


def _in_exchanges(evidence: Evidence, expect: Mapping[str, Any]) -> Iterator[str]:
    known = {step: exchange for exchange in evidence.exchanges for step in exchange.steps}
    page = known.get("page")
    found: dict[str, Any] = {
        "pid": [evidence.pid.scheme, evidence.pid.value],
        "hops": [hop.status for hop in page.hops] if page else None,
        "failure": page.failure.kind.value if page and page.failure else None,
        "statuses": {step: exchange.status for step, exchange in known.items()},
        "asked": {step: exchange.need.url for step, exchange in known.items()},
        "answers": {answer.step: answer for answer in evidence.answers},
        "file_facts": evidence.file_facts,
    }
    for name in found.keys() & expect.keys():
        if not _holds(found[name], expect[name]):
            yield f"{name}: found {found[name]}, not {expect[name]}"


def _holds(found: Any, expected: Any) -> bool:
    """Tell whether a value is as expected; of tables and objects only what is named is compared."""
    if not isinstance(expected, Mapping):
        return bool(found == expected)
    members = found if isinstance(found, Mapping) else {name: getattr(found, name, None) for name in expected}
    return all(_holds(members.get(name), value) for name, value in expected.items())
