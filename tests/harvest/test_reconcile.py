from __future__ import annotations

import pytest

from fairsvc.model.harvest import FullPass, Repository, RunState, SourceConfig
from harvest.reconcile import is_full_pass_due, may_vanish

WEEK = SourceConfig("demo", "oai", "http://x/oai")
SET = SourceConfig("demo", "oai", "http://x/oai", set_spec="open")
NOW = "2026-03-08T12:00:00Z"
PROVEN, UNPROVEN = (FullPass(state, "2026-03-05T12:00:00Z") for state in (RunState.VERIFIED, RunState.PLAUSIBLE))
OLD = FullPass(RunState.VERIFIED, "2026-02-28T12:00:00Z")


@pytest.mark.parametrize(
    ("config", "policy", "server_at", "passes", "due"),
    [
        (WEEK, "persistent", NOW, [OLD], False),
        (SET, "persistent", NOW, [OLD], True),
        (WEEK, "no", NOW, [], True),
        (WEEK, "no", NOW, [OLD], True),
        (WEEK, "no", NOW, [PROVEN, OLD], False),
        (WEEK, "transient", NOW, [PROVEN], False),
        (WEEK, "", NOW, [UNPROVEN], True),
        (WEEK, "no", NOW, [UNPROVEN, UNPROVEN], False),
        (WEEK, "no", NOW, [UNPROVEN, OLD], True),
        # The source's clock went back; it has none; it spells none.
        (WEEK, "no", "2026-03-04T00:00:00Z", [PROVEN], False),
        (WEEK, "no", "", [OLD], False),
        (WEEK, "no", "", [], True),
        (WEEK, "no", NOW, [FullPass(RunState.VERIFIED, "yesterday")], True),
    ],
)
def test_when_everything_is_asked_for(
    config: SourceConfig, policy: str, server_at: str, passes: list[FullPass], due: bool
) -> None:
    repository = Repository("Demo", "http://x", deleted_record=policy, server_at=server_at)
    assert is_full_pass_due(config, repository, passes) is due


@pytest.mark.parametrize(
    ("live", "missing", "believed"), [(100, 5, True), (100, 6, False), (19, 1, False), (20, 1, True), (0, 0, True)]
)
def test_how_many_may_be_gone_at_once(live: int, missing: int, believed: bool) -> None:
    assert may_vanish(live, missing) is believed
