"""Every repair keeps its promise: its lines, pasted into the demo, mend the checks and gain what was foretold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from lxml import etree

from assessors.catalogue import load_checks
from assessors.engine import judge
from assessors.filling import examples
from assessors.gains import Repair, list_repairs
from assessors.metric_sets import load_metric_sets
from assessors.scoring import score
from fairsvc.demo.catalogue import DataFile
from fairsvc.demo.facility import Facility, running
from fairsvc.demo.loading import load_catalogue
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
POOR = ["poor-page", "bare-page", "title-is-identifier", "no-licence", "no-orcid", "no-related", "junk-metadata"]
DECEPTIVE = ["dates-2099", "creator-is-robot", "licence-ask-me"]
PASTED_INTO = {
    Place.HEADER: "link_lines",
    Place.JSON_LD: "json_ld",
    Place.HTML: "html",
    Place.DATACITE: "datacite",
    Place.OAI: "oai",
}
MENDED = (Outcome.PASS, Outcome.NOT_APPLICABLE)
Verdicts = Mapping[str, Verdict]
EXAMPLE_FILE = re.compile(r"https://data\.example\.org/files/[\w.]+")
EPSILON = 1e-9


class Repaired:
    """The demo with lines pasted into one of its datasets, and what is gathered of it then."""

    def __init__(self, facility: Facility, client: Client, pool: ThreadPoolExecutor) -> None:
        self._facility, self._client, self._pool = facility, client, pool

    def gathered(self, id: str, pasted: Pasted, prefix: str) -> Evidence:
        at = self._facility
        at.publish({id: {"pasted": self._chosen(id, pasted)}})
        item = OaiItem(at.oai_url, prefix, f"oai:dls.example:{id}", "persistent")
        endpoints = Endpoints(at.resolver_url, at.handle_api_url, at.registry_url, item)
        subject = Subject(read_pid(f"10.5072/dls.{id}"), endpoints)
        return gather(subject, self._client, datetime.now(UTC), spread=self._pool.map)

    def _chosen(self, id: str, pasted: Pasted) -> Pasted:
        """Choose as a person would who is left to: an HDF5 file's address, and the true size and digest of the file."""
        texts = {field.name: getattr(pasted, field.name) for field in fields(pasted)}
        file = self._file(id, example=any(EXAMPLE_FILE.search(text) for each in texts.values() for text in each))
        address = self._facility.base_url + file.path
        true = {str(examples.FILE_SIZE_BYTES): str(len(file.body)), examples.SHA256: sha256(file.body).hexdigest()}

        def chosen(text: str) -> str:
            for example, own in true.items():
                text = text.replace(example, own)
            return EXAMPLE_FILE.sub(address, text)

        return Pasted(**{name: tuple(map(chosen, each)) for name, each in texts.items()})

    def _file(self, id: str, *, example: bool) -> DataFile:
        """Find the dataset's own file, or an exemplary one where the lines name an example."""
        datasets = load_catalogue().datasets
        chosen = (one for one in datasets if (one.tier == "exemplary" if example else one.id == id) and one.files)
        return next(chosen, next(one for one in datasets if one.tier == "exemplary")).files[0]


@pytest.fixture(scope="module")
def repaired() -> Iterator[Repaired]:
    with pytest.MonkeyPatch.context() as environment, running() as facility:
        environment.setenv("NO_PROXY", "127.0.0.1")
        allowed, rate = frozenset(facility.host_ports), HostRate(10_000, 8)
        rules = Policy("steward@facility.example", allowed=allowed, default_rate=rate)
        with Client(rules, LocalBudget()) as client, ThreadPoolExecutor(6) as pool:
            yield Repaired(facility, client, pool)


def pasted_by(repair: Repair) -> Pasted:
    texts: dict[str, list[str]] = {}
    for snippet in repair.prescription.snippets:
        texts.setdefault(PASTED_INTO[snippet.place], []).append(snippet.text)
    return Pasted(**{name: tuple(lines) for name, lines in texts.items()})


