"""Every variant of the corpus, gathered by the real client from a real server."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from fairsvc.model.depth import DEPTHS
from fairsvc.model.evidence import Endpoints, Evidence, OaiItem
from fairsvc.model.pid import read_pid
from fairsvc.net.budget import LocalBudget
from fairsvc.net.client import Client
from fairsvc.net.policy import HostRate, Policy
from fairsvc.probe.gather import Subject, gather
from tests.support.discovery import EXPECTED, Variant, filled, load_variants
from tests.support.discovery_findings import differences
from tests.support.discovery_page import MARK, PAGE, write_tables
from tests.support.discovery_site import Site

# For the worst that the corpus holds; the server works in other threads.
MOST_CPU_S = 10
UNHURRIED = HostRate(100_000, 64)
REAL_NAMES = ("doi.org", "api.datacite.org", "data.crosscite.org")


def client_for(variant: Variant, site: Site) -> Client:
    real = any(answer.path.startswith("http") for answer in variant.answers)
    policy = Policy(
        "tests@example.org",
        backoff_s=0.001,
        attempts=1 if variant.hurried else 3,
        total_timeout_s=1 if variant.hurried else 30,
        allowed=frozenset((f"127.0.0.1:{site.port}",)),
        proxy_url=site.url if real else "",
        ca_bundle=str(site.authority),
        rates=tuple((name, UNHURRIED) for name in REAL_NAMES),
        default_rate=UNHURRIED,
    )
    return Client(policy, LocalBudget())


def gathered(variant: Variant, site: Site) -> Evidence:
    base = site.base_of(variant)
    endpoints = filled(variant.endpoints, base, f"/{variant.id}")
    if "oai" in endpoints:
        endpoints["oai"] = OaiItem(**endpoints["oai"])
    subject = Subject(read_pid(filled(variant.pid, base, f"/{variant.id}")), Endpoints(**endpoints))
    depth = DEPTHS[variant.depth]
    with client_for(variant, site) as client:
        return gather(subject, client, datetime.now(UTC), depth)


@pytest.mark.parametrize("variant", load_variants(), ids=lambda variant: variant.id)
def test_everything_is_found_and_a_defect_costs_only_itself(variant: Variant, site: Site) -> None:
    started = time.thread_time()
    evidence = gathered(variant, site)
    assert time.thread_time() - started < MOST_CPU_S
    expect = filled(variant.expect, site.base_of(variant), f"/{variant.id}")
    assert differences(evidence, expect, correct=variant.correct) == []
    assert len(evidence.exchanges) <= DEPTHS[variant.depth].max_requests


def test_the_corpus_is_large_and_its_ids_are_its_own() -> None:
    variants = load_variants()
    shelves = Counter(variant.correct for variant in variants)
    assert shelves[True] >= 100
    assert shelves[False] >= 40
    assert len({variant.id for variant in variants}) == len(variants)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", variant.id) for variant in variants)


def test_every_variant_expects_something_that_can_be_compared_and_names_its_clause() -> None:
    for variant in load_variants():
        assert variant.expect, variant.id
        assert variant.expect.keys() <= EXPECTED, variant.id
        assert variant.clause, variant.id


def test_the_page_lists_the_corpus() -> None:
    tables = PAGE.read_text("utf-8").partition(MARK)[2]
    assert tables.strip() == write_tables(load_variants()).strip(), "run python -m tests.support.discovery_page"
