from __future__ import annotations

from datetime import UTC, datetime

from fairsvc.model.evidence import Evidence
from fairsvc.model.exchange import Exchange, Hop, Need
from fairsvc.model.pid import read_pid
from fairsvc.model.step import HANDLE, PAGE, STANDARD, Step
from fairsvc.probe.plan import fresh_needs, join, next_needs

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BARE = Evidence(read_pid("10.5072/x"), NOW)


def answered(need: Need) -> Exchange:
    return Exchange(need, NOW, (Hop(need.url, 200),))


def test_a_bare_doi_is_asked_for_what_the_doi_alone_tells() -> None:
    wave = next_needs(BARE, STANDARD)
    assert [step.name for step, _ in wave] == ["page", "handle", "registry", "metalink"]


def test_an_address_has_no_registry_and_no_handle() -> None:
    wave = next_needs(Evidence(read_pid("https://example.org/d"), NOW), STANDARD)
    assert [step.name for step, _ in wave] == ["page", "metalink"]


def test_a_step_is_asked_once_and_the_page_opens_the_next_wave() -> None:
    wave = next_needs(BARE, STANDARD)
    evidence = join(BARE, wave, {need: answered(need) for _, need in wave})
    assert [step.name for step, _ in next_needs(evidence, STANDARD)] == ["description", "page-head"]


def test_the_limit_keeps_the_lowest_ranks() -> None:
    assert [step.name for step, _ in next_needs(BARE, STANDARD, limit=2)] == ["page", "handle"]


def test_equal_needs_are_asked_once_and_both_steps_get_the_answer() -> None:
    twin = Step("twin", "Asks what the page asks", 9, PAGE.ask)
    wave = next_needs(BARE, (PAGE, twin, HANDLE), limit=2)
    assert len(wave) == 3
    fresh = fresh_needs(BARE, wave)
    assert len(fresh) == 2
    evidence = join(BARE, wave, {need: answered(need) for need in fresh})
    assert evidence.exchange(PAGE) is evidence.exchange(twin)
    assert next_needs(evidence, (PAGE, twin, HANDLE)) == ()