def pasted_together(repairs: Sequence[Repair], page_url: str) -> Pasted:
    """Take the merged lines apart as a person would who pastes them."""
    merged, contradictions = merge_snippets(repairs, page_url)
    assert not contradictions
    texts = {one.file_name: one.text for one in merged}
    block = re.findall(r"<script[^>]*>\n(.*)\n</script>", texts.get("json-ld.html", ""), re.DOTALL)
    found: dict[str, Any] = {
        "link_lines": texts.get("link-header.txt", "").splitlines(),
        "json_ld": block,
        "html": texts.get("landing-page.html", "").splitlines(),
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


def broken_promises(repairs: Sequence[Repair], before: Verdicts, after: Verdicts) -> Iterator[str]:
    """Say which remedy, which check, which sentence; a check that no longer concerns the dataset is mended too."""
    for repair in repairs:
        for check in repair.checks:
            if after[check].outcome not in MENDED:
                said = f"{after[check].outcome}: {after[check].because}"
                yield f"{repair.prescription.id} leaves {check} {said}\n{repair.prescription.text}"
    mended = {check for repair in repairs for check in repair.checks}
    foretold = outcomes_of(before) | {check: after[check].outcome for check in mended if after[check].outcome in MENDED}
    foretold |= {check: Outcome.PASS for check in mended if after[check].outcome not in MENDED}
    new = {name: one.because for name, one in after.items() if one.outcome is Outcome.FAIL is not before[name].outcome}
    names = ", ".join(repair.prescription.id for repair in repairs)
    for metric_set in METRIC_SETS:
        both = (score(metric_set, outcomes)[1] for outcomes in (foretold, outcomes_of(after)))
        for promised, reached in zip(*both, strict=True):
            open_ = None in (promised.level, reached.level) and promised.level != reached.level
            less = not open_ and (reached.level or 0) < (promised.level or 0)
            if less or (reached.share or 0) < (promised.share or 0) - EPSILON:
                yield f"{names} promise {metric_set.name} {promised}, and reach {reached}; what fails now: {new}"


def outcomes_of(verdicts: Verdicts) -> dict[str, Outcome]:
    return {check: verdict.outcome for check, verdict in verdicts.items()}


@pytest.mark.parametrize("id", POOR + DECEPTIVE)
def test_each_repair_alone_keeps_its_promise(repaired: Repaired, id: str) -> None:
    broken: list[str] = []
    for prefix in ("oai_datacite", "oai_dc"):
        evidence = repaired.gathered(id, Pasted(), prefix)
        before = judge(evidence, CHECKS.values())
        for repair in filter(can_be_pasted, list_repairs(evidence, before, METRIC_SETS)):
            if prefix_for([repair]) == prefix:
                after = judge(repaired.gathered(id, pasted_by(repair), prefix), CHECKS.values())
                broken += broken_promises([repair], before, after)
    assert not broken, "\n\n".join(broken)


@pytest.mark.parametrize("id", POOR + DECEPTIVE)
def test_all_repairs_together_keep_their_promises(repaired: Repaired, id: str) -> None:
    evidence = repaired.gathered(id, Pasted(), "oai_datacite")
    before = judge(evidence, CHECKS.values())
    repairs = [
        repair
        for repair in list_repairs(evidence, before, METRIC_SETS)
        if can_be_pasted(repair) and prefix_for([repair]) == "oai_datacite"
    ]
    page = evidence.exchange(PAGE)
    assert page is not None
    after = judge(repaired.gathered(id, pasted_together(repairs, page.url), "oai_datacite"), CHECKS.values())
    assert not (broken := list(broken_promises(repairs, before, after))), "\n\n".join(broken)


@pytest.mark.parametrize("id", POOR + DECEPTIVE)
def test_a_promise_is_what_the_gain_says(repaired: Repaired, id: str) -> None:
    evidence = repaired.gathered(id, Pasted(), "oai_datacite")
    before = judge(evidence, CHECKS.values())
    for repair in list_repairs(evidence, before, METRIC_SETS):
        foretold = outcomes_of(before) | dict.fromkeys(repair.checks, Outcome.PASS)
        assert [gain.after for gain in repair.gains] == [score(one, foretold)[1] for one in METRIC_SETS]
