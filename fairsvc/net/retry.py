"""When the same request may be asked again."""

from __future__ import annotations

import random

from fairsvc.net.policy import Policy
from fairsvc.net.reply import Reply

SAFE_METHODS = frozenset(("GET", "HEAD"))
HOLD_OFF_CAP_S = 3_600.0

_random = random.SystemRandom()


def pause_s(reply: Reply, attempt: int, policy: Policy) -> float | None:
    """Choose how long to wait before the next attempt; None when this was the last. `attempt` counts from 1.

    Waits as long as the server asks, or ends the try when that is longer than the policy's cap.
    """
    if not reply.passing or attempt >= policy.attempts:
        return None
    asked_s = reply.retry_after_s
    if asked_s is None:
        return policy.backoff_s * 2.0 ** (attempt - 1) * _random.uniform(0.5, 1)
    return asked_s if asked_s <= min(policy.retry_after_cap_s, policy.patience_s) else None


def hold_off_s(reply: Reply, pause: float | None) -> float:
    """Say how long nobody may ask the host: what it wants of us, or our own pause after a busy answer."""
    if reply.hop is None or not reply.passing:
        return 0.0
    return min(reply.retry_after_s or pause or 0.0, HOLD_OFF_CAP_S)
