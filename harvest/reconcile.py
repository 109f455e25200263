"""When to ask for everything, and what may be concluded from what a complete list does not name any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from fairsvc.model.harvest import FullPass, Repository, RunState, SourceConfig
from harvest.oai_dates import find_instant

# More than this share of the live records gone at once is more likely the source's fault than its will.
MOST_AT_ONCE = 0.05
# A record is gone when so many complete lists in a row do not name it.
PASSES = 2


def is_full_pass_due(config: SourceConfig, repository: Repository, passes: Sequence[FullPass]) -> bool:
    """Tell whether to ask for everything, because an incremental list would not tell what vanished.

    That is so when the source does not keep its deletions for ever, and when records may leave the set. `passes` are
    the last ones of the same list, newest first. Where no total is stated, a second pass may confirm the first.
    """
    if repository.deleted_record == "persistent" and not config.set_spec:
        return False
    now = find_instant(repository.server_at)
    if now is None:
        return not passes
    span = timedelta(seconds=config.reconcile_s)
    recent = [one for one in passes if (at := find_instant(one.server_at)) is not None and abs(now - at) < span]
    return len(recent) < PASSES and not any(one.state is RunState.VERIFIED for one in recent)


def may_vanish(live: int, missing: int) -> bool:
    """Tell whether so many of the live records may be believed to be gone at once."""
    return missing <= live * MOST_AT_ONCE
