"""Assessed datasets without any I/O: of the worlds that checks are tried in, and of one whose every text is hostile."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fairsvc.formats.assessed_dataset import AssessedDataset
from fairsvc.jobs.judging import Assessed, Panel, call_panel
from fairsvc.model.evidence import Evidence, Finding
from fairsvc.model.judgement import Judgement, Outcomes, Rulebook
from fairsvc.model.link import Link
from fairsvc.model.metadata import Metadata
from fairsvc.model.perspective import Perspective
from fairsvc.model.pid import Pid
from fairsvc.reports.assessment import describe
from tests.support import evidence_builder as build
from tests.support.cases_interoperable import opened
from tests.support.check_worlds import WORLDS

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
MARKUP = "</title></style></code></pre><script>alert('x')</script><img src=x onerror=alert(1)>\"'&]]>"
CONTROLS = "\u202e\u2066\x00\ud800\x1b[31m\x9b\ufffe\r\n\u2028"
HOSTILE = f"=cmd|' /C calc'!A0 {MARKUP} {CONTROLS} }}}} {{{{ 7 * 7 }}}} " + "long " * 10_000
SCRIPT = "javascript:alert(1)"


@cache
def panel(*names: str) -> Panel:
    """Call every check, and the metric sets named or both of those packed first."""
    return call_panel(names or ("rda-fdmm", "fsf"))


def assess(evidence: Evidence, *names: str) -> Assessed:
    """Judge the evidence at one fixed moment."""
    return panel(*names).assess(evidence, AT)


def described(evidence: Evidence, *names: str, elsewhere: dict[Perspective, Outcomes] | None = None) -> AssessedDataset:
    """Put together what is said of the evidence."""
    assessed, judges = assess(evidence, *names), panel(*names)
    checks = {check.id: check for check in judges.checks}
    return describe(evidence, assessed.verdicts, assessed.assessments, judges.metric_sets, checks, elsewhere)


@cache
def world(name: str) -> AssessedDataset:
    """Put together what is said in a world; `opened` is the good one with a look into its file."""
    return described({**WORLDS, "hostile": hostile, "opened": opened}[name]())


def judged(evidence: Evidence) -> tuple[Judgement, Rulebook]:
    """Judge the evidence as the store keeps it."""
    return assess(evidence).judgement, panel().rulebook


def hostile() -> Evidence:
    """Make evidence in which strangers wrote what they liked wherever they could write."""
    good = build.good()
    views = {name: _poisoned(getattr(good, name)) for name in ("page", "registry", "oai")}
    exchanges = tuple(
        replace(
            one,
            need=replace(one.need, url=f"https://data.example.org/{MARKUP}"),
            hops=tuple(replace(hop, url=f"https://data.example.org/{HOSTILE}") for hop in one.hops),
        )
        for one in build.good().exchanges
    )
    return replace(
        good,
        pid=Pid("url", f"https://data.example.org/{MARKUP}{CONTROLS}"),
        exchanges=exchanges,
        links=(*good.links, Link(SCRIPT, "item"), Link(HOSTILE, "license")),
        findings=(Finding(HOSTILE[:100], SCRIPT, HOSTILE),),
        **views,
    )


def _poisoned(view: Metadata) -> Metadata:
    kept = {"origins": view.origins, "rights": (), "state": "findable"}
    return replace(_every_text(view), **kept)


def _every_text(value: Any) -> Any:
    if isinstance(value, str):
        return HOSTILE if value else ""
    if isinstance(value, tuple):
        return tuple(map(_every_text, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _every_text(getattr(value, field.name)) for field in fields(value)})
    return value
