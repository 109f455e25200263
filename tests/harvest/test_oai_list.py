from __future__ import annotations

import pytest

from fairsvc.model.harvest import Checkpoint, Deviation, Repository, SourceConfig, Window
from harvest.oai_dates import find_instant
from harvest.oai_list import arguments, choose_prefix, next_window

CONFIG = SourceConfig("demo", "oai", "http://x/oai", prefix="oai_dc", set_spec="open")
SECONDS = Repository("Demo", "http://x/oai", granularity="YYYY-MM-DDThh:mm:ssZ")
DAYS = Repository("Demo", "http://x/oai", granularity="YYYY-MM-DD")
ODD = Repository("Demo", "http://x/oai", granularity="YYYY-MM-DDThh:mm:ss.sssZ")
DATELESS = Repository("Demo", "http://x/oai", deviations=(Deviation("granularity.missing"),))
# SciCat's provider ignores `from`; day 00 in its earliestDatestamp gives it away.
SCICAT = Repository(
    "SciCat", "http://x", granularity=SECONDS.granularity, deviations=(Deviation("earliest-datestamp.unreadable"),)
)


def last(server_at: str, prefix: str = "oai_dc", set_spec: str = "open") -> Checkpoint:
    return Checkpoint(Window(prefix, set_spec), done=True, pages=1, server_at=server_at)


@pytest.mark.parametrize(
    ("repository", "checkpoint", "expected"),
    [
        (SECONDS, None, ""),
        (SECONDS, last("2026-03-01T00:30:00Z"), "2026-02-28T23:30:00Z"),
        (SECONDS, last("2026-03-01T01:30:00.250+01:00"), "2026-02-28T23:30:00Z"),
        (SECONDS, last("2026-03-01"), "2026-02-28T23:00:00Z"),
        (DAYS, last("2026-03-01T00:30:00Z"), "2026-02-28"),
        (ODD, last("2026-03-01T00:30:00Z"), "2026-02-28"),
        (DATELESS, last("2026-03-01T00:30:00Z"), ""),
        (SCICAT, last("2026-03-01T00:30:00Z"), ""),
        (SECONDS, last(""), ""),
        (SECONDS, last("yesterday"), ""),
        (SECONDS, last("0001-01-01T00:00:00Z"), ""),
        (SECONDS, last("2026-03-01T00:30:00Z", prefix="datacite"), ""),
        (SECONDS, last("2026-03-01T00:30:00Z", set_spec="other"), ""),
    ],
)
def test_the_next_window_overlaps_the_last_or_asks_for_all(
    repository: Repository, checkpoint: Checkpoint | None, expected: str
) -> None:
    assert next_window(CONFIG, repository, checkpoint) == Window("oai_dc", "open", from_=expected)


def test_the_prefix_of_the_last_window_is_kept() -> None:
    config = SourceConfig("demo", "oai", "http://x/oai")
    before = last("2026-03-01T00:30:00Z", prefix="oai_datacite", set_spec="")
    assert next_window(config, DAYS, before) == Window("oai_datacite", from_="2026-02-28")
    assert next_window(config, DAYS, None) == Window("")


@pytest.mark.parametrize(
    ("formats", "prefix"),
    [
        (("oai_dc", "oai_datacite", "datacite"), "oai_datacite"),
        (("oai_dc", "datacite"), "datacite"),
        (("marc21", "oai_dc"), "oai_dc"),
        (("marc21",), "marc21"),
        ((), "oai_dc"),
    ],
)
def test_the_richest_prefix_is_chosen(formats: tuple[str, ...], prefix: str) -> None:
    assert choose_prefix(formats) == prefix


@pytest.mark.parametrize(
    ("checkpoint", "expected"),
    [
        (Checkpoint(Window("oai_dc")), {"metadataPrefix": "oai_dc"}),
        (
            Checkpoint(Window("oai_dc", "a:b", "2026-01-01", "2026-01-02")),
            {"metadataPrefix": "oai_dc", "set": "a:b", "from": "2026-01-01", "until": "2026-01-02"},
        ),
        (Checkpoint(Window("oai_dc", "a:b"), token="t", pages=1), {"resumptionToken": "t"}),
    ],
)
def test_a_token_stands_alone(checkpoint: Checkpoint, expected: dict[str, str]) -> None:
    assert arguments(checkpoint) == expected


@pytest.mark.parametrize("text", ["", "2017-01-00T03:24:00Z", "2026-13-01", "0001-01-01T00:00:00+10:00", "now"])
def test_no_instant(text: str) -> None:
    assert find_instant(text) is None
