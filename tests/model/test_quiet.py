from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairsvc.errors import BadSettings
from fairsvc.model.harvest import SourceConfig
from fairsvc.model.quiet import is_quiet, read_quiet

URL = "https://data.facility.example/oai"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "at", "until"),
    [
        ("", "2026-11-21T12:00", None),
        ("08:00-18:00", "2026-11-21T07:59:59", None),
        ("08:00-18:00", "2026-11-21T08:00", "2026-11-21T18:00"),
        ("08:00-18:00", "2026-11-21T17:59:59", "2026-11-21T18:00"),
        ("08:00-18:00", "2026-11-21T18:00", None),
        ("22:00-06:00", "2026-11-21T21:59", None),
        ("22:00-06:00", "2026-11-21T23:00", "2026-11-22T06:00"),
        ("22:00-06:00", "2026-11-21T00:00", "2026-11-21T06:00"),
        ("22:00-06:00", "2026-11-21T06:00", None),
        ("18:00-24:00", "2026-12-31T20:00", "2027-01-01T00:00"),
        ("18:00-00:00", "2026-12-31T20:00", "2027-01-01T00:00"),
        ("00:00-06:30", "2026-11-21T06:29", "2026-11-21T06:30"),
    ],
)
def test_the_source_may_be_asked_again_at(quiet: str, at: str, until: str | None) -> None:
    config = SourceConfig("facility", "oai", URL, quiet=quiet)
    assert is_quiet(config, _at(at)) == (_at(until) if until else None)


def test_another_time_zone_is_the_same_instant() -> None:
    config = SourceConfig("facility", "oai", URL, quiet="08:00-18:00")
    at = datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert is_quiet(config, at) is None
    assert is_quiet(config, at + timedelta(hours=1)) == _at("2026-11-21T18:00")


@pytest.mark.parametrize(
    "text", ["8:00-18:00", "08:00", "08:00-18:60", "25:00-26:00", "24:00-06:00", "08:00-08:00", "00:00-24:00", "always"]
)
def test_other_texts_get_a_sentence(text: str) -> None:
    with pytest.raises(BadSettings) as caught:
        SourceConfig("facility", "oai", URL, quiet=text)
    assert str(caught.value).startswith(f"these are no quiet hours: {text!r}. Write it as")


@settings(max_examples=100)
@given(st.text(max_size=12) | st.from_regex(r"[0-2]\d:[0-6]\d-[0-2]\d:[0-6]\d"), st.integers(0, 2_000_000_000))
def test_whatever_is_quiet_ends_within_a_day(text: str, at_s: int) -> None:
    try:
        read_quiet(text)
    except BadSettings:
        return
    config = SourceConfig("facility", "oai", URL, quiet=text)
    at = datetime.fromtimestamp(at_s, UTC)
    until = is_quiet(config, at)
    if until is not None:
        assert timedelta(0) < until - at <= timedelta(days=1)
        assert is_quiet(config, until) is None
