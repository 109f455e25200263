"""Identifiers of every scheme, as the checks of F1 see them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assessors.checks.identifiers import pid_is_known_scheme, pid_is_persistent, pid_redirects
from fairsvc.model.check import Outcome
from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import read_pid

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def evidence(pid: str, *statuses: int) -> Evidence:
    hops = tuple(Hop(f"https://a.example/{i}", status, (("Location", "/x"),)) for i, status in enumerate(statuses))
    page = Exchange(Need("https://a.example/0"), NOW, hops, steps=("page",))
    return Evidence(read_pid(pid), NOW, exchanges=(page,))


@pytest.mark.parametrize(
    ("pid", "name"),
    [
        ("10.5072/a", "DOI"),
        ("igsn:AU1243", "Handle"),
        ("ark:12345/x", "ARK"),
        ("urn:nbn:de:1-a", "URN:NBN"),
        ("https://w3id.org/a2a", "PURL"),
        ("0000-0002-1825-0097", "ORCID iD"),
        ("ror:03yrm5c26", "ROR ID"),
    ],
)
def test_schemes_are_called_as_people_call_them(pid: str, name: str) -> None:
    for check in (pid_is_known_scheme, pid_is_persistent):
        verdict = check(evidence(pid, 302, 200))
        assert verdict.outcome is Outcome.PASS
        assert name in verdict.because


@pytest.mark.parametrize(
    ("pid", "statuses", "outcome"),
    [
        ("hdl:20.500.1/a", (302, 200), Outcome.PASS),
        ("ark:12345/x", (200,), Outcome.FAIL),
        ("10.5072/a", (503,), Outcome.INDETERMINATE),
        ("orcid:0000-0002-1825-0097", (200,), Outcome.NOT_APPLICABLE),
        ("ror:03yrm5c26", (301, 200), Outcome.NOT_APPLICABLE),
        ("https://a.example/1", (200,), Outcome.NOT_APPLICABLE),
    ],
)
def test_what_is_resolved_by_others_must_redirect(pid: str, statuses: tuple[int, ...], outcome: Outcome) -> None:
    assert pid_redirects(evidence(pid, *statuses)).outcome is outcome
