"""The health report of one provider: findings, figures, and what could not be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from fairsvc.formats.redaction import redact
from fairsvc.formats.xml_reading import local_name
from harvest.health.answers import RECORDS, Seen
from harvest.health.dates import judge_open_windows, judge_set, judge_windows
from harvest.health.envelope import judge_answers, judge_frames, judge_transport
from harvest.health.expectations import judge_refusals
from harvest.health.findings import Finding, Found, Judge, gather
from harvest.health.identify import judge_formats, judge_identify, judge_sets
from harvest.health.kinds import Severity
from harvest.health.lists import judge_first_list, judge_identifiers, judge_pages, judge_tokens
from harvest.health.plan import chosen_prefix, offered_prefixes, steps
from harvest.health.records import judge_get_record, judge_headers, judge_records
from harvest.oai_list import read_record

JUDGES: tuple[Judge, ...] = (
    judge_answers,
    judge_frames,
    judge_transport,
    judge_identify,
    judge_formats,
    judge_sets,
    judge_pages,
    judge_first_list,
    judge_tokens,
    judge_identifiers,
    judge_headers,
    judge_records,
    judge_get_record,
    judge_windows,
    judge_open_windows,
    judge_set,
    judge_refusals,
)
# Reasons why records cannot be read that a report names.
MAX_REASONS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the check as the report lists it; `outcome` is what came in a few words."""

    title: str
    request: str
    outcome: str
    elapsed_ms: int
    records: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted; times are None when there is nothing to divide by. `reasons` are why records are unreadable."""

    requests: int
    records: int
    deleted: int
    readable: int
    reasons: tuple[tuple[str, int], ...]
    total: int | None
    page_ms: float | None
    record_ms: float | None
    compressed: bool


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What a check of a provider found; `untested` says what could not be told, and why."""

    url: str
    name: str
    admin_emails: tuple[str, ...]
    prefix: str
    set_spec: str
    checked_at: datetime
    software: str
    findings: tuple[Finding, ...]
    figures: Figures
    facts: tuple[tuple[str, str], ...]
    untested: tuple[str, ...]
    asked: tuple[Asked, ...]
    stopped: str = ""

    def count(self, severity: Severity) -> int:
        """Count the kinds of deviation of that severity."""
        return sum(finding.kind.severity is severity for finding in self.findings)

    @property
    def sentence(self) -> str:
        """Say how it stands in one sentence."""
        numbers = [(self.count(severity), *_VERDICTS[severity]) for severity in Severity]
        counts = [f"{count} {one if count == 1 else many}" for count, one, many in numbers if count]
        found = f"deviations found: {', '.join(counts)}" if counts else "no deviation from OAI-PMH 2.0 was found"
        requests = "1 request" if self.figures.requests == 1 else f"{self.figures.requests} requests"
        return f"{self.name or self.url}: {found}, in {requests}."


_VERDICTS = {
    Severity.BREAKS: ("breaks harvesting", "break harvesting"),
    Severity.LOSES: ("loses records", "lose records"),
    Severity.UNTIDY: ("untidy", "untidy"),
}


def judge(seen: Seen) -> tuple[Finding, ...]:
    """Judge all answers against the standard."""
    found: Iterator[Found] = (one for judged in JUDGES for one in judged(seen))
    return gather(found)


def build(seen: Seen, checked_at: datetime, software: str, stopped: str = "") -> HealthReport:
    """Make the report of what was seen; `stopped` says why the check ended early."""
    return HealthReport(
        redact(seen.url),
        seen.fact("repositoryName"),
        seen.facts("adminEmail"),
        chosen_prefix(seen),
        seen.set_spec,
        checked_at,
        software,
        judge(seen),
        _figures(seen),
        tuple(_iter_facts(seen)),
        tuple(_iter_untested(seen)),
        tuple(
            Asked(a.probe.title, a.request(), _outcome(a.codes, a.fault), a.exchange.elapsed_ms, len(a.records))
            for a in seen.answers
        ),
        stopped,
    )


def _outcome(codes: tuple[str, ...], fault: str) -> str:
    return fault or ", ".join(codes) or "answered"


def _figures(seen: Seen) -> Figures:
    pages = list(seen.iter_given(RECORDS))
    live = [read_record(record, chosen_prefix(seen)) for record in seen.records if not record.deleted]
    reasons = Counter(record.trouble for record in live if record.trouble)
    totals = [page.complete_list_size for answer in pages if (page := answer.page) is not None]
    spent_ms = sum(answer.exchange.elapsed_ms for answer in pages)
    return Figures(
        len(seen.answers),
        len(seen.records),
        sum(record.deleted for record in seen.records),
        sum(not record.trouble for record in live),
        tuple(reasons.most_common(MAX_REASONS)),
        next((total for total in totals if total is not None), None),
        median(answer.exchange.elapsed_ms for answer in pages) if pages else None,
        spent_ms / len(seen.records) if seen.records else None,
        any(answer.exchange.header("content-encoding") for answer in seen.answers),
    )


def _iter_facts(seen: Seen) -> Iterator[tuple[str, str]]:
    for name in ("baseURL", "protocolVersion", "granularity", "earliestDatestamp", "deletedRecord"):
        yield name, seen.fact(name) or "not stated"
    yield "formats", ", ".join(offered_prefixes(seen)) or "none listed"
    sets = seen.given("sets")
    specs = [element for element in sets.verb if local_name(element) == "set"] if sets and sets.verb is not None else []
    more = "" if sets is None or sets.page is None or not sets.page.token else " on the first page"
    yield "sets", f"{len(specs)}{more}" if sets else "none"


def _iter_untested(seen: Seen) -> Iterator[str]:
    asked = {answer.probe.name for answer in seen.answers}
    if seen.given("identify") is None:
        yield "All but Identify: it gave no answer to go on from. Check the base URL."
        return
    if seen.records and not seen.ended:
        yield f"How the list ends: it is longer than the {seen.pages} pages that were read."
    if seen.ended and f"{RECORDS}2" not in asked:
        yield "Resumption tokens: the whole list fits on one page."
    for step in steps(0):
        if step.name not in asked and step.name in _WHY:
            yield f"{step.title}: {_WHY[step.name]}."


_WHY = {
    "narrow": "no record with a readable datestamp was seen",
    "until-before": "there is no earliest datestamp to go by",
    "set": "no record in a set was seen, or one set was checked alone",
    "get": "no record with an identifier was seen",
    "get-deleted": "no deleted record was seen",
}
