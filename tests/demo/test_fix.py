"""Every repair keeps its promise: its lines, pasted into the demo, mend the checks and gain what was foretold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from assessors.catalogue import load_checks
from assessors.engine import judge
from assessors.gains import Gain, Repair, gain_together, list_repairs
from assessors.metric_sets import load_metric_sets
from assessors.scoring import score
from fairsvc.demo.facility import Facility, running
from fairsvc.demo.pasted import Pasted
from fairsvc.model.check import Outcome, Verdict
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.pid import read_pid
from fairsvc.model.remedy import Place
from fairsvc.model.step import PAGE
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.probe.gather import Subject, gather
from fairsvc.reports.fix import merge_snippets

CHECKS = load_checks()
METRIC_SETS = tuple(load_metric_sets().values())
POOR = ["poor-page", "bare-page"]
PASTED_INTO = {
    Place.HEADER: "link_lines",
    Place.JSON_LD: "json_ld",
    Place.HTML: "html",
    Place.DATACITE: "datacite",
    Place.OAI: "oai",
}
EPSILON = 1e-9


class Repaired:
    """The demo with lines pasted into one of its datasets, and what is gathered of it then."""

    def __init__(self, facility: Facility, client: Client, pool: ThreadPoolExecutor) -> None:
        self._facility, self._client, self._pool = facility, client, pool

    def gathered(self, id: str, pasted: Pasted, prefix: str) -> Evidence:
        at = self._facility
        at.publish({id: {"pasted": pasted}})
        item = OaiItem(at.oai_url, prefix, f"oai:dls.example:{id}", "persistent")
        endpoints = Endpoints(at.resolver_url, at.handle_api_url, at.registry_url, item)
        subject = Subject(read_pid(f"10.5072/dls.{id}"), endpoints)
        return gather(subject, self._client, datetime.now(UTC), spread=self._pool.map)


@pytest.fixture(scope="module")
def repaired() -> Iterator[Repaired]:
    with pytest.MonkeyPatch.context() as environment, running() as facility:
        environment.setenv("NO_PROXY", "127.0.0.1")
        rules = Policy("", allowed=frozenset(facility.host_ports), default_rate=HostRate(10_000, 8))
        with Client(rules, LocalBudget()) as client, ThreadPoolExecutor(6) as pool:
            yield Repaired(facility, client, pool)


def pasted_by(repair: Repair) -> Pasted:
    texts: dict[str, list[str]] = {}
    for snippet in repair.prescription.snippets:
        texts.setdefault(PASTED_INTO[snippet.place], []).append(snippet.text)
    return Pasted(**{name: tuple(lines) for name, lines in texts.items()})


def pasted_together(repairs: Sequence[Repair], page_url: str) -> Pasted:
    """Take the merged lines apart as a person would who pastes them."""
    merged, _ = merge_snippets(repairs, page_url)
    texts = {one.file_name: one.text for one in merged}
    block = re.findall(r"<script[^>]*>\n(.*)\n</script>", texts.get("json-ld.html", ""), re.DOTALL)
    found: dict[str, Any] = {
        "link_lines": texts.get("link-header.txt", "").splitlines(),
        "json_ld": block,
        "html": [text for name, text in texts.items() if name == "landing-page.html"],
        "datacite": children(texts.get("datacite.xml", "")),
        "oai": children(texts.get("oai_dc.xml", "")),
    }
    return Pasted(**{name: tuple(lines) for name, lines in found.items()})


def children(document: str) -> list[str]:
    return [etree.tostring(child, encoding="unicode") for child in etree.fromstring(document)] if document else []


def prefix_for(repairs: Sequence[Repair]) -> str:
    """Name the format in which the lines are seen: elements of Dublin Core alone go into oai_dc."""
    alone = any({s.place for s in one.prescription.snippets} == {Place.OAI} for one in repairs)
    return "oai_dc" if alone else "oai_datacite"


def can_be_pasted(repair: Repair) -> bool:
    places = {snippet.place for snippet in repair.prescription.snippets}
    return bool(repair.prescription.id and places) and places <= PASTED_INTO.keys()


def broken_promises(repairs: Sequence[Repair], gains: Sequence[Gain], verdicts: dict[str, Verdict]) -> Iterator[str]:
    """Say which remedy, which check, which sentence."""
    for repair in repairs:
        for check in repair.checks:
            if verdicts[check].outcome is not Outcome.PASS:
                said = f"{verdicts[check].outcome}: {verdicts[check].because}"
                yield f"{repair.prescription.id} leaves {check} {said}\n{repair.prescription.text}"
    names = ", ".join(repair.prescription.id for repair in repairs)
    outcomes = {check: verdict.outcome for check, verdict in verdicts.items()}
    for metric_set, gain in zip(METRIC_SETS, gains, strict=True):
        for promised, reached in zip(gain.after, score(metric_set, outcomes)[1], strict=True):
            open_ = None in (promised.level, reached.level) and promised.level != reached.level
            less = not open_ and (reached.level or 0) < (promised.level or 0)
            if less or (reached.share or 0) < (promised.share or 0) - EPSILON:
                yield f"{names} promise {metric_set.name} {promised}, and reach {reached}"


@pytest.mark.parametrize("id", POOR)
def test_each_repair_alone_keeps_its_promise(repaired: Repaired, id: str) -> None:
    broken: list[str] = []
    for prefix in ("oai_datacite", "oai_dc"):
        before = repaired.gathered(id, Pasted(), prefix)
        repairs = list_repairs(before, judge(before, CHECKS.values()), METRIC_SETS)
        for repair in filter(can_be_pasted, repairs):
            if prefix_for([repair]) == prefix:
                after = judge(repaired.gathered(id, pasted_by(repair), prefix), CHECKS.values())
                broken += broken_promises([repair], repair.gains, after)
    assert not broken, "\n\n".join(broken)


@pytest.mark.parametrize("id", POOR)
def test_all_repairs_together_keep_their_promises(repaired: Repaired, id: str) -> None:
    before = repaired.gathered(id, Pasted(), "oai_datacite")
    verdicts = judge(before, CHECKS.values())
    repairs = [
        repair
        for repair in list_repairs(before, verdicts, METRIC_SETS)
        if can_be_pasted(repair) and prefix_for([repair]) == "oai_datacite"
    ]
    assert repairs
    page = before.exchange(PAGE)
    assert page is not None
    after = judge(repaired.gathered(id, pasted_together(repairs, page.url), "oai_datacite"), CHECKS.values())
    outcomes = {check: verdict.outcome for check, verdict in verdicts.items()}
    groups = {repair.prescription.id: repair.checks for repair in repairs}
    gains = [gain_together(metric_set, outcomes, groups) for metric_set in METRIC_SETS]
    assert not (broken := list(broken_promises(repairs, gains, after))), "\n\n".join(broken)
